"""Smooth contours from a few points, and the plane geometry that regions need. Pure; y runs down the page.

A contour is written as text, "x,y x,y x,y": a smooth line through the points, with a corner where a point ends in `*`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians, sin

Point = tuple[float, float]
STEPS = 8  # straight pieces for each piece of a curve, fine enough to tell inside from outside


@dataclass(frozen=True)
class Node:
    x: float
    y: float
    is_corner: bool = False


@dataclass(frozen=True)
class Curve:
    """A chain of cubic Bezier pieces: where it starts, then two handles and an end for each piece."""

    start: Point
    pieces: tuple[tuple[Point, Point, Point], ...]
    is_closed: bool = False

    @cached_property
    def polygon(self) -> tuple[Point, ...]:
        """The curve as a chain of short straight lines."""
        flat, here = [self.start], self.start
        for first, second, end in self.pieces:
            flat += [_on_piece(here, first, second, end, step / STEPS) for step in range(1, STEPS + 1)]
            here = end
        return tuple(flat[:-1] if self.is_closed else flat)


def _on_piece(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y


def nodes(text: str) -> list[Node]:
    """Read "x,y x,y* …"."""
    read = []
    for word in text.split():
        x, y = word.rstrip("*").split(",")
        read.append(Node(float(x), float(y), word.endswith("*")))
    return read


def smooth(through: Sequence[Node], *, is_closed: bool = False, is_calm: bool = False) -> Curve:
    """A line through the nodes without kinks, except at corners and at open ends.

    A calm line keeps near to the straight way where a long piece follows a short one, instead of swinging out.
    """
    count = len(through)
    pieces = []
    for at in range(count if is_closed else count - 1):
        here, there = through[at], through[(at + 1) % count]
        before = through[at - 1] if at or is_closed else None
        after = through[(at + 2) % count] if at + 2 < count or is_closed else None
        length = hypot(there.x - here.x, there.y - here.y)
        start = min(length, _length(before, here)) if is_calm else length
        finish = min(length, _length(there, after)) if is_calm else length
        leaving = _tangent(before, here, there)
        arriving = _tangent(here, there, after)
        first = (here.x + leaving[0] * start / 3, here.y + leaving[1] * start / 3)
        second = (there.x - arriving[0] * finish / 3, there.y - arriving[1] * finish / 3)
        pieces.append((first, second, (there.x, there.y)))
    return Curve((through[0].x, through[0].y), tuple(pieces), is_closed)


def _length(a: Node | None, b: Node | None) -> float:
    return hypot(b.x - a.x, b.y - a.y) if a and b else 0.0


def _tangent(before: Node | None, at: Node, after: Node | None) -> Point:
    """The direction of the line at a node. Corners and ends have none: there the handle stays on the node itself."""
    if before is None or after is None or at.is_corner:
        return 0.0, 0.0
    # The nearer neighbour counts for more: a short piece beside a long one keeps its round shape.
    near, far = hypot(at.x - before.x, at.y - before.y) or 1, hypot(after.x - at.x, after.y - at.y) or 1
    dx = (at.x - before.x) * far / near + (after.x - at.x) * near / far
    dy = (at.y - before.y) * far / near + (after.y - at.y) * near / far
    length = hypot(dx, dy) or 1
    return dx / length, dy / length


def line(text: str) -> Curve:
    return smooth(nodes(text))


def closed(text: str) -> Curve:
    return smooth(nodes(text), is_closed=True)


def mirrored_nodes(through: Iterable[Node], axis: float = 0) -> list[Node]:
    """The nodes seen in a mirror that stands at x = `axis`, in the opposite order."""
    return [Node(2 * axis - node.x, node.y, node.is_corner) for node in reversed(list(through))]


def mirrored(curve: Curve, axis: float) -> Curve:
    def turn(point: Point) -> Point:
        return 2 * axis - point[0], point[1]

    return Curve(turn(curve.start), tuple((turn(a), turn(b), turn(c)) for a, b, c in curve.pieces), curve.is_closed)


@dataclass(frozen=True)
class Placing:
    """Puts a small drawing (a hand) into a larger one: scaled, turned by degrees, and moved."""

    x: float
    y: float
    scale: float = 1
    turn: float = 0
    flip: bool = False

    def point(self, x: float, y: float) -> Point:
        x, y = (-x if self.flip else x) * self.scale, y * self.scale
        c, s = cos(radians(self.turn)), sin(radians(self.turn))
        return self.x + c * x - s * y, self.y + s * x + c * y

    def nodes(self, through: Iterable[Node]) -> list[Node]:
        return [Node(*self.point(node.x, node.y), node.is_corner) for node in through]

    def curve(self, curve: Curve) -> Curve:
        pieces = tuple((self.point(*a), self.point(*b), self.point(*c)) for a, b, c in curve.pieces)
        return Curve(self.point(*curve.start), pieces, curve.is_closed)


def contains(polygon: Sequence[Point], x: float, y: float) -> bool:
    """Whether the point is inside; the even-odd rule."""
    is_inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            is_inside = not is_inside
    return is_inside


def side_of(a: Point, b: Point, x: float, y: float) -> float:
    """Positive to the right of the way from a to b (y runs down), negative to the left, 0 on the line."""
    return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])


def cut(polygon: Sequence[Point], a: Point, b: Point) -> tuple[Point, ...]:
    """The part of the polygon that lies to the right of the way from a to b, or on it."""
    kept: list[Point] = []
    for here, there in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        h, t = side_of(a, b, *here), side_of(a, b, *there)
        if h >= 0:
            kept.append(here)
        if (h > 0 > t) or (h < 0 < t):
            part = h / (h - t)
            kept.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
    return tuple(kept)


def area(polygon: Sequence[Point]) -> float:
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True) if polygon else ()
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
