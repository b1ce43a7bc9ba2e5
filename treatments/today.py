"""What the person logged in needs now: the lists behind /today/, each bounded to one day or one page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from clinic.diary.models import Appointment
from clinic.diary.models.appointments import CANCELLED
from clinic.diary.queries import todays_list
from clinic.staff.models import Practitioner, User
from clinic.times import day_bounds, today

from .models import Session

MOST_ROWS = 150
MOST_DRAFTS = 20
CHIPS = {
    Appointment.Status.ARRIVED: "alert",
    Appointment.Status.IN_TREATMENT: "caution",
    Appointment.Status.COMPLETED: "ok",
}
WAITING = (Appointment.Status.BOOKED, Appointment.Status.ARRIVED)


@dataclass
class Visit:
    """One appointment of today with the session that records it, if there is one."""

    appointment: Appointment
    session: Session | None
    is_mine: bool
    now: datetime

    @property
    def state(self) -> str:
        """How the practitioner's own list names it: a draft waits, whatever the diary says."""
        return "Draft" if self.is_draft else self.appointment.get_status_display()

    @property
    def is_draft(self) -> bool:
        return self.session is not None and not self.session.is_signed

    @property
    def chip(self) -> str:
        """The look of the diary's state: what waits for someone stands out."""
        return CHIPS.get(self.appointment.status, "quiet")

    @property
    def start(self) -> str:
        return f"{self.appointment.local_start:%H:%M}"

    @property
    def iso(self) -> str:
        return self.appointment.starts_at.isoformat()

    @property
    def is_booked(self) -> bool:
        return self.appointment.status == Appointment.Status.BOOKED

    @property
    def has_arrived(self) -> bool:
        return self.appointment.status == Appointment.Status.ARRIVED

    @property
    def can_undo(self) -> bool:
        return self.appointment.status in (Appointment.Status.ARRIVED, Appointment.Status.DID_NOT_ATTEND)

    @property
    def has_begun(self) -> bool:
        return self.appointment.starts_at <= self.now

    @property
    def is_waiting(self) -> bool:
        return self.appointment.status in WAITING

    @property
    def is_call(self) -> bool:
        return self.appointment.channel == Appointment.Channel.PHONE

    @property
    def is_call_due(self) -> bool:
        return self.is_call and self.is_waiting

    @property
    def is_now(self) -> bool:
        return self.appointment.starts_at <= self.now < self.appointment.ends_at and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.appointment.status in (Appointment.Status.COMPLETED, Appointment.Status.DID_NOT_ATTEND)

    @property
    def next_step(self) -> str:
        """The one action that comes next for the practitioner: "sign", "draft", "start", "read" or nothing."""
        if self.session is not None:
            return "read" if self.session.is_signed else "draft"
        if self.appointment.status == Appointment.Status.DID_NOT_ATTEND:
            return ""
        return "start"


def appointments_today(*, user: User, zone: str, of: Practitioner | None = None) -> list[Visit]:
    """Today's appointments by time, of one practitioner or of everyone; cancelled ones are left out."""
    rows = todays_list(user=user, practitioner=of, zone=zone).exclude(status__in=CANCELLED).select_related("session")
    now = timezone.now()
    return [Visit(row, getattr(row, "session", None), _is_mine(row, user), now) for row in rows[:MOST_ROWS]]


def older_drafts(practitioner: Practitioner, *, zone: str) -> list[Session]:
    """Sessions of earlier days that still wait for this practitioner's signature, oldest first."""
    start, _ = day_bounds(today(zone), zone)
    drafts = Session.objects.drafts().filter(practitioner=practitioner, started_at__lt=start)
    return list(drafts.select_related("course__patient").order_by("started_at")[:MOST_DRAFTS])


def _is_mine(appointment: Appointment, user: Any) -> bool:
    return appointment.practitioner.user_id == user.pk
