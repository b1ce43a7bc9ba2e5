"""Where the points stand on the drawn body: pure, read once from data/point_positions.csv.

The file places the left side and the midline; the right side is the left one in the mirror of its view.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from patients.bodychart.views import DETAILS, VIEWS

FILE = Path(__file__).resolve().parent / "data" / "point_positions.csv"
# A channel's line stops after these: it goes on elsewhere, or as a second branch.
ENDS = {"ST8", "BL30", "BL34", "BL40", "BL54"}


@dataclass(frozen=True)
class Placed:
    """A point on a view, or one spot of a point that has several. Side is left, right or "" on the midline."""

    code: str
    view: str
    side: str
    x: float
    y: float

    @property
    def channel(self) -> str:
        return self.code.rstrip("0123456789")

    @property
    def number(self) -> int:
        return int(self.code[len(self.channel) :])


@cache
def places() -> tuple[Placed, ...]:
    """Every point on every view, both sides."""
    found = []
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found += _both_sides(row["code"], row["view"], float(row["x"]), float(row["y"]))
    return tuple(dict.fromkeys(found))


# These two stand on one side only, of the frenulum of the tongue.
ONE_SIDED = {"EX-HN12": "left", "EX-HN13": "right"}


def _both_sides(code: str, view: str, x: float, y: float) -> list[Placed]:
    axis = VIEWS[view].midline
    if view in DETAILS or axis is None:
        return [Placed(code, view, "" if code.startswith(("GV", "CV")) else "left", x, y)]
    if code in ONE_SIDED:
        return [Placed(code, view, ONE_SIDED[code], x, y)]
    if x == axis:
        return [Placed(code, view, "", x, y)]
    left, right = (x, 2 * axis - x) if (x > axis) == (view == "front") else (2 * axis - x, x)
    return [Placed(code, view, "left", left, y), Placed(code, view, "right", right, y)]


@cache
def on_view(view: str) -> tuple[Placed, ...]:
    return tuple(place for place in places() if place.view == view)


@cache
def views_of(code: str) -> tuple[str, ...]:
    """The views that show a point, the figures first."""
    shown = {place.view for place in places() if place.code == code}
    return tuple(view for view in VIEWS if view in shown)


@cache
def channel_lines(view: str) -> tuple[tuple[Placed, ...], ...]:
    """Each stretch of a channel on a view, through its points in their order; a stretch has two points at least."""
    by_channel: dict[tuple[str, str], dict[int, Placed]] = defaultdict(dict)
    for place in on_view(view):
        if not place.channel.startswith("EX-"):
            by_channel[place.channel, place.side].setdefault(place.number, place)
    found = []
    for points in by_channel.values():
        stretch: list[Placed] = []
        for number in sorted(points):
            if stretch and (number != stretch[-1].number + 1 or stretch[-1].code in ENDS):
                found.append(tuple(stretch))
                stretch = []
            stretch.append(points[number])
        found.append(tuple(stretch))
    return tuple(stretch for stretch in found if len(stretch) > 1)
