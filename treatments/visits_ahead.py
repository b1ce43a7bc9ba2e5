"""When a patient comes next."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from clinic.diary.models import Appointment
from clinic.prepared import PreparedForRecords
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
    return [NextVisit(*row) for row in _ahead_of(patient.record_ids, timezone.now())]


def _coming(ids: tuple[int, ...], now: datetime) -> QuerySet:
    ahead = Appointment.objects.filter(patient__in=ids, ends_at__gt=now, status__in=STILL_TO_COME)
    words = ("service__name", "practitioner__display_name", "site__time_zone")
    return ahead.order_by("starts_at").values_list("pk", "starts_at", *words)[:AHEAD]


_ahead_of = PreparedForRecords(_coming, kinds=(datetime,))
