"""When a patient comes next."""

from django.utils import timezone

from clinic.diary.models import Appointment
from patients.models import Patient

AHEAD = 3


def next_visits(patient: Patient) -> list[Appointment]:
    """The patient's next appointments, soonest first, counting one that has begun but not ended."""
    coming = Appointment.objects.live().with_names().filter(patient=patient, ends_at__gt=timezone.now())
    return list(coming.exclude(status=Appointment.Status.COMPLETED).order_by("starts_at")[:AHEAD])
