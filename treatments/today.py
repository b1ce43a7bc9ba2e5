"""What the person logged in needs now: the lists behind /today/, each bounded to one day or one page."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString

from clinic.diary.models import Appointment
from clinic.diary.models.appointments import CANCELLED
from clinic.diary.queries import todays_list
from clinic.staff.models import Practitioner, User
from clinic.times import day_bounds, today
from patients.alert_chips import chips
from patients.rules.alerts import NOT_ANSWERED, alerts_of
from patients.safety import gathered_alerts, newest_alerts

from .models import Session

MOST_ROWS = 150
MOST_DRAFTS = 20
Status = Appointment.Status
LABELS: dict[str, str] = {status.value: str(status.label) for status in Status}
CHIPS: dict[str, str] = {Status.ARRIVED: "alert", Status.IN_TREATMENT: "caution", Status.COMPLETED: "ok"}
CHANNELS: dict[str, str] = {channel.value: str(channel.label).lower() for channel in Appointment.Channel}
COLUMNS = (
    *("pk", "starts_at", "ends_at", "status", "channel", "patient_id", "patient__full_name", "patient__phone"),
    *("practitioner__display_name", "service__name", "room__name", "site__time_zone", "session__pk", "session__status"),
    *("service__modality", "site__jurisdiction"),
    "alerts",
)
MERGED = ("patient__merged_into", "patient__holds_merged")


class Visit(NamedTuple):
    """One appointment of today with the session that records it, if there is one, as plain values.

    A busy day has 60 of them: six models for each would cost more than the rest of the page.
    """

    pk: int
    starts_at: datetime
    ends_at: datetime
    status: str
    channel: str
    patient_id: int
    patient: str
    phone: str
    practitioner: str
    service: str
    room: str | None
    zone: str
    session_id: int | None
    session_status: str | None
    modality: str
    jurisdiction: str
    alert_codes: str | None
    now: datetime
    missing: str = ""  # which consents, in words

    @property
    def start(self) -> str:
        return f"{self.starts_at.astimezone(ZoneInfo(self.zone)):%H:%M}"

    @property
    def label(self) -> str:
        """The diary's state in words."""
        return LABELS[self.status]

    @property
    def chip(self) -> str:
        """The look of the diary's state: what waits for someone stands out."""
        return CHIPS.get(self.status, "quiet")

    @property
    def alerts(self) -> SafeString:
        """The safety alerts as chips, for those who may read them."""
        return chips(alerts_of(self.alert_codes, today=timezone.localdate()))

    @property
    def unanswered(self) -> SafeString:
        """What everybody may know: that the safety questions have not been answered."""
        return chips([NOT_ANSWERED] if self.alert_codes is None else [])

    @property
    def place(self) -> str:
        return self.room or CHANNELS[self.channel]

    @property
    def is_draft(self) -> bool:
        return self.session_status == Session.Status.DRAFT

    @property
    def is_booked(self) -> bool:
        return self.status == Status.BOOKED

    @property
    def can_undo(self) -> bool:
        return self.status in (Status.ARRIVED, Status.DID_NOT_ATTEND)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= self.now

    @property
    def is_call(self) -> bool:
        return self.channel == Appointment.Channel.PHONE

    @property
    def is_call_due(self) -> bool:
        return self.is_call and self.status in (Status.BOOKED, Status.ARRIVED)

    @property
    def is_over(self) -> bool:
        return self.status in (Status.COMPLETED, Status.DID_NOT_ATTEND)

    @property
    def when(self) -> str:
        """The class of its row: now, past or neither."""
        if self.is_over:
            return "is-past"
        return "is-now" if self.starts_at <= self.now < self.ends_at else ""

    @property
    def is_pressing(self) -> bool:
        """Whether it should be started now rather than later."""
        return self.status == Status.ARRIVED or self.when == "is-now"

    @property
    def next_step(self) -> str:
        """The one action that comes next for the practitioner: "draft", "start", "read" or nothing."""
        if self.session_id is not None:
            return "draft" if self.is_draft else "read"
        return "" if self.status == Status.DID_NOT_ATTEND else "start"


def appointments_today(*, user: User, zone: str, of: Practitioner | None = None) -> list[Visit]:
    """Today's appointments by time, of one practitioner or of everyone; cancelled ones are left out."""
    rows = todays_list(user=user, practitioner=of, zone=zone).exclude(status__in=CANCELLED)
    now = timezone.now()
    rows = rows.annotate(alerts=newest_alerts("patient_id"))
    visits, people = [], {}
    for *row, head, holds_merged in rows.values_list(*COLUMNS, *MERGED)[:MOST_ROWS]:
        visit = Visit._make([*row, now, ""])
        visits.append(visit)
        if head is not None or holds_merged:
            people[visit.patient_id] = head or visit.patient_id
    if people:
        gathered = gathered_alerts(people)
        visits = [one._replace(alert_codes=gathered.get(one.patient_id, one.alert_codes)) for one in visits]
    return visits


def older_drafts(practitioner: Practitioner, *, zone: str) -> list[Session]:
    """Sessions of earlier days that still wait for this practitioner's signature, oldest first."""
    start, _ = day_bounds(today(zone), zone)
    drafts = Session.objects.drafts().filter(practitioner=practitioner, started_at__lt=start)
    shown = ("started_at", "course__complaint", "course__patient__full_name")
    return list(drafts.select_related("course__patient").only(*shown).order_by("started_at")[:MOST_DRAFTS])
