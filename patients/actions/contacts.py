"""Writes the log of what was said with a patient."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from clinic.trail.once import make_once
from patients.models import ContactNote, Patient


class AlreadyCorrected(Exception):
    """Somebody else has corrected this note; nothing was written."""


def log_contact(
    *,
    patient: Patient,
    by: Any,
    once_key: uuid.UUID,
    at: datetime,
    how: str,
    direction: str,
    said: str,
    corrects: ContactNote | None = None,
) -> ContactNote:
    """Add a note, or one that takes the place of `corrects`, which stays readable.

    Raises AlreadyMade when this form was sent before, and AlreadyCorrected.
    """

    def make() -> ContactNote:
        return ContactNote.objects.create(
            once_key=once_key, patient=patient, by=by, at=at, how=how, direction=direction, said=said, corrects=corrects
        )

    try:
        with transaction.atomic():
            return make_once(ContactNote, once_key, make)
    except IntegrityError:
        if corrects is not None and ContactNote.objects.filter(corrects=corrects).exists():
            raise AlreadyCorrected from None
        raise
