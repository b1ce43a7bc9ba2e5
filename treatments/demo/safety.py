"""What the demo's patients answered to the safety questions, and one urgent answer that waits for somebody."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from patients.actions import raise_red_flags
from patients.models import Patient, SafetyScreening
from patients.rules.answers import QUESTIONS

from .team import Chair

NOTHING: dict[str, Any] = dict.fromkeys((*QUESTIONS, "has_implants", "has_lymphoedema"), "no")
CHILDBEARING = range(18, 45)
# How often, in a hundred patients, and what they said.
PEOPLE: tuple[tuple[int, dict[str, Any]], ...] = (
    (52, {}),
    (9, {"blood_thinner": "yes", "note": "Apixaban since a clot in the leg."}),
    (8, {"needle_fear": "yes"}),
    (7, {"diabetes": "yes", "note": "Tablets, no numbness in the feet."}),
    (5, {"has_implants": "yes", "implants": ["metal_or_silicone"], "implant_where": "Left hip"}),
    (4, {"has_implants": "yes", "implants": ["pacemaker"], "implant_where": "Left chest, below the collar bone"}),
    (4, {"fainting": "yes"}),
    (3, {"has_lymphoedema": "yes", "lymphoedema": ["left_arm"], "note": "Lymph nodes removed from the left armpit."}),
    (3, {"recent_surgery": "yes", "surgery_what": "Keyhole operation on the right knee"}),
    (2, {"immune_suppressed": "yes", "note": "Methotrexate."}),
    (2, {"epilepsy": "yes", "note": "No seizure for six years."}),
    (1, {"metal_allergy": "yes", "note": "Nickel."}),
)
NOT_ASKED_YET = 9  # every ninth patient: the chart must show that too
EXPECTING = 5  # the regulars of that number and its multiples, if it may be
URGENT = 7
REGULARS = 40


def screenings(people: Iterable[Patient], chairs: list[Chair], *, now: datetime, rng: random.Random) -> Iterator[Any]:
    """Yield unsaved screenings for most of the patients, with keys set."""
    weights, answers = zip(*PEOPLE, strict=True)
    for patient in people:
        if patient.pk % NOT_ASKED_YET == 0:
            continue
        said = rng.choices(answers, weights=weights)[0]
        days = rng.randint(3, 70) if patient.pk <= REGULARS else rng.randint(80, 900)
        if patient.pk <= REGULARS and patient.pk % EXPECTING == 0 and (patient.age or 0) in CHILDBEARING:
            said = {"pregnant": "yes", "pregnant_weeks": 10}
        screening = SafetyScreening(
            pk=patient.pk,
            once_key=uuid.UUID(int=rng.getrandbits(128), version=4),
            patient_id=patient.pk,
            taken_at=now - timedelta(days=days),
            by_id=rng.choice(chairs).practitioner.user_id,
            source=SafetyScreening.Source.STAFF,
            **(NOTHING | said),
        )
        screening.refresh_alerts()
        yield screening


def urgent_answer() -> None:
    """One red flag that nobody has dealt with yet."""
    patient = Patient.objects.filter(pk=URGENT).first()
    if patient is not None:
        raise_red_flags(patient=patient, answers={"urgent_signs": ["hot_swollen_calf"]})
