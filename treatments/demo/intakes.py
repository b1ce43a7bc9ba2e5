"""What the demo's patients have answered before their first visit: invented, and in keeping with their complaint."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from patients.actions import version_of
from patients.bodychart.marks import mark_by_name
from patients.bodychart.views import FIGURES
from patients.intake_queries import age_on
from patients.models import Intake
from patients.questionnaire import Who
from patients.questionnaire_file import newest
from treatments.models import Course

AREAS = {
    "back": "low_back",
    "neck": "neck_upper_back",
    "shoulder": "shoulder_arm",
    "knee": "hip_leg",
    "hip": "hip_leg",
    "head": "head_face",
    "migraine": "head_face",
}
MARKS = {
    "low_back": ("back", "lower-back-left"),
    "neck_upper_back": ("back", "neck-back-right"),
    "shoulder_arm": ("front", "shoulder-front-right"),
    "hip_leg": ("front", "knee-front-left"),
    "head_face": ("front", "temple-right"),
}
SINCE = ("Since last autumn", "For about 3 years", "On and off for 10 years", "Since I changed my job", "For 6 weeks")
BETTER = (
    "Better with warmth and walking, worse after sitting.",
    "Worse in the evening. Rest helps.",
    "Cold makes it worse.",
)
HISTORY = (
    "Appendix out as a child.",
    "High blood pressure for 5 years.",
    "Nothing serious.",
    "Broke my wrist in 2015.",
)
MEDICINES = ("None", "Ibuprofen when it is bad", "Amlodipine 5 mg", "Vitamin D", "Levothyroxine 50 micrograms")
ALLERGIES = ("Nothing", "Nothing", "Plasters", "Penicillin")
ACTIVITIES = (
    "Gardening for half an hour",
    "Carrying the shopping",
    "Sleeping through the night",
    "Driving to work",
    "Playing with my grandchildren",
    "Sitting through a film",
    "Putting on my shoes",
    "Walking to the station",
)
HOPES = ("To sleep through the night.", "To work in the garden again.", "Fewer tablets.", "To be less tired.")
SAFE = (
    *("blood_thinner", "metal_allergy", "heart_valve_disease", "recent_surgery", "bleeding_disorder", "epilepsy"),
    *("fainting", "diabetes", "immune_suppressed", "needle_fear", "infection_risk", "skin_infection"),
)


def intakes(courses: list[Course], *, seed: int) -> Iterator[Intake]:
    """Yield an unsaved intake for two of three courses, handed in the day before each began."""
    rng = random.Random(seed)  # noqa: S311 - invented data, not a secret
    questionnaire = newest()
    version = version_of(questionnaire)
    for key, course in enumerate((one for one in courses if rng.random() < 0.67), start=1):
        patient, handed_in = course.patient, course.entered_at.replace(hour=19, minute=rng.randint(0, 59))
        day = course.started_on - timedelta(days=1)
        who = Who(age_on(patient.date_of_birth, day))
        yield Intake(
            pk=key,
            patient=patient,
            version=version,
            answers=questionnaire.kept(_answers(course, rng), who),
            born_on=patient.date_of_birth,
            filled_on=day,
            submitted_at=handed_in.replace(year=day.year, month=day.month, day=day.day),
            how=rng.choice((Intake.How.ONLINE, Intake.How.ONLINE, Intake.How.TABLET)),
        )


def _answers(course: Course, rng: random.Random) -> dict[str, Any]:
    complaint = course.complaint.lower()
    area = next((area for word, area in AREAS.items() if word in complaint), "whole_body")
    view, region = MARKS.get(area, ("back", "shoulder-blade-left"))
    ticked = sorted(rng.sample(range(1, 25), rng.randint(4, 12)))
    return {
        "urgent_signs": ["none"],
        "why_come": course.complaint,
        "main_area": area,
        "since_when": rng.choice(SINCE),
        "better_worse": rng.choice(BETTER),
        "pain_places": [mark_by_name(view, FIGURES[view].regions[region], "ache", []).as_dict()],
        "pain_quality": rng.sample(["dull", "sharp", "cramping", "cold_worse", "heavy"], 2),
        "vas": rng.randint(35, 85),
        "psfs": [{"activity": one, "score": rng.randint(1, 6)} for one in rng.sample(ACTIVITIES, 3)],
        "roland_morris": [f"rm_{number}" for number in ticked],
        "sleep": rng.sample(["wakes", "hard_to_fall_asleep", "pain_wakes", "unrefreshed"], 2),
        "energy": rng.choice(("good", "up_and_down", "low")),
        "hot_cold": rng.choice(("cold", "hot", "neither")),
        "appetite": "good",
        "digestion": rng.choice((["nothing"], ["bloating"], ["heartburn", "constipation"])),
        "emotions": rng.sample(["calm", "worry", "stress", "irritable", "low_mood"], 2),
        "cycle": "unknown" if rng.random() < 0.2 else ["not_for_me"],
        **_health(rng),
        "hopes": rng.choice(HOPES),
    }


def _health(rng: random.Random) -> dict[str, Any]:
    return {
        "past_history": rng.choice(HISTORY),
        "diagnosed": "no",
        "previous_acupuncture": rng.choice(("yes", "no")),
        "medicines": rng.choice(MEDICINES),
        "allergies": rng.choice(ALLERGIES),
        "implants": ["none"],
        "lymphoedema": ["none"],
        **{name: rng.choices(("no", "yes", "unknown"), (90, 7, 3))[0] for name in SAFE},
        "pregnant": "no",
    }
