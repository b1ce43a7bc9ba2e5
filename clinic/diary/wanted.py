"""Whether a wanted time can be had: the checks before the database's own, each with its sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from clinic.staff.models import Practitioner
from clinic.times import written_date

from .errors import ChannelNotOffered, InThePast, NoRoomFree, OutsideHours, PractitionerAway, RoomNeeded, SlotTaken
from .models import Appointment, Room, Service, Site, TimeOff, WorkingHours
from .models.appointments import Channel
from .models.hours import WEEKDAYS
from .slots import Slot, Weekly, merged, working_pieces


@dataclass(frozen=True)
class Wanted:
    """A time asked for. `instead_of` is the appointment that would move there, which is not in its own way."""

    practitioner: Practitioner
    service: Service
    channel: str
    starts_at: datetime
    instead_of: int | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.service.minutes)

    @property
    def busy_until(self) -> datetime:
        return self.ends_at + timedelta(minutes=self.service.buffer_minutes)

    @property
    def needs_room(self) -> bool:
        return self.service.needs_room and self.channel == Channel.IN_PERSON

    @property
    def name(self) -> str:
        return self.practitioner.display_name


def check_possible(wanted: Wanted) -> Site:
    """Return the site at which `wanted` falls into working hours; raise the fitting error when it cannot be had."""
    if not wanted.service.offers(wanted.channel):
        ways = " or ".join(Channel(channel).label.lower() for channel in wanted.service.channels)
        raise ChannelNotOffered(f"{wanted.service.name} is offered {ways} only. Choose that, or another service.")
    if wanted.starts_at < timezone.now().replace(second=0, microsecond=0):
        raise InThePast("That time has passed. Choose a time from now on.")
    site = _site_at(wanted)
    away = wanted.practitioner.time_off.filter(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at).first()
    if away is not None:
        raise PractitionerAway(_away_sentence(wanted, away, site))
    return site


def _site_at(wanted: Wanted) -> Site:
    rows = list(wanted.practitioner.working_hours.filter(site__is_active=True).select_related("site"))
    asked = Slot(wanted.starts_at, wanted.ends_at)
    for site in {row.site for row in rows}:
        weekly = [Weekly(row.weekday, row.from_time, row.until_time) for row in rows if row.site_id == site.pk]
        stretches = merged(working_pieces(weekly, asked, site.time_zone))
        if any(stretch.start <= asked.start and asked.end <= stretch.end for stretch in stretches):
            return site
    raise OutsideHours(_hours_sentence(wanted, rows))


def _hours_sentence(wanted: Wanted, rows: list[WorkingHours]) -> str:
    if not rows or not wanted.practitioner.is_active:
        return f"No working hours are entered for {wanted.name}. Choose someone else, or ask the manager to add them."
    weekday = wanted.starts_at.astimezone(ZoneInfo(rows[0].site.time_zone)).weekday()
    hours = [f"{row.from_time:%H:%M} to {row.until_time:%H:%M}" for row in rows if row.weekday == weekday]
    if not hours:
        return f"{wanted.name} does not work on {WEEKDAYS[weekday]}s. Choose another day, or someone else."
    sentence = f"{wanted.name} works {' and '.join(hours)} on {WEEKDAYS[weekday]}s."
    length = f"{wanted.service.name} takes {wanted.service.minutes} minutes."
    return f"{sentence} {length} Choose a time within that."


def _away_sentence(wanted: Wanted, away: TimeOff, site: Site) -> str:
    zone = ZoneInfo(site.time_zone)
    start, end = away.starts_at.astimezone(zone), away.ends_at.astimezone(zone)
    until = f"{end:%H:%M} on {written_date(end.date())}"
    since = f"{start:%H:%M} on {written_date(start.date())}"
    return f"{wanted.name} is away from {since} until {until}. Choose a time outside that, or someone else."


def check_free(wanted: Wanted, site: Site) -> None:
    """Raise SlotTaken when the practitioner's time is held by another appointment."""
    others = wanted.practitioner.appointments.live().overlapping(wanted.starts_at, wanted.busy_until)
    other = others.exclude(pk=wanted.instead_of or 0).first()
    if other is not None:
        raise slot_taken(wanted, site, other)


def slot_taken(wanted: Wanted, site: Site, other: Appointment | None = None) -> SlotTaken:
    """The error that names who is taken, and when where that is known."""
    zone = ZoneInfo(site.time_zone)
    start, end = (other.starts_at, other.busy_until) if other else (wanted.starts_at, wanted.ends_at)
    start, end = start.astimezone(zone), end.astimezone(zone)
    when = f"from {start:%H:%M} to {end:%H:%M} on {written_date(start.date())}"
    return SlotTaken(f"{wanted.name} is already booked {when}. Choose another time.")


def choose_room(wanted: Wanted, site: Site, kept: Room | None = None) -> Room | None:
    """Return a room that is free all the while, `kept` first; None when no room is needed."""
    if not wanted.needs_room:
        return None
    rooms = list(site.rooms.filter(is_active=True))
    if not rooms:
        raise RoomNeeded(f"{wanted.service.name} needs a room, and {site.name} has none in use. Ask the manager.")
    held = Appointment.objects.live().filter(room__in=rooms).overlapping(wanted.starts_at, wanted.busy_until)
    taken = set(held.exclude(pk=wanted.instead_of or 0).values_list("room_id", flat=True))
    free = [room for room in rooms if room.pk not in taken]
    if not free:
        start = wanted.starts_at.astimezone(ZoneInfo(site.time_zone))
        when = f"{start:%H:%M} on {written_date(start.date())}"
        raise NoRoomFree(f"No room is free at {when}. Choose another time.")
    return kept if kept in free else free[0]
