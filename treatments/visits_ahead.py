"""When a patient comes next."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from clinic.diary.models import Appointment
from clinic.times import localised
from patients.models import Patient

AHEAD = 3


class NextVisit(NamedTuple):
    """One appointment ahead, with the words that a page shows of it."""

    pk: int
    starts_at: datetime
    service: str
    practitioner: str
    zone: str

    @property
    def local_start(self) -> datetime:
        return localised(self.starts_at, self.zone)


def next_visits(patient: Patient) -> list[NextVisit]:
    """The patient's next appointments, soonest first, counting one that has begun but not ended."""
    coming = Appointment.objects.live().filter(patient=patient, ends_at__gt=timezone.now())
    coming = coming.exclude(status=Appointment.Status.COMPLETED).order_by("starts_at")
    words = ("service__name", "practitioner__display_name", "site__time_zone")
    return [NextVisit(*row) for row in coming.values_list("pk", "starts_at", *words)[:AHEAD]]
