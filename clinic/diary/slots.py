"""Free times: a pure rule. Half-open intervals of UTC instants inside, the site's wall clock outside."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic.times import day_bounds

MINUTE = timedelta(minutes=1)


class Weekly(NamedTuple):
    """Working hours on one weekday (0 = Monday), by the wall clock."""

    weekday: int
    from_time: time
    until_time: time


class Slot(NamedTuple):
    """[start, end) in UTC."""

    start: datetime
    end: datetime


def free_slots(
    hours: Iterable[Weekly],
    busy: Iterable[Slot],
    off: Iterable[Slot],
    minutes: int,
    step: int,
    window: Slot,
    now: datetime,
    zone: str,
    *,
    buffer: int = 0,
) -> list[Slot]:
    """Return the times in which `minutes` fit, in order.

    Each starts in `window`, not before `now`, on a wall clock minute divisible by `step`. All its minutes are working
    minutes, outside `off`, and none lies in an hour that a clock change skips or repeats. It and the `buffer` minutes
    after it meet nothing in `busy`; the buffer itself may run past working hours.
    """
    pieces = list(working_pieces(hours, window, zone))
    stretches = without(merged(pieces), off)
    taken = merged(busy)
    length, held = timedelta(minutes=minutes), timedelta(minutes=minutes + buffer)
    earliest = max(window.start, now)
    found, at, passed = [], 0, 0
    for start in _starts(pieces, step, zone):
        if start < earliest or start >= window.end:
            continue
        while at < len(stretches) and stretches[at].end <= start:
            at += 1
        while passed < len(taken) and taken[passed].end <= start:
            passed += 1
        fits = at < len(stretches) and stretches[at].start <= start and start + length <= stretches[at].end
        meets = passed < len(taken) and taken[passed].start < start + held
        if fits and not meets:
            found.append(Slot(start, start + length))
    return found


def working_pieces(hours: Iterable[Weekly], window: Slot, zone: str) -> Iterator[Slot]:
    """Yield the working time of every local day that `window` touches, in order.

    A clock change cuts a piece in two, so that within each the wall clock runs evenly; the hour that comes twice is
    left out.
    """
    zoned = ZoneInfo(zone)
    by_day: dict[int, list[Weekly]] = {}
    for row in sorted(hours):
        by_day.setdefault(row.weekday, []).append(row)
    day = window.start.astimezone(zoned).date()
    # One day further, because a working day may begin before the window's last midnight and is cut by nothing else.
    while day <= window.end.astimezone(zoned).date():
        if rows := by_day.get(day.weekday()):
            for even in _even_parts(day, zone):
                for row in rows:
                    piece = even.of(row)
                    if piece is not None:
                        yield piece
        day += timedelta(days=1)


class _EvenPart(NamedTuple):
    """Part of a day in which the wall clock runs at one distance (`offset`) from UTC."""

    day: date
    start: datetime
    end: datetime
    offset: timedelta

    def of(self, row: Weekly) -> Slot | None:
        start = datetime.combine(self.day, row.from_time, UTC) - self.offset
        end = datetime.combine(self.day, row.until_time, UTC) - self.offset
        start, end = max(start, self.start), min(end, self.end)
        return Slot(start, end) if start < end else None


def _even_parts(day: date, zone: str) -> list[_EvenPart]:
    """The day in one part, or in two on the day of a clock change, without the hour that comes twice."""
    zoned = ZoneInfo(zone)
    start, end = day_bounds(day, zone)
    before = start.astimezone(zoned).utcoffset() or timedelta()
    after = (end - MINUTE).astimezone(zoned).utcoffset() or timedelta()
    if before == after:
        return [_EvenPart(day, start, end, before)]
    low, high = start, end - MINUTE
    while high - low > MINUTE:
        middle = low + (high - low) // MINUTE // 2 * MINUTE
        if middle.astimezone(zoned).utcoffset() == before:
            low = middle
        else:
            high = middle
    change, repeated = high, max(before - after, timedelta())
    return [_EvenPart(day, start, change - repeated, before), _EvenPart(day, change + repeated, end, after)]


def merged(slots: Iterable[Slot]) -> list[Slot]:
    """Return the same minutes as few, separate intervals in order."""
    result: list[Slot] = []
    for start, end in sorted(slots):
        if result and start <= result[-1].end:
            result[-1] = Slot(result[-1].start, max(result[-1].end, end))
        else:
            result.append(Slot(start, end))
    return result


def without(stretches: Sequence[Slot], off: Iterable[Slot]) -> list[Slot]:
    """Return what is left of `stretches` (separate and in order) when the minutes of `off` are taken out."""
    result: list[Slot] = []
    taken = merged(off)
    for start, end in stretches:
        left = start
        for gap in taken:
            if gap.end <= left or gap.start >= end:
                continue
            if gap.start > left:
                result.append(Slot(left, gap.start))
            left = max(left, gap.end)
        if left < end:
            result.append(Slot(left, end))
    return result


def _starts(pieces: Iterable[Slot], step: int, zone: str) -> Iterator[datetime]:
    """Yield the instants in `pieces` whose wall clock minute of the day is divisible by `step`, in order."""
    zoned = ZoneInfo(zone)
    latest = None
    for piece in pieces:
        start = piece.start if piece.start.second == 0 else piece.start.replace(second=0) + MINUTE
        wall = start.astimezone(zoned)
        start += timedelta(minutes=-(wall.hour * 60 + wall.minute) % step)
        while start < piece.end:
            # Hours entered twice would otherwise offer one time twice.
            if latest is None or start > latest:
                yield start
                latest = start
            start += timedelta(minutes=step)
