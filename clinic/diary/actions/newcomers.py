"""Book for somebody who is not known yet: the person and the appointment are made together, or neither is."""

from typing import Any
from uuid import UUID

from django.db import transaction

from clinic.diary.errors import KeyInUse
from clinic.diary.models import Appointment
from clinic.trail.once import AlreadyMade
from patients.actions import add_patient

from .booking import book_appointment


def book_for_new_person(*, by: Any, once_key: UUID, person: dict[str, Any], **booking: Any) -> Appointment:
    """Add a person who enquires and book for them: both or neither. Raises what book_appointment raises."""
    existing = Appointment.objects.filter(once_key=once_key).first()
    if existing is not None:
        raise AlreadyMade(existing)
    try:
        with transaction.atomic():
            patient = add_patient(by=by, once_key=once_key, **person)
            return book_appointment(by=by, once_key=once_key, patient=patient, **booking)
    except AlreadyMade:
        # The same form in another request was a moment faster: its person and its appointment are there.
        existing = Appointment.objects.filter(once_key=once_key).first()
        if existing is None:
            raise KeyInUse("This page’s key has been used for something else. Open the booking page again.") from None
        raise AlreadyMade(existing) from None
