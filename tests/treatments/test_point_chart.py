"""Points on the drawn body: every one is placed, in its own region, in the order of its channel, and mirrored."""

import csv
from collections import Counter
from math import dist

import pytest
from reportlab.graphics.shapes import Circle

from clinic.printing import drawing_svg
from clinic.printing.drawn import DrawnWords
from patients.bodychart.views import DETAILS, FIGURES, VIEWS
from treatments import catalogue
from treatments.point_chart import ONE_SIDED, channel_lines, on_view, places, views_of
from treatments.point_drawing import MUTED, point_chart

pytestmark = pytest.mark.no_database
with catalogue.FILE.open(encoding="utf-8", newline="") as lines:
    FACTS = {row["code"]: row for row in csv.DictReader(lines)}
PLACES = places()
# The catalogue has one region for this group of pairs, which reach from the upper back down to the lower.
REACHING_FURTHER = {"EX-B2": {"lower back"}}
# These are inside the mouth: no drawing of a closed one can hold them apart.
INSIDE_THE_MOUTH = {"GV28", "EX-HN10", "EX-HN11", "EX-HN12", "EX-HN13"}


def test_every_point_of_the_catalogue_is_placed_and_nothing_else():
    assert {place.code for place in PLACES} == set(FACTS)
    assert len(FACTS) == 409


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.code}-{place.view}-{place.side}-{place.x:g}")
def test_point_lies_in_the_drawn_area_of_its_region(place):
    region = VIEWS[place.view].region_at(place.x, place.y)

    assert region is not None
    assert set(region.catalogue) & ({FACTS[place.code]["region"]} | REACHING_FURTHER.get(place.code, set()))


def test_bilateral_points_of_the_figures_mirror_and_others_stand_on_the_midline():
    there = {(place.code, place.view, place.side, place.x, place.y) for place in PLACES}
    for place in PLACES:
        if place.view in DETAILS or place.code in ONE_SIDED:
            continue
        axis = VIEWS[place.view].midline
        if FACTS[place.code]["bilateral"] == "yes":
            other = {"left": "right", "right": "left"}[place.side]
            assert (place.code, place.view, other, 2 * axis - place.x, place.y) in there
        elif place.code != "EX-HN1":  # four spots round the crown
            assert (place.side, place.x) == ("", axis), place


@pytest.mark.parametrize("place", [one for one in PLACES if one.view in FIGURES and one.side], ids=str)
def test_side_is_the_persons_own(place):
    if place.code in ONE_SIDED:
        assert ONE_SIDED[place.code] == place.side
    assert (place.x > VIEWS[place.view].midline) == ((place.side == "left") == (place.view == "front"))


RUNS = [
    ("front", "CV", 1, 24, "up"),
    ("front", "KI", 11, 27, "up"),
    ("front", "ST", 9, 30, "down"),
    ("front", "ST", 31, 39, "down"),
    ("front", "ST", 1, 4, "down"),
    ("front", "SP", 6, 12, "up"),
    ("front", "SP", 12, 16, "up"),
    ("front", "SP", 17, 20, "up"),
    ("front", "LU", 3, 9, "down"),
    ("front", "PC", 2, 7, "down"),
    ("front", "HT", 1, 7, "down"),
    ("front", "LR", 4, 11, "up"),
    ("front", "GB", 36, 40, "down"),
    ("front", "GB", 15, 18, "up"),
    ("front", "GV", 20, 28, "down"),
    ("back", "GV", 1, 20, "up"),
    ("back", "BL", 11, 30, "down"),
    ("back", "BL", 31, 35, "down"),
    ("back", "BL", 41, 54, "down"),
    ("back", "BL", 36, 38, "down"),
    ("back", "BL", 55, 60, "down"),
    ("back", "LI", 5, 11, "up"),
    ("back", "TE", 4, 6, "up"),
    ("back", "TE", 8, 15, "up"),
    ("back", "SI", 5, 8, "up"),
    ("hand-back", "LI", 1, 5, "up"),
    ("hand-back", "TE", 1, 4, "up"),
    ("hand-back", "SI", 1, 5, "up"),
    ("foot-top", "ST", 41, 45, "down"),
    ("foot-top", "LR", 1, 4, "up"),
    ("foot-top", "SP", 1, 3, "up"),
    ("foot-top", "GB", 40, 44, "down"),
    ("foot-top", "BL", 65, 67, "down"),
    ("foot-inner", "SP", 1, 5, "backwards"),
    ("foot-outer", "BL", 62, 67, "backwards"),
    ("head-side", "GB", 15, 19, "forwards"),
    ("side", "GB", 31, 34, "down"),
    ("side", "GB", 36, 39, "down"),
    ("side", "LI", 5, 15, "up"),
    ("side", "TE", 10, 14, "up"),
    ("side", "ST", 31, 39, "down"),
    ("head-side", "TE", 17, 20, "up"),
]


