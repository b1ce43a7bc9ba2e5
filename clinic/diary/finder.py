"""Finds free times: reads hours, time off and appointments for many days at once, and asks the pure rule."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from clinic.staff.models import Practitioner
from clinic.times import day_bounds

from .models import Appointment, Room, Service, Site, TimeOff, WorkingHours
from .models.appointments import LIVE, LONGEST, Channel
from .slots import Slot, Weekly, free_slots
from .wanted import Wanted

STEP_MINUTES = 15
NEAREST_WITHIN = timedelta(days=7)
NEAREST_SHOWN = 4
DAYS_SHOWN = 3
TIMES_SHOWN = 96


@dataclass(frozen=True)
class Offer:
    """A time that can be booked."""

    start: datetime
    end: datetime
    practitioner: Practitioner
    site: Site

    @cached_property
    def local(self) -> datetime:
        """The start on the site's wall clock."""
        return self.start.astimezone(ZoneInfo(self.site.time_zone))

    @cached_property
    def value(self) -> str:
        """How a form names it: practitioner and wall clock, such as "3 2026-08-06 09:15"."""
        return f"{self.practitioner.pk} {self.local:%Y-%m-%d %H:%M}"


def default_site() -> Site | None:
    """The site whose wall clock the diary speaks when nothing else says which."""
    return Site.objects.filter(is_active=True).order_by("pk").first()


def site_of(practitioner: Practitioner) -> Site | None:
    """Where the practitioner works first in the week; otherwise the practice's first site."""
    row = practitioner.working_hours.filter(site__is_active=True).select_related("site").first()
    return row.site if row else default_site()


def free_times(
    *, service: Service, channel: str, of: Iterable[int] | None, window: Slot, instead_of: int | None = None
) -> list[Offer]:
    """Return the free times for `service` in `window`, by time; `of` are practitioners' keys, None for all.

    Four queries, however many people and days. The appointment `instead_of` is to be moved and so in nobody's way.
    """
    needs_room = service.needs_room and channel == Channel.IN_PERSON
    hours = WorkingHours.objects.filter(site__is_active=True, practitioner__is_active=True)
    if of is not None:
        hours = hours.filter(practitioner__in=of)
    by_person: dict[tuple[int, int], list[WorkingHours]] = defaultdict(list)
    for row in hours.select_related("practitioner", "site"):
        by_person[row.practitioner_id, row.site_id].append(row)
    busy, rooms_held = _held(instead_of, window)
    off = defaultdict(list)
    keys = {key for key, _ in by_person}
    away = TimeOff.objects.filter(practitioner__in=keys, ends_at__gt=window.start, starts_at__lt=window.end)
    for key, start, end in away.values_list("practitioner_id", "starts_at", "ends_at"):
        off[key].append(Slot(start, end))
    rooms = _rooms() if needs_room else {}
    now = timezone.now()
    offers = []
    for (key, site_key), rows in by_person.items():
        weekly = [Weekly(row.weekday, row.from_time, row.until_time) for row in rows]
        site, person = rows[0].site, rows[0].practitioner
        found = free_slots(
            weekly, busy[key], off[key], service.minutes, STEP_MINUTES, window, now, site.time_zone,
            buffer=service.buffer_minutes,
        )  # fmt: skip
        if needs_room:
            found = _with_room(found, rooms.get(site_key, []), rooms_held, service.buffer_minutes)
        offers += [Offer(start, end, person, site) for start, end in found]
    return sorted(offers, key=lambda offer: (offer.start, offer.practitioner.display_name, offer.practitioner.pk))


def nearest(wanted: Wanted, limit: int = NEAREST_SHOWN) -> list[Offer]:
    """Return the free times closest to the wanted one, the same practitioner's before others'; in order of time."""
    window = Slot(wanted.starts_at - NEAREST_WITHIN, wanted.starts_at + NEAREST_WITHIN)
    if wanted.starts_at < timezone.now():
        window = Slot(timezone.now(), timezone.now() + NEAREST_WITHIN)
    offers = free_times(
        service=wanted.service, channel=wanted.channel, of=None, window=window, instead_of=wanted.instead_of
    )

    def distance(offer: Offer) -> timedelta:
        return abs(offer.start - wanted.starts_at)

    own = sorted((one for one in offers if one.practitioner.pk == wanted.practitioner.pk), key=distance)
    others = sorted((one for one in offers if one.practitioner.pk != wanted.practitioner.pk), key=distance)
    chosen = own[:limit] + others[: max(2, limit - len(own))]
    return sorted(chosen, key=lambda offer: (offer.start, offer.practitioner.pk))


def by_day(offers: Iterable[Offer]) -> list[tuple[date, list[Offer]]]:
    """Return the first days that have free times, as many as can be taken in at a glance; at least one."""
    grouped: dict[date, list[Offer]] = defaultdict(list)
    for offer in offers:
        grouped[offer.local.date()].append(offer)
    shown: list[tuple[date, list[Offer]]] = []
    for day, those in sorted(grouped.items()):
        if shown and (len(shown) == DAYS_SHOWN or sum(len(one) for _, one in shown) + len(those) > TIMES_SHOWN):
            break
        shown.append((day, those))
    return shown


def days_window(first: date, days: int, site: Site) -> Slot:
    """The window of `days` local days from `first`."""
    return Slot(day_bounds(first, site.time_zone)[0], day_bounds(first + timedelta(days=days - 1), site.time_zone)[1])


def _held(instead_of: int | None, window: Slot) -> tuple[dict[int, list[Slot]], dict[int, list[Slot]]]:
    """What holds practitioners and rooms in and just before the window."""
    rows = Appointment.objects.filter(
        status__in=LIVE, starts_at__gt=window.start - LONGEST, starts_at__lt=window.end + LONGEST
    )
    busy: dict[int, list[Slot]] = defaultdict(list)
    rooms: dict[int, list[Slot]] = defaultdict(list)
    fields = ("practitioner_id", "room_id", "starts_at", "busy_until")
    for person, room, start, end in rows.exclude(pk=instead_of or 0).order_by("starts_at").values_list(*fields):
        busy[person].append(Slot(start, end))
        if room is not None:
            rooms[room].append(Slot(start, end))
    return busy, rooms


def _rooms() -> dict[int, list[int]]:
    rooms: dict[int, list[int]] = defaultdict(list)
    for key, site in Room.objects.filter(is_active=True).values_list("pk", "site_id"):
        rooms[site].append(key)
    return rooms


def _with_room(found: list[Slot], rooms: list[int], held: dict[int, list[Slot]], buffer: int) -> list[Slot]:
    """Keep the times in which one of the rooms is free all the while."""
    extra = timedelta(minutes=buffer)

    def is_free(room: int, slot: Slot) -> bool:
        # What holds one room does not overlap, so the latest that starts before the end is the only one to ask.
        before = bisect_left(held[room], (slot.end + extra,))
        return before == 0 or held[room][before - 1].end <= slot.start

    return [slot for slot in found if any(is_free(room, slot) for room in rooms)]
