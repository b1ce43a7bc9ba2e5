"""The views of the body, and the regions that each is divided into."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, pi, sin

from patients.bodychart import body, body_zones, details, profile
from patients.bodychart.curves import Curve, Point, area, contains, cut
from patients.bodychart.zones import Tree, Zone, pieces, zone_at

SLIVER = 4.0  # square units: what a cut shaves off by touching a curve is no area
EIGHT_WAYS = tuple(step * pi / 4 for step in range(8))


@dataclass(frozen=True)
class Region:
    """A named part of one view. Sides are the patient's own; a part on the midline has none."""

    id: str
    name: str
    side: str
    catalogue: tuple[str, ...]
    areas: tuple[tuple[Point, ...], ...]

    @property
    def label(self) -> str:
        return self.name[0].upper() + self.name[1:]

    @cached_property
    def middle(self) -> Point:
        """A place well within the region, for a mark that names no place."""
        if self.side:
            return _middle(max(self.areas, key=area))
        # The two halves of a part on the midline meet there.
        ys = [y for _, y in self.areas[0]]
        return max(x for x, _ in self.areas[0]), round((min(ys) + max(ys)) / 2)


@dataclass(frozen=True)
class View:
    """One drawing. Where it shows both halves, `midline` is where they meet and the tree speaks of one half.

    The view from the side and the enlarged ones show the left and have no midline: the tree speaks of all of it.
    """

    id: str
    title: str
    width: float
    height: float
    outline: Curve
    lines: tuple[Curve, ...]
    tree: Tree
    sides: tuple[str, str] | None  # the patient's side at the left and at the right of the picture
    midline: float | None
    window: tuple[float, float]  # the columns that hold the drawing

    @cached_property
    def regions(self) -> dict[str, Region]:
        """From head to foot, by id."""
        return {region.id: region for region in self._regions()}

    def _regions(self) -> Iterator[Region]:
        if self.midline is None:
            for zone, polygons in _by_zone(self.tree, self.outline.polygon):
                yield Region(zone.id, zone.name, "left", zone.catalogue, tuple(polygons))
            return
        yield from self._both_halves(self.midline, self.sides or ("", ""))

    def _both_halves(self, axis: float, sides: tuple[str, str]) -> Iterator[Region]:
        half = [(x - axis, y) for x, y in cut(self.outline.polygon, (axis, 1), (axis, 0))]
        for zone, polygons in _by_zone(self.tree, half):
            left = tuple(tuple((axis - x, y) for x, y in polygon) for polygon in polygons)
            right = tuple(tuple((axis + x, y) for x, y in polygon) for polygon in polygons)
            if "{side}" not in zone.name:
                yield Region(zone.id, zone.name, "", zone.catalogue, (*left, *right))
                continue
            for side, areas in sorted(zip(sides, (left, right), strict=True)):
                yield Region(f"{zone.id}-{side}", zone.name.format(side=side), side, zone.catalogue, areas)

    def region_at(self, x: float, y: float) -> Region | None:
        """The region at a place, or None outside of the body."""
        if not contains(self.outline.polygon, x, y):
            return None
        if self.midline is None or self.sides is None:
            return self.regions.get(zone_at(self.tree, x, y).id)
        zone = zone_at(self.tree, abs(x - self.midline), y)
        if "{side}" not in zone.name:
            return self.regions.get(zone.id)
        return self.regions.get(f"{zone.id}-{self.sides[x >= self.midline]}")

    def region_near(self, x: float, y: float, reach: float = 14) -> Region | None:
        """The region at a place, or the one beside it where the place is just outside of the outline."""
        rings = [(x + r * cos(turn), y + r * sin(turn)) for r in (reach / 2, reach) for turn in EIGHT_WAYS]
        return next((found for place in [(x, y), *rings] if (found := self.region_at(*place))), None)


