"""Reads intakes: the link behind a token, how far a patient has come, what was handed in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from patients.models import InstrumentLicence, Intake, IntakeDraft, IntakeLink, Patient
from patients.models.intake import hash_of
from patients.questionnaire import Questionnaire, Who

LONGEST_TOKEN = 200
EARLIER = 20


@dataclass(frozen=True)
class Standing:
    """How far a patient's intake has come, without a word of what was answered."""

    link: IntakeLink | None
    draft: IntakeDraft | None
    handed_in: list[Intake]

    @property
    def latest(self) -> Intake | None:
        return self.handed_in[0] if self.handed_in else None

    @property
    def open_link(self) -> IntakeLink | None:
        return self.link if self.link and self.link.is_open else None


def link_behind(token: str) -> IntakeLink | None:
    """The open link with this token. Anything else, whatever the reason, is None."""
    if len(token) > LONGEST_TOKEN:
        return None
    link = IntakeLink.objects.select_related("patient").filter(token_hash=hash_of(token)).first()
    return link if link is not None and link.is_open else None


def link_of(pk: int) -> IntakeLink | None:
    """The link with this number, open or not, with the patient's draft if there is one."""
    return IntakeLink.objects.select_related("patient__intake_draft__version").filter(pk=pk).first()


def standing_of(patient: Patient) -> Standing:
    link = IntakeLink.objects.filter(patient__in=patient.record_ids).select_related("created_by").first()
    draft = (
        IntakeDraft.objects.filter(patient__in=patient.record_ids)
        .order_by("-pk")
        .defer("answers")
        .select_related("version")
        .first()
    )
    handed_in = Intake.objects.filter(patient__in=patient.record_ids).defer("answers", "version__text")
    return Standing(link, draft, list(handed_in.select_related("version", "entered_by")[:EARLIER]))


def asked_before_visit(patient: Patient) -> str:
    """How far the questions before a visit have come, in a word or two: for the desk, without an answer."""
    if Intake.objects.filter(patient__in=patient.record_ids).exists():
        return "Answered"
    return "Sent" if IntakeLink.objects.filter(patient__in=patient.record_ids).exists() else "Not sent"


def latest_answers(*, patient: Patient, user: Any) -> Intake | None:
    """The newest intake with its answers, for those who may read them."""
    return Intake.objects.visible_to(user).filter(patient__in=patient.record_ids).first()


def age_on(born: date | None, day: date) -> int | None:
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def who_is(*, patient: Patient, questionnaire: Questionnaire, born_on: date | None = None) -> Who:
    """What decides on this patient's questions today."""
    age = age_on(patient.date_of_birth or born_on, timezone.localdate())
    needed = {one.instrument for one in questionnaire.questions.values() if one.needs_licence}
    return Who(age, licences_held(needed) if needed else frozenset())


def licences_held(instruments: set[str]) -> frozenset[str]:
    """Those of the instruments for which the clinic's newest word is that it holds a licence today."""
    today, newest = timezone.localdate(), {}
    for licence in InstrumentLicence.objects.filter(instrument__in=instruments).order_by("pk"):
        newest[licence.instrument] = licence
    return frozenset(
        name
        for name, one in newest.items()
        if one.held_from <= today and (one.held_until is None or one.held_until >= today)
    )
