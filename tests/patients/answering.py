"""Answers that are enough for an intake, and a patient's browser that goes through its pages."""

from django.test import Client

from patients.models import IntakeLink
from tests.factories import IntakeLinkFactory

YES_NO = (
    *("diagnosed", "blood_thinner", "metal_allergy", "heart_valve_disease", "recent_surgery", "bleeding_disorder"),
    *("epilepsy", "fainting", "diabetes", "immune_suppressed", "needle_fear", "infection_risk", "skin_infection"),
)
ENOUGH = {
    "urgent_signs": ["none"],
    "why_come": "My lower back hurts when I get up.",
    "main_area": "low_back",
    "medicines": "None",
    "allergies": "unknown",
    "implants": ["none"],
    "lymphoedema": ["none"],
    "pregnant": "no",
    **dict.fromkeys(YES_NO, "no"),
}


def posted(answers):
    """The answers as a browser posts them."""
    data = {}
    for name, value in answers.items():
        if value == "unknown" and name in ("medicines", "allergies", "why_come", "pain_places"):
            data[f"{name}-unknown"] = "on"
        else:
            data[name] = value
    return data


def birthday(patient):
    born = patient.date_of_birth
    return {"born_on_0": born.day, "born_on_1": born.month, "born_on_2": born.year}


class Browser:
    """One device of a patient."""

    def __init__(self, patient, *, token="the-token", link=None):
        self.client, self.patient = Client(), patient
        self.link = link or IntakeLinkFactory(patient=patient, token=token)
        self.token = token

    def url(self, page):
        return f"/intake/{self.link.pk}/{page}/"

    def open(self):
        return self.client.get(f"/intake/{self.token}/", follow=True)

    def identify(self):
        self.open()
        return self.client.post(self.url("start"), birthday(self.patient), follow=True)

    def get(self, page, **kwargs):
        return self.client.get(self.url(page), **kwargs)

    def save(self, step, answers, *, number=None, query="", follow=False):
        if number is None:
            number = self.draft.number
        url = self.url(f"questions/{step}") + query
        return self.client.post(url, {"number": number, **posted(answers)}, follow=follow)

    def save_enough(self):
        """Answer everything that must be answered."""
        questionnaire = self.draft.version.questionnaire
        for step in questionnaire.steps:
            mine = {one.id: ENOUGH[one.id] for one in step.questions if one.id in ENOUGH}
            if mine:
                response = self.save(step.id, mine)
                assert response.status_code == 302, (step.id, response.context["form"].errors)

    @property
    def draft(self):
        return IntakeLink.objects.get(pk=self.link.pk).patient.intake_draft
