"""What the demo's patients have signed before their first treatment."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import count

from clinic.staff.models import User
from patients.actions import kept_wording
from patients.models import Consent
from patients.wordings import register
from treatments.models import Course

EVERYBODY = ("treatment", "data")
NOON = time(12, tzinfo=UTC)


class Signatures:
    """Makes unsaved consents with keys set, one batch of courses after another."""

    def __init__(self, *, by: User, now: datetime) -> None:
        self.by, self.now, self.keys = by, now, count(1)
        names = (*EVERYBODY, "electroacupuncture", "photographs")
        self.wordings = {name: kept_wording(register().newest[name]) for name in names}

    def of(self, courses: Iterable[Course]) -> Iterator[Consent]:
        """Everyone signs for treatment and record, every second for electricity; every sixth wants no photographs."""
        for course in courses:
            given = EVERYBODY if course.patient_id % 2 else (*EVERYBODY, "electroacupuncture")
            for purpose in given:
                yield self._one(course, purpose, Consent.Decision.GIVEN, Consent.Signature.TYPED)
            if course.patient_id % 6 == 0:
                yield self._one(course, "photographs", Consent.Decision.REFUSED, Consent.Signature.NONE)

    def _one(self, course: Course, purpose: str, decision: str, signature: str) -> Consent:
        key, patient = next(self.keys), course.patient
        signed_at = min(datetime.combine(course.started_on, NOON), self.now)
        return Consent(
            pk=key,
            once_key=uuid.uuid5(uuid.NAMESPACE_OID, f"demo consent {key}"),
            patient=patient,
            wording=self.wordings[purpose],
            decision=decision,
            signature_kind=signature,
            signed_name=patient.full_name,
            how=Consent.How.TABLET,
            signed_on=course.started_on,
            signed_at=signed_at,
            recorded_at=signed_at,
            recorded_by=self.by,
        )
