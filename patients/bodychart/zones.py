"""How a silhouette is divided: a tree of straight cuts, so that every place within it belongs to exactly one region.

Cuts are written in the coordinates of their view; where a view is mirrored, as distances from the midline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from patients.bodychart.curves import Point, cut, side_of


@dataclass(frozen=True)
class Zone:
    """One region, as its row says it: `name` holds {side} where there are two of them."""

    id: str
    name: str
    catalogue: tuple[str, ...]  # the words for it in the catalogue of points


@dataclass(frozen=True)
class Cut:
    """A line from a to b. Walking along it down the page's own directions, `right` and `left` are on those hands."""

    a: Point
    b: Point
    right: "Tree"
    left: "Tree"


Tree = Zone | Cut


def zone(id: str, name: str, *catalogue: str) -> Zone:  # noqa: A002 (a region's id is called so everywhere)
    return Zone(id, name, catalogue)


def level(y: float, above: Tree, below: Tree) -> Cut:
    return Cut((0, y), (1, y), below, above)


def upright(x: float, inner: Tree, outer: Tree) -> Cut:
    """`outer` has the greater x."""
    return Cut((x, 0), (x, 1), inner, outer)


def slope(a: Point, b: Point, above: Tree, below: Tree) -> Cut:
    """A cut from `a` to `b`, which has the greater x."""
    return Cut(a, b, below, above)


def steep(a: Point, b: Point, inner: Tree, outer: Tree) -> Cut:
    """A cut from `a` down to `b`, which has the greater y; `outer` has the greater x."""
    return Cut(a, b, inner, outer)


def bands(first: Tree, *rest: tuple[Point, Point, Tree]) -> Tree:
    """Cut after cut down a limb: each line, and what begins below it."""
    if not rest:
        return first
    (a, b, tree), *more = rest
    return slope(a, b, first, bands(tree, *more))


def zone_at(tree: Tree, x: float, y: float) -> Zone:
    while isinstance(tree, Cut):
        tree = tree.right if side_of(tree.a, tree.b, x, y) >= 0 else tree.left
    return tree


def pieces(tree: Tree, polygon: Sequence[Point]) -> Iterator[tuple[Zone, tuple[Point, ...]]]:
    """Each zone with its part of the polygon."""
    if not polygon:
        return
    if isinstance(tree, Cut):
        yield from pieces(tree.right, cut(polygon, tree.a, tree.b))
        yield from pieces(tree.left, cut(polygon, tree.b, tree.a))
    else:
        yield tree, tuple(polygon)
