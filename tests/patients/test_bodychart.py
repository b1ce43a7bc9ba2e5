"""The drawn body: its halves mirror, its regions fill it and nothing else, and screen and paper show the same."""

import random
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.printing import Paper, PrintSize, build_document, drawing_svg, styles
from clinic.printing.drawn import DrawnWords
from patients.bodychart import body
from patients.bodychart.curves import area, closed, contains, cut, line
from patients.bodychart.drawing import figures, figures_svg, legend, side_by_side, side_by_side_svg, symbol_drawing
from patients.bodychart.marks import KINDS, Mark, mark_by_name
from patients.bodychart.views import FIGURES, VIEWS

pytestmark = pytest.mark.no_database
SVG = "{http://www.w3.org/2000/svg}"
figures_only = pytest.mark.parametrize("view", FIGURES.values(), ids=FIGURES)
views = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
x_values = st.floats(0, 1000, allow_nan=False)
y_values = st.floats(0, 2000, allow_nan=False)


@figures_only
def test_outline_is_one_body_of_eight_heads(view):
    ys = [y for _, y in view.outline.polygon]
    assert (min(ys), round(max(ys), -1)) == (38, 1970)
    xs = [x for x, _ in view.outline.polygon]
    assert view.window[0] < min(xs)
    assert max(xs) < view.window[1]


@views
def test_outline_never_crosses_itself(view):
    """No piece of it crosses another, so inside and outside are told apart everywhere."""
    corners = view.outline.polygon
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    crossings = 0
    for at, ((ax, ay), (bx, by)) in enumerate(edges):
        for (cx, cy), (dx, dy) in edges[at + 2 : len(edges) - (at == 0)]:
            if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx) or max(ay, by) < min(cy, dy):
                continue
            if max(cy, dy) < min(ay, by):
                continue
            crossings += _crosses((ax, ay), (bx, by), (cx, cy), (dx, dy))
    assert crossings == 0


