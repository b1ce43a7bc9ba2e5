"""What pages ask about appointments."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from clinic.staff.models import Practitioner
from clinic.times import today
from patients.models import Patient

from .finder import default_site
from .models import Appointment, AppointmentEvent
from .models.appointments import Status

SHOWN_PER_PATIENT = 100


def diary_zone() -> str:
    """The time zone in which the diary's days are counted: that of the practice's first site."""
    site = default_site()
    return site.time_zone if site else timezone.get_default_timezone_name()


def day_appointments(*, user: Any, day: date, zone: str | None = None) -> QuerySet[Appointment]:
    """Every appointment of a day by time, whatever became of it, with all that a page shows of one."""
    return Appointment.objects.visible_to(user).on_day(day, zone or diary_zone()).order_by("starts_at", "pk")


def todays_list(
    *, user: Any, practitioner: Practitioner | None = None, zone: str | None = None
) -> QuerySet[Appointment]:
    """Today's appointments by time (one practitioner's, or everyone's), without those entered in error."""
    zone = zone or diary_zone()
    mine = day_appointments(user=user, day=today(zone), zone=zone).exclude(status=Status.ENTERED_IN_ERROR)
    return mine if practitioner is None else mine.filter(practitioner=practitioner)


def next_appointment(patient: Patient) -> Appointment | None:
    """The patient's next booked appointment, counting one that has begun but not ended."""
    coming = Appointment.objects.live().with_names().filter(patient=patient, ends_at__gt=timezone.now())
    return coming.exclude(status=Status.COMPLETED).order_by("starts_at").first()


def patient_appointments(*, user: Any, patient: Patient) -> list[Appointment]:
    """The patient's newest appointments, newest first."""
    theirs = Appointment.objects.visible_to(user).filter(patient=patient).order_by("-starts_at", "-pk")
    return list(theirs[:SHOWN_PER_PATIENT])


def history(appointment: Appointment) -> QuerySet[AppointmentEvent]:
    """All that happened to the appointment, first to last."""
    return appointment.events.select_related("by", "from_practitioner", "to_practitioner").order_by("pk")
