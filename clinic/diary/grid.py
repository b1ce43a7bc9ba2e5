"""The day as a drawing: who is where in rows of five minutes. Computed here, so that the template only writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString

from clinic.staff.models import Practitioner

from .drawing import lane_html
from .models.appointments import LIVE, Channel, Status
from .slots import MINUTE, Slot, Weekly, merged, without, working_pieces

ROW_MINUTES = 5
SHORTEST_GAP = 3  # rows: less than a quarter of an hour is no gap worth offering
HOUR = timedelta(hours=1)
STATE_WORDS = dict(Status.choices)
CHANNEL_WORDS = dict(Channel.choices)
STATE_ICONS = {
    "booked": "circle",
    "arrived": "person-check",
    "in_treatment": "activity",
    "completed": "check-circle",
    "did_not_attend": "person-x",
    "cancelled_by_patient": "x-circle",
    "cancelled_by_clinic": "x-circle",
    "entered_in_error": "slash-circle",
}


@dataclass
class Column:
    """One practitioner's day."""

    practitioner: Practitioner
    work: list[Slot]
    away: list[Slot]
    hours: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        return lane_html(self.blocks, self.practitioner.display_name)


@dataclass
class DayGrid:
    """Rows count from `opens`; `now_row` is None on other days than today."""

    opens: datetime
    closes: datetime
    zone: str
    now: datetime
    columns: list[Column] = field(default_factory=list)

    def row(self, instant: datetime) -> int:
        return int((instant - self.opens) / (ROW_MINUTES * MINUTE))

    def span(self, start: datetime, end: datetime) -> int:
        return max(1, -(-int((end - start) / MINUTE) // ROW_MINUTES))

    @property
    def rows(self) -> int:
        return self.row(self.closes)

    @property
    def now_row(self) -> int | None:
        return self.row(self.now) if self.opens <= self.now < self.closes else None

    @property
    def past_rows(self) -> int:
        return max(0, min(self.rows, self.row(self.now)))

    @property
    def now_clock(self) -> str:
        return clock(self.now, self.zone)

    @property
    def hours(self) -> list[dict[str, Any]]:
        """The hours along the side, by the wall clock: a clock change shows as a jump."""
        count = int((self.closes - self.opens) / HOUR)
        return [
            {"at": n * 60 // ROW_MINUTES, "word": clock(self.opens + n * HOUR, self.zone), "first": n == 0}
            for n in range(count)
        ]


def clock(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def day_grid(
    *,
    day: date,
    zone: str,
    now: datetime,
    window: Slot,
    people: Iterable[Practitioner],
    hours: dict[int, list[Weekly]],
    off: dict[int, list[Slot]],
    rows: Sequence[dict[str, Any]],
    can_book: bool,
) -> DayGrid | None:
    """Return the drawing, or None when nobody works and nothing is booked on `day`.

    `rows` are the day's appointments in order of time, as `clinic.diary.queries.day_rows` gives them.
    """
    columns: list[Column] = []
    theirs: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        theirs.setdefault(row["practitioner_id"], []).append(row)
    for person in people:
        work = merged(working_pieces(hours.get(person.pk, []), Slot(window.start, window.end - MINUTE), zone))
        away = merged(off.get(person.pk, []))
        if work or person.pk in theirs:
            words = " and ".join(f"{clock(one.start, zone)} to {clock(one.end, zone)}" for one in work)
            columns.append(Column(person, work, away, words))
    bounds = [one for column in columns for one in column.work]
    bounds += [Slot(row["starts_at"], row["ends_at"]) for row in rows if row["is_drawn"]]
    if not bounds:
        return None
    grid = DayGrid(*_whole_hours(bounds, zone), zone=zone, now=now, columns=columns)
    for column in columns:
        _draw(grid, column, theirs.get(column.practitioner.pk, []), day if can_book else None)
    return grid


def _whole_hours(bounds: list[Slot], zone: str) -> tuple[datetime, datetime]:
    """The first and last instants of the drawing: whole hours around everything."""
    first, last = min(one.start for one in bounds), max(one.end for one in bounds)
    first -= first.astimezone(ZoneInfo(zone)).minute * MINUTE
    return first, first - (-(last - first) // HOUR) * HOUR


def _draw(grid: DayGrid, column: Column, rows: list[dict[str, Any]], book_on: date | None) -> None:
    taken = merged(Slot(row["starts_at"], row["busy_until"]) for row in rows if row["status"] in LIVE)
    for row in rows:
        if row["is_drawn"]:
            column.blocks.append(_block(grid, row))
    whole = [Slot(grid.opens, grid.closes)]
    for rest in without(whole, column.work):
        column.blocks.append(_place(grid, rest, "rest", ""))
    open_time = without(column.work, column.away)
    for away in without(column.work, open_time):
        column.blocks.append(_place(grid, away, "rest away", "Away"))
    if book_on is not None:
        column.blocks += _gaps(grid, column, without(open_time, taken), book_on)
    column.blocks.sort(key=lambda block: (block["at"], block["kind"] != "rest"))


def _place(grid: DayGrid, slot: Slot, kind: str, word: str) -> dict[str, Any]:
    return {"kind": kind, "at": grid.row(slot.start), "for": grid.span(*slot), "word": word}


def _block(grid: DayGrid, row: dict[str, Any]) -> dict[str, Any]:
    slot = Slot(row["starts_at"], row["ends_at"])
    kind = f"visit is-{row['status']}"
    if slot.end <= grid.now:
        kind += " is-past"
    block = _place(grid, slot, kind, row["state"]) | row
    # What has room for one line, or for two.
    if block["for"] <= 4:
        block["kind"] += " is-short"
    elif block["for"] <= 7:
        block["kind"] += " is-medium"
    return block


def _gaps(grid: DayGrid, column: Column, free: list[Slot], day: date) -> Iterable[dict[str, Any]]:
    """Cut free time at the whole hours, so that each piece can be booked from its own link."""
    base = f"{reverse('diary:book')}?with={column.practitioner.pk}&day={day:%Y-%m-%d}&at="
    soonest = grid.opens + -(-(grid.now - grid.opens) // (15 * MINUTE)) * 15 * MINUTE
    for start, end in free:
        start = max(start, soonest)
        while start < end:
            until = min(end, start + HOUR - (start - grid.opens) % HOUR)
            if grid.span(start, until) >= SHORTEST_GAP and until > start:
                word = clock(start, grid.zone)
                yield _place(grid, Slot(start, until), "gap", word) | {"url": base + word}
            start = until