def _by_zone(tree: Tree, polygon: Sequence[Point]) -> list[tuple[Zone, list[tuple[Point, ...]]]]:
    """Each zone with all of its parts, from the top down."""
    found: dict[Zone, list[tuple[Point, ...]]] = defaultdict(list)
    for zone, part in pieces(tree, polygon):
        if area(part) > SLIVER:
            found[zone].append(part)
    return sorted(found.items(), key=lambda item: _top(item[1]))


def _top(polygons: list[tuple[Point, ...]]) -> float:
    return min(y for polygon in polygons for _, y in polygon)


def _middle(polygon: tuple[Point, ...]) -> Point:
    """The place of a coarse grid that is farthest from the polygon's edges."""
    edges = list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    grid = [(left + wide * (i + 0.5) / 16, top + high * (j + 0.5) / 16) for i in range(16) for j in range(16)]
    inside = [place for place in grid if contains(polygon, *place)]
    x, y = max(inside, key=lambda place: min(_distance(place, a, b) for a, b in edges))
    return round(x), round(y)


def _distance(place: Point, a: Point, b: Point) -> float:
    """From a place to the nearest point between a and b."""
    x, y = place
    dx, dy = b[0] - a[0], b[1] - a[1]
    part = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy or 1)
    part = min(1.0, max(0.0, part))
    return hypot(x - a[0] - part * dx, y - a[1] - part * dy)


FRONT = View(
    "front", "Front", body.WIDTH, body.HEIGHT, body.FRONT_OUTLINE, body.FRONT_LINES, body_zones.FRONT,
    ("right", "left"), body.MIDLINE, (50, 950),
)  # fmt: skip
BACK = View(
    "back", "Back", body.WIDTH, body.HEIGHT, body.BACK_OUTLINE, body.BACK_LINES, body_zones.BACK,
    ("left", "right"), body.MIDLINE, (50, 950),
)  # fmt: skip
FIGURES: dict[str, View] = {view.id: view for view in (FRONT, BACK)}


def _detail(id_: str, title: str, width: float, height: float, drawn: tuple[Curve, tuple[Curve, ...], Tree]) -> View:
    xs = [x for x, _ in drawn[0].polygon]
    return View(id_, title, width, height, *drawn, None, None, (min(xs) - 40, max(xs) + 40))


DETAILS: dict[str, View] = {
    view.id: view
    for view in (
        _detail("side", "Left side", body.WIDTH, body.HEIGHT, (profile.OUTLINE, profile.LINES, profile.TREE)),
        _detail("head-side", "Head, left side", 1000, 1000, (details.HEAD, details.HEAD_LINES, details.HEAD_TREE)),
        _detail("palm", "Left palm", 1000, 1000, (details.PALM, details.PALM_LINES, details.PALM_TREE)),
        _detail(
            "hand-back",
            "Back of the left hand",
            1000,
            1000,
            (details.HAND_BACK, details.HAND_BACK_LINES, details.HAND_BACK_TREE),
        ),
        _detail(
            "foot-top",
            "Top of the left foot",
            600,
            1000,
            (details.FOOT_TOP, details.FOOT_TOP_LINES, details.FOOT_TOP_TREE),
        ),
        _detail("sole", "Left sole", 600, 1000, (details.SOLE, details.SOLE_LINES, details.SOLE_TREE)),
        _detail(
            "foot-inner",
            "Left foot, inner side",
            1000,
            660,
            (details.FOOT_INNER, details.FOOT_INNER_LINES, details.FOOT_INNER_TREE),
        ),
        _detail(
            "foot-outer",
            "Left foot, outer side",
            1000,
            660,
            (details.FOOT_OUTER, details.FOOT_OUTER_LINES, details.FOOT_OUTER_TREE),
        ),
    )
}
VIEWS = FIGURES | DETAILS


def region_at(view: str, x: float, y: float) -> Region | None:
    return VIEWS[view].region_at(x, y)
