"""Keeps the history of a patient's details, in the transaction of the change itself."""

from collections.abc import Iterable
from typing import Any

from patients.models import ChangeEntry, Patient


def note_changes(*, before: Patient, after: Patient, names: Iterable[str], by: Any) -> None:
    """Write what each detail was and is. Both patients are as the database holds them."""
    ChangeEntry.objects.bulk_create(
        ChangeEntry(
            patient_id=after.pk,
            version=after.version,
            detail=name,
            before=as_text(getattr(before, name)),
            after=as_text(getattr(after, name)),
            at=after.changed_at or after.created_at,
            by=by,
        )
        for name in sorted(names)
    )


def as_text(value: Any) -> str:
    """The value as the history holds it; dates as 1984-03-27."""
    return "" if value is None else str(value)