def _crosses(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


@views
def test_regions_fill_the_outline_without_a_hole(view):
    filled = sum(area(polygon) for region in view.regions.values() for polygon in region.areas)
    assert filled == pytest.approx(area(view.outline.polygon), rel=0.001)


@views
def test_every_place_of_the_body_has_one_region_which_holds_it(view):
    chosen, found = random.Random(7), 0  # noqa: S311 - a sample, not a secret
    while found < 2000:
        x, y = chosen.uniform(0, view.width), chosen.uniform(0, view.height)
        region = view.region_at(x, y)
        assert (region is not None) == contains(view.outline.polygon, x, y), (x, y)
        if region is None:
            continue
        found += 1
        holding = [one.id for one in view.regions.values() if any(contains(polygon, x, y) for polygon in one.areas)]
        assert holding == [region.id], (x, y)


@views
def test_regions_lie_within_the_outline(view):
    for region in view.regions.values():
        for polygon in region.areas:
            for x, y in polygon:
                assert view.region_near(x, y, 3), (region.id, x, y)


@figures_only
def test_left_mirrors_right(view):
    for region in view.regions.values():
        if not region.side:
            continue
        other = view.regions[region.id.replace(region.side, {"left": "right", "right": "left"}[region.side])]
        for mine, theirs in zip(region.areas, other.areas, strict=True):
            for (x, y), (other_x, other_y) in zip(mine, theirs, strict=True):
                assert (x, y) == (pytest.approx(2 * view.midline - other_x), pytest.approx(other_y))


def test_left_is_the_persons_own():
    assert FIGURES["front"].region_at(590, 1478).id == "knee-front-left"
    assert FIGURES["back"].region_at(590, 1478).id == "knee-back-right"


@views
def test_middle_of_a_region_is_in_it(view):
    for region in view.regions.values():
        assert view.region_at(*region.middle) == region


@views
def test_names_and_ids_are_told_apart(view):
    names = [region.name for region in view.regions.values()]
    assert len(set(names)) == len(names)
    assert all(region.catalogue for region in view.regions.values())


def test_no_two_regions_of_the_figures_share_a_name():
    labels = [region.label for view in FIGURES.values() for region in view.regions.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("view", "x", "y", "region"),
    [
        ("front", 500, 70, "top-of-head-front"),
        ("front", 500, 190, "nose"),
        ("front", 700, 430, "shoulder-front-left"),
        ("front", 588, 515, "chest-left"),
        ("front", 440, 850, "lower-belly-right"),
        ("front", 243, 745, "elbow-front-right"),
        ("front", 500, 975, "pubic-area"),
        ("front", 455, 975, "groin-right"),
        ("front", 865, 1170, "fingers-front-left"),
        ("front", 590, 1660, "shin-left"),
        ("back", 455, 830, "lower-back-left"),
        ("back", 500, 960, "sacrum"),
        ("back", 610, 980, "buttock-right"),
        ("back", 405, 1500, "knee-back-left"),
        ("back", 360, 500, "shoulder-blade-left"),
    ],
)
def test_places_are_called_by_their_names(view, x, y, region):
    assert FIGURES[view].region_at(x, y).id.removesuffix("-left").removesuffix("-right") == region.removesuffix(
        "-left"
    ).removesuffix("-right")
    if region.endswith(("-left", "-right")):
        assert FIGURES[view].region_at(x, y).id == region


@given(x=x_values, y=y_values)
def test_place_near_the_body_is_found_from_just_outside(x, y):
    near = FIGURES["front"].region_near(x, y, 14)
    if near is None:
        assert not contains(body.FRONT_OUTLINE.polygon, x, y)


@given(x=x_values, y=y_values)
def test_cutting_shares_out_a_shape(x, y):
    shape = closed("0,0 1000,200 800,2000 100,1500").polygon
    halves = cut(shape, (0, 0), (x, y + 1)), cut(shape, (x, y + 1), (0, 0))
    assert sum(map(area, halves)) == pytest.approx(area(shape))


def test_smooth_line_goes_through_its_nodes_and_keeps_its_corners():
    curve = line("0,0 10,10* 20,0")
    assert [end for *_, end in curve.pieces] == [(10, 10), (20, 0)]
    assert curve.pieces[0][1] == (10, 10)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_symbol_of_its_own(kind):
    others = [_without_colour(other) for other in KINDS if other != kind]
    assert _without_colour(kind) not in others


def _without_colour(kind):
    drawn = drawing_svg(symbol_drawing(kind), title="")
    return re.sub(r'(fill|stroke)="[^"]*"', "", drawn)


def marks():
    knee = FIGURES["front"].regions["knee-front-left"]
    return [mark_by_name("front", knee, kind, []) for kind in KINDS] + [
        Mark("back", 440, 840, "lower-back-left", "ache")
    ]


def test_screen_shows_the_marks_without_a_style_and_says_them_in_words():
    drawn = figures_svg(marks())
    root = ET.fromstring(drawn)  # noqa: S314 - our own drawing

    assert "style=" not in drawn
    assert "<script" not in drawn
    assert "Lower back, left: ache" in root.find(f"{SVG}desc").text
    assert sum("mark-ground" in (shape.get("class") or "") for shape in root.iter()) == len(KINDS) + 1


def test_two_dates_stand_beside_each_other():
    drawn = side_by_side_svg([("3 March 2026", marks()), ("7 April 2026", [])])
    words = [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 - our own drawing

    assert words.count("Front") == 2
    assert "3 March 2026" in words
    assert "7 April 2026: Nothing is marked." in drawn


@pytest.mark.parametrize("paper", Paper)
def test_paper_holds_the_same_drawing(paper):
    st = styles(PrintSize.NORMAL)
    story = [figures(marks()), legend(font_size=st.step), side_by_side([("3 March", marks()), ("7 April", [])])]

    assert build_document(story, title="Where it hurts", paper=paper).startswith(b"%PDF")


def test_figures_stand_inside_their_drawing():
    for made in (figures(marks()), side_by_side([("3 March", []), ("7 April", [])]), legend()):
        for part in made.getContents():
            if isinstance(part, DrawnWords):
                left, bottom, right, top = part.left, part.y, part.left + part.width, part.y + part.size
            else:
                left, bottom, right, top = part.getBounds()
            assert min(left, bottom) >= -1
            assert right <= made.width + 1
            assert top <= made.height + 1
