"""What pages ask about appointments."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from clinic.staff.models import Practitioner
from clinic.times import today, written_date
from patients.models import Patient

from .finder import default_site
from .grid import CHANNEL_WORDS, STATE_ICONS, STATE_WORDS
from .models import Appointment, AppointmentEvent, Site, TimeOff, WorkingHours
from .models.appointments import LIVE, LONGEST, Status
from .slots import Slot, Weekly

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
    now = timezone.now()
    # The bound on the start lets the index find what the end alone cannot.
    theirs = Appointment.objects.live().with_names().filter(patient__in=patient.record_ids, starts_at__gt=now - LONGEST)
    coming = theirs.filter(ends_at__gt=now)
    return coming.exclude(status=Status.COMPLETED).order_by("starts_at").first()


def coming_and_past(*, user: Any, patient: Patient) -> tuple[list[Appointment], list[Appointment]]:
    """The patient's newest appointments: what is still to come, soonest first, and all else, newest first."""
    theirs = Appointment.objects.visible_to(user).filter(patient__in=patient.record_ids).order_by("-starts_at", "-pk")
    now = timezone.now()
    coming: list[Appointment] = []
    past: list[Appointment] = []
    for one in theirs[:SHOWN_PER_PATIENT]:
        (coming if one.ends_at > now and one.is_live and one.status != Status.COMPLETED else past).append(one)
    return coming[::-1], past


def booked_at_once(one: Patient, other: Patient) -> list[str]:
    """What to know before two records are merged: visits to come of one that meet a visit of the other."""
    ahead = Appointment.objects.live().filter(ends_at__gt=timezone.now()).select_related("site").order_by("starts_at")
    ours, theirs = (list(ahead.filter(patient__in=side.record_ids)[:SHOWN_PER_PATIENT]) for side in (one, other))
    return [
        f"Both are booked at the same time: {visit.local_start:%H:%M} on {written_date(visit.local_day)}. "
        "Both bookings stay. Cancel one of them in the diary."
        for visit in ours
        if any(visit.starts_at < another.ends_at and another.starts_at < visit.ends_at for another in theirs)
    ]


def history(appointment: Appointment) -> QuerySet[AppointmentEvent]:
    """All that happened to the appointment, first to last."""
    return appointment.events.select_related("by", "from_practitioner", "to_practitioner").order_by("pk")


ROW_FIELDS = (
    "pk",
    "practitioner_id",
    "starts_at",
    "ends_at",
    "busy_until",
    "status",
    "channel",
    "patient__full_name",
    "service__name",
    "practitioner__display_name",
    "room__name",
)


def day_rows(*, user: Any, day: date, zone: str) -> list[dict[str, Any]]:
    """The day's appointments as plain rows with their words, for pages that show many: one query, no model objects."""
    zoned = ZoneInfo(zone)
    live: dict[int, list[dict[str, Any]]] = {}
    rows = []
    for values in day_appointments(user=user, day=day, zone=zone).values_list(*ROW_FIELDS):
        row = dict(zip(ROW_FIELDS, values, strict=True))
        row["clock"] = f"{row['starts_at'].astimezone(zoned):%H:%M}"
        row["until"] = f"{row['ends_at'].astimezone(zoned):%H:%M}"
        row["name"], row["service"] = row.pop("patient__full_name"), row.pop("service__name")
        row["with"], row["room"] = row.pop("practitioner__display_name"), row.pop("room__name")
        row["state"], row["icon"] = STATE_WORDS[row["status"]], STATE_ICONS[row["status"]]
        row["how"] = row["room"] or CHANNEL_WORDS[row["channel"]]
        row["is_drawn"] = row["status"] in LIVE
        rows.append(row)
        if row["is_drawn"]:
            live.setdefault(row["practitioner_id"], []).append(row)
    for row in rows:
        if row["status"] == Status.DID_NOT_ATTEND:
            others = live.get(row["practitioner_id"], [])
            # Where the time was given to somebody else, the drawing shows who came; the list shows both.
            row["is_drawn"] = not any(
                one["starts_at"] < row["ends_at"] and one["ends_at"] > row["starts_at"] for one in others
            )
    return rows


def hours_and_time_off(*, site: Site, window: Slot) -> tuple[dict[int, list[Weekly]], dict[int, list[Slot]]]:
    """Everyone's weekly hours at the site, and their time off that touches the window, by practitioner's key."""
    hours: dict[int, list[Weekly]] = {}
    for key, *row in WorkingHours.objects.filter(site=site).values_list(
        "practitioner_id", "weekday", "from_time", "until_time"
    ):
        hours.setdefault(key, []).append(Weekly._make(row))
    off: dict[int, list[Slot]] = {}
    away = TimeOff.objects.filter(ends_at__gt=window.start, starts_at__lt=window.end)
    for key, start, end in away.values_list("practitioner_id", "starts_at", "ends_at"):
        off.setdefault(key, []).append(Slot(start, end))
    return hours, off