@pytest.mark.parametrize(("view", "channel", "first", "last", "way"), RUNS)
def test_channel_order_is_monotone_along_its_line(view, channel, first, last, way):
    here = {place.number: place for place in on_view(view) if place.channel == channel and place.side != "right"}
    run = [here[number] for number in range(first, last + 1) if number in here]
    along = [{"up": -one.y, "down": one.y, "backwards": -one.x, "forwards": one.x}[way] for one in run]

    assert len(run) >= 3
    assert along == sorted(along)
    if way in ("up", "down"):
        assert len(set(along)) > len(along) * 0.8


@pytest.mark.parametrize("view", VIEWS)
def test_points_stand_far_enough_apart_to_be_told_apart(view):
    """On the figure itself, or on the head seen closer; in an enlarged view."""
    shown = on_view(view)
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            if one.code == other.code or {one.code, other.code} & INSIDE_THE_MOUTH:
                continue
            is_head = view in FIGURES and max(one.y, other.y) < 360
            least = 6 if is_head else 10 if VIEWS[view].height == 2000 else 14
            assert dist((one.x, one.y), (other.x, other.y)) >= least, (one, other)


def test_points_of_hands_and_feet_are_on_an_enlarged_view():
    for code, fact in FACTS.items():
        if fact["region"] in ("hand", "foot"):
            assert set(views_of(code)) & (set(DETAILS) - {"side"}), code


@pytest.mark.parametrize(
    ("code", "view", "x", "y"),
    [
        ("CV8", "front", 500, 785),  # the navel
        ("ST25", "front", 544, 785),  # level with it, 2 cun beside
        ("ST17", "front", 588, 521),  # the nipple
        ("BL40", "back", 406, 1491),  # the middle of the crease of the knee
        ("GV4", "back", 500, 810),
        ("BL23", "back", 467, 810),  # level with GV4, 1.5 cun beside
        ("BL52", "back", 434, 810),  # 3 cun beside
    ],
)
def test_landmarks(code, view, x, y):
    assert any((one.code, one.view, one.x, one.y) == (code, view, x, y) for one in PLACES)


def test_channel_lines_go_through_the_points_in_order():
    stretches = [stretch for view in VIEWS for stretch in channel_lines(view)]
    assert {stretch[0].channel for stretch in stretches} == set(MUTED)
    for stretch in stretches:
        assert [one.number for one in stretch] == list(range(stretch[0].number, stretch[-1].number + 1))
        assert len({(one.channel, one.side) for one in stretch}) == 1


USED = {("ST36", "left"), ("ST36", "right"), ("CV12", ""), ("BL23", "left"), ("LI4", "left")}
LAST = {("SP6", "left"), ("BL40", "right")}


@pytest.mark.parametrize("view", VIEWS)
def test_chart_marks_what_was_used_and_names_never_overlap(view):
    made = point_chart(view, width=460, used=USED, last=LAST, cautioned={"BL23", "ST17"})
    here = {(one.code, one.side) for one in on_view(view)}
    css = Counter(part._css for part in made.getContents() if isinstance(part, Circle))

    assert css["point point-used"] == len(USED & here)
    assert css["point point-last"] == len(LAST & here)
    assert css["point-cautioned"] == sum(one.code in {"BL23", "ST17"} for one in on_view(view))
    words = [part for part in made.getContents() if isinstance(part, DrawnWords)]
    named = {part.text for part in words if part._css == "point-name"}
    assert named == {code for code, _ in (USED | LAST) & here}
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or abs(one.y - other.y) >= one.size * 0.85, (one.text, other.text)


@pytest.mark.parametrize("view", DETAILS)
def test_right_side_is_the_left_one_in_a_mirror(view):
    left = point_chart(view, width=460, used={("LI4", "left")})
    right = point_chart(view, width=460, used={("LI4", "right")}, side="right")
    circles = [[part for part in made.getContents() if isinstance(part, Circle)] for made in (left, right)]

    assert circles[0]
    for one, other in zip(*circles, strict=True):
        assert (one.cx, one.cy, one._css) == (pytest.approx(460 - other.cx), other.cy, other._css)
    assert right.getContents()[0].transform[0] == -left.getContents()[0].transform[0]


@pytest.mark.parametrize("view", FIGURES)
def test_head_seen_closer_is_a_part_of_the_figure(view):
    drawn = drawing_svg(point_chart(view, width=460, used={("GV20", "")}, closer=True), title="The head")

    assert "style=" not in drawn
    assert "point-used" in drawn
