"""When a patient comes next."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from clinic.diary.models import Appointment
from clinic.times import localised
from patients.models import Patient

AHEAD = 3
STILL_TO_COME = ("booked", "arrived", "in_treatment")


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
    ahead = Appointment.objects.filter(patient=patient.pk, ends_at__gt=timezone.now(), status__in=STILL_TO_COME)
    coming = ahead.order_by("starts_at")
    words = ("service__name", "practitioner__display_name", "site__time_zone")
    return [NextVisit(*row) for row in coming.values_list("pk", "starts_at", *words)[:AHEAD]]
