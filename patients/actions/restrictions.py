"""Restricts records, and opens them to all again."""

import uuid
from typing import Any

from clinic.trail.once import make_once
from patients.models import Patient, RestrictionChange


def restrict(*, patient: Patient, by: Any, on: bool, reason: str, once_key: uuid.UUID) -> RestrictionChange:
    """Restrict a record, or undo it. Raises AlreadyMade when this form was sent before."""

    def make() -> RestrictionChange:
        kind = RestrictionChange.Kind.ON if on else RestrictionChange.Kind.OFF
        change = RestrictionChange.objects.create(once_key=once_key, patient=patient, kind=kind, reason=reason, by=by)
        Patient.objects.filter(pk__in=patient.record_ids).update(restricted_at=change.at if on else None)
        return change

    return make_once(RestrictionChange, once_key, make)
