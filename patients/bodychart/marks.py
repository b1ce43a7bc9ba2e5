"""What a patient marks on the figures: where, and what it feels like. Pure; kept as JSON in an intake's answers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from patients.bodychart.views import FIGURES, Region

MOST_MARKS = 60
APART = 38  # drawing units between two marks that were placed by name
KINDS: dict[str, str] = {
    "ache": "ache",
    "sharp": "sharp or stabbing pain",
    "burning": "burning",
    "pins_and_needles": "pins and needles",
    "numb": "numbness",
    "other": "something else",
}


class UnreadableMarks(ValueError):
    """The message is a sentence for the person who marked."""


@dataclass(frozen=True)
class Mark:
    """One mark. x and y are in the units of the view's drawing."""

    view: str
    x: int
    y: int
    region: str
    kind: str

    @property
    def place(self) -> str:
        return FIGURES[self.view].regions[self.region].label

    @property
    def words(self) -> str:
        return f"{self.place}: {KINDS[self.kind]}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_marks(given: object) -> list[Mark]:
    """Marks from JSON (text or already read), each once. Raises UnreadableMarks."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise UnreadableMarks("The marks could not be read. Mark the places again.") from None
    if not isinstance(given, list):
        raise UnreadableMarks("The marks could not be read. Mark the places again.")
    if len(given) > MOST_MARKS:
        raise UnreadableMarks(too_many(len(given)))
    return list(dict.fromkeys(_mark(one) for one in given))


def _mark(given: object) -> Mark:
    if not isinstance(given, dict):
        raise UnreadableMarks("The marks could not be read. Mark the places again.")
    view, kind, region = (_text(given.get(key)) for key in ("view", "kind", "region"))
    if view not in FIGURES:
        raise UnreadableMarks("A mark is on a figure that is not shown here. Mark the place again.")
    if kind not in KINDS:
        raise UnreadableMarks("A mark does not say what it feels like. Remove it and mark the place again.")
    if region not in FIGURES[view].regions:
        raise UnreadableMarks("A mark names a part of the body that is not on the drawing. Mark the place again.")
    x, y = _number(given.get("x")), _number(given.get("y"))
    # The drawing decides which part a place belongs to.
    found = FIGURES[view].region_near(x, y)
    if found is None:
        raise UnreadableMarks("A mark lies outside of the body. Remove it and mark the place again.")
    return Mark(view, x, y, found.id, kind)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    """A whole number of drawing units; anything else is a place that no figure has."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 10_000:
        return -10_000
    return round(value)


def too_many(count: int) -> str:
    return f"Mark at most {MOST_MARKS} places. There are {count}: remove {count - MOST_MARKS}."


def mark_by_name(view: str, region: Region, kind: str, beside: Iterable[Mark]) -> Mark:
    """A mark in the middle of a region, or beside the marks that are there already."""
    taken = [(mark.x, mark.y) for mark in beside if mark.view == view]
    x, y = region.middle
    steps = [(0, 0), *((dx, dy) for ring in (1, 2) for dx in (0, -ring, ring) for dy in (0, -ring, ring) if dx or dy)]
    for dx, dy in steps:
        at = (round(x + dx * APART), round(y + dy * APART))
        is_free = all((at[0] - tx) ** 2 + (at[1] - ty) ** 2 >= (APART - 1) ** 2 for tx, ty in taken)
        if is_free and FIGURES[view].region_at(*at) == region:
            return Mark(view, *at, region.id, kind)
    return Mark(view, round(x), round(y), region.id, kind)


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """From head to foot, the front before the back."""
    order = {(view.id, region): at for view in FIGURES.values() for at, region in enumerate(view.regions)}
    views = list(FIGURES)
    return sorted(marks, key=lambda mark: (views.index(mark.view), order[mark.view, mark.region]))


def in_words(marks: Iterable[Mark]) -> list[str]:
    """One line for each part of the body, such as "Left knee, front: ache, numbness"."""
    return [f"{place}: {kinds}" for place, kinds in _kinds_by_place(marks).items()]


def _kinds_by_place(marks: Iterable[Mark]) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for mark in in_order(marks):
        found[mark.place].append(KINDS[mark.kind])
    return {place: ", ".join(dict.fromkeys(kinds)) for place, kinds in found.items()}


@dataclass(frozen=True)
class Change:
    """What was marked at one part of the body at two times; blank is nothing."""

    place: str
    before: str
    after: str

    @property
    def words(self) -> str:
        if self.before == self.after:
            return "the same"
        if not self.before:
            return "new"
        return "changed" if self.after else "no longer marked"


def changes(before: Sequence[Mark], after: Sequence[Mark]) -> list[Change]:
    """Every part that was marked at either time, from head to foot."""
    first, second = _kinds_by_place(before), _kinds_by_place(after)
    places = dict.fromkeys(mark.place for mark in in_order([*before, *after]))
    return [Change(place, first.get(place, ""), second.get(place, "")) for place in places]
