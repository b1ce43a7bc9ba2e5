"""The pain curve: true distances, honest gaps, labels that never touch."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from reportlab.graphics.shapes import Drawing, Ellipse, String

from clinic.printing import PainPoint, build_document, drawing_svg, pain_curve
from clinic.printing.curve import PainWords
from clinic.printing.drawn import DrawnWords
from tests.printing.reading import fonts_in, text_of

pytestmark = pytest.mark.no_database

START = date(2026, 5, 5)
SVG = "{http://www.w3.org/2000/svg}"


def visits(*scores: tuple[int | None, int | None], every: int = 7) -> list[PainPoint]:
    return [PainPoint(START + timedelta(days=i * every), *score) for i, score in enumerate(scores)]


def shapes(drawing: Drawing, css: str) -> list:
    """The shapes of one class, without those of the legend above the plot."""
    top = max(line.y1 for line in drawing.contents if getattr(line, "_css", "") == "curve-axis")
    found = [shape for shape in drawing.contents if getattr(shape, "_css", "") == css]
    return [shape for shape in found if getattr(shape, "cy", getattr(shape, "y", 0)) <= top + 0.01]


def level(drawing: Drawing, mm: float) -> float:
    axis = [shape for shape in drawing.contents if getattr(shape, "_css", "") == "curve-axis"]
    bottom, top = axis[1].y1, axis[1].y2
    return bottom + (top - bottom) * mm / 100


def test_known_scores_stand_at_known_heights_with_0_at_the_bottom():
    drawing = pain_curve(visits((72, 48), (0, 100)))
    assert [dot.cy for dot in shapes(drawing, "curve-before")] == pytest.approx([level(drawing, 72), level(drawing, 0)])
    assert [dot.cy for dot in shapes(drawing, "curve-after")] == pytest.approx(
        [level(drawing, 48), level(drawing, 100)]
    )


def test_distances_in_time_are_true():
    days = [START, START + timedelta(days=7), START + timedelta(days=35)]
    first, second, third = (dot.cx for dot in shapes(pain_curve([PainPoint(day, 50) for day in days]), "curve-before"))
    assert (third - second) / (second - first) == pytest.approx(4)


def test_two_visits_on_one_day_stand_apart_by_their_hours():
    morning, evening = datetime(2026, 5, 5, 9, tzinfo=UTC), datetime(2026, 5, 5, 18, tzinfo=UTC)
    first, second = shapes(pain_curve([PainPoint(evening, 40), PainPoint(morning, 60)]), "curve-before")
    assert first.cx < second.cx
    assert first.cy > second.cy


def test_before_and_after_of_a_session_are_joined():
    drawing = pain_curve(visits((72, 48), (60, None), (None, 30)))
    stems = shapes(drawing, "curve-session")
    assert len(stems) == 1
    assert (stems[0].y1, stems[0].y2) == pytest.approx((level(drawing, 72), level(drawing, 48)))
    assert stems[0].x1 == stems[0].x2


def test_a_visit_without_a_score_is_a_gap_and_a_hollow_tick():
    drawing = pain_curve(visits((70, 50), (66, 40), (None, None), (60, 30), (58, 30)))
    assert [len(line.points) for line in shapes(drawing, "curve-line")] == [4, 4]
    assert len(shapes(drawing, "curve-unscored")) == 1
    assert "no score" in words_of(drawing)


def test_blank_is_not_zero():
    assert not shapes(pain_curve(visits((None, None))), "curve-before")
    assert len(shapes(pain_curve(visits((0, 0))), "curve-before")) == 1


def test_baseline_is_the_first_score_and_the_responder_line_40_per_cent_below():
    drawing = pain_curve(visits((None, 50), (70, 48), (40, 20)))
    (baseline,), (responder,) = shapes(drawing, "curve-baseline"), shapes(drawing, "curve-responder")
    assert baseline.y1 == pytest.approx(level(drawing, 70))
    assert responder.y1 == pytest.approx(level(drawing, 42))
    assert {"baseline 70", "40 % below: 42"} <= set(words_of(drawing))
    given = pain_curve(visits((70, 48)), baseline_mm=50)
    assert "40 % below: 30" in words_of(given)


def words_of(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.contents if isinstance(shape, DrawnWords)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 60, 400])
@pytest.mark.parametrize("width", [300, 460, 700])
@pytest.mark.parametrize("first", [0, 1, 3, 10, 72, 100])
def test_labels_never_touch_and_stay_inside(count, width, first):
    scores = [(max(first - i, 0), None if i % 9 == 4 else 0) for i in range(count)]
    drawing = pain_curve(visits(*scores, every=11), width=width)
    labels = [shape for shape in drawing.contents if isinstance(shape, DrawnWords)]
    for one, other in combinations(labels, 2):
        apart = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert apart or abs(one.y - other.y) >= one.size, (one.text, other.text)
    for label in labels:
        assert label.left >= 0
        assert label.left + label.width <= width
        assert 0 <= label.y <= drawing.height - label.size * 0.7


def test_the_first_date_and_each_new_year_carry_the_year():
    labels = words_of(pain_curve(visits(*[(50, 40)] * 5, every=70)))
    assert [label for label in labels if "20" in label] == ["5 May 2026", "9 Feb 2027"]


def test_no_visits_say_so():
    assert "No pain scores yet" in words_of(pain_curve([]))


def test_on_paper_its_words_are_text_and_its_fonts_embedded():
    words = PainWords(no_pain="无痛", worst_pain="最痛", before="治疗前", after="بعد")
    pdf = build_document([pain_curve(visits((72, 48)), words=words)], title="Test")
    text = text_of(pdf)
    for word in ("无痛", "最痛", "治疗前", "بعد", "baseline 72", "5 May 2026"):
        assert word in text
    assert all(embedded for _, embedded in fonts_in(pdf))


def test_svg_holds_under_a_strict_policy_and_scales():
    svg = drawing_svg(pain_curve(visits((72, 48), (None, None))), title="Pain curve", description="Falls.")
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own text)
    assert root.attrib["viewBox"] == "0 0 460 200"
    assert root.attrib["role"] == "img"
    assert root.find(f"{SVG}title").text == "Pain curve"
    assert root.find(f"{SVG}desc").text == "Falls."
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "desc",
            "g",
            "line",
            "polyline",
            "circle",
            "rect",
            "text",
        }
        assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}


@pytest.mark.parametrize(
    "hostile", ["</title><script>alert(1)</script>", '"><b onload="x">', "]]>&amp;", "a\x00\u202e\ud800b"]
)
def test_svg_is_never_wrong_with_hostile_words(hostile):
    drawing = pain_curve([], words=PainWords(nothing=hostile, no_pain=hostile))
    svg = drawing_svg(drawing, title=hostile, description=hostile, css_class=hostile)
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own text)
    assert svg.encode()
    assert not [element for element in root.iter() if element.tag.removeprefix(SVG) in {"script", "b"}]
    shown = root.find(f"{SVG}title").text
    assert shown == (hostile if hostile.isprintable() else "a□□□b")


def test_svg_keeps_right_to_left_words_in_reading_order_for_the_browser():
    svg = drawing_svg(pain_curve([], words=PainWords(nothing="אין כאב")), title="x")
    assert "אין כאב" in svg


def test_a_shape_that_cannot_be_drawn_on_screen_is_refused():
    drawing = Drawing(10, 10)
    drawing.add(Ellipse(5, 5, 2, 1))
    assert "<ellipse" in drawing_svg(drawing, title="x")
    drawing.add(String(0, 0, "raw"))
    with pytest.raises(TypeError, match="String"):
        drawing_svg(drawing, title="x")
