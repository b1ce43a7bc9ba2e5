"""Days, zones and clock changes: the only place that turns a clinic's wall clock into instants and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


class ClockChange(ValueError):
    """A wall-clock time that does not name exactly one instant. `sentence` says so to a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class SkippedTime(ClockChange):
    """The clocks go forward over this time: it does not exist."""


class AmbiguousTime(ClockChange):
    """The clocks go back over this time: it comes twice."""


def today(zone: str) -> date:
    """Return the calendar date now in `zone` (an IANA name)."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return [start, end) of `day` in `zone` as UTC instants.

    The end comes from the next calendar date, because the two clock-change days last 23 and 25 hours.
    """
    zoned = ZoneInfo(zone)
    start = datetime.combine(day, time.min, zoned)
    end = datetime.combine(day + timedelta(days=1), time.min, zoned)
    return start.astimezone(UTC), end.astimezone(UTC)


def local_instant(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC instant of wall-clock `clock` on `day` in `zone`.

    Raises SkippedTime or AmbiguousTime in the hour of a clock change; nothing is guessed.
    """
    zoned = ZoneInfo(zone)
    first = datetime.combine(day, clock, zoned).astimezone(UTC)
    second = datetime.combine(day, clock.replace(fold=1), zoned).astimezone(UTC)
    when = f"{clock:%H:%M} on {written_date(day)}"
    if first.astimezone(zoned).replace(tzinfo=None) != datetime.combine(day, clock):
        raise SkippedTime(f"The clocks go forward then, so {when} does not exist. Choose a time before or after.")
    if first != second:
        raise AmbiguousTime(f"The clocks go back then, so {when} comes twice. Choose another time.")
    return first


def written_date(day: date) -> str:
    """Return for example "Thursday 6 August 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def localised(instant: datetime, zone: str) -> datetime:
    """Return the same instant on the wall clock of `zone`."""
    return instant.astimezone(ZoneInfo(zone))


def months_later(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))
