"""Simple diagrams in lines that a black-and-white printer keeps apart; their words come from the caller."""

import re
from collections.abc import Mapping, Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Polygon, Rect

from clinic.printing import fonts
from clinic.printing.colours import COLOURS
from clinic.printing.drawn import DrawnWords

INK, SOFT, JADE, CLAY, TINT, LINE = (COLOURS[name] for name in ("ink", "ink-soft", "jade", "clay", "tint", "line"))
WHITE = COLOURS["white"]
# What stays together on a line: a word, or a Chinese character with the marks that may not part from it.
_PIECE = re.compile(r"\s*(?:[（“《]*[\u2e80-\uffef][，。、；：！？）”》]*|[^\s\u2e80-\uffef]+)")


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that are no wider than `width`; a word that is wider stands on a line of its own."""
    lines: list[str] = []
    for piece in _PIECE.findall(text):
        longer = f"{lines[-1]}{piece}" if lines else ""
        if lines and fonts.text_width(longer, fonts.SANS, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece.lstrip())
    return lines


def pathway(steps: Sequence[str], *, width: float, size: float) -> Drawing:
    """Four steps beside a figure: a needle in the skin, the cord, the brain, and the way down again."""
    figure, leading = size * 11, size * 1.35
    texts = [wrapped(step, width - figure - size * 4.6, size) for step in steps]
    # The figure is read from the bottom up and down again, so the steps stand beside it in the order of their numbers.
    height = max(sum(len(lines) for lines in texts) * leading + size * (len(texts) + 1), size * 15)
    drawing = Drawing(width, height)
    places = _body(drawing, figure, height, size)
    for number, (x, y) in enumerate(places, 1):
        _number(drawing, x, y, number, size)
    room = (height - sum(len(lines) for lines in texts) * leading) / len(texts)
    y = height - room / 2
    for number, lines in enumerate(texts, 1):
        _number(drawing, figure + size * 2.8, y - leading * 0.5, number, size)
        for line in lines:
            y -= leading
            drawing.add(DrawnWords(figure + size * 4.4, y + leading * 0.26, line, size, INK))
        y -= room
    return drawing


def _body(drawing: Drawing, width: float, height: float, size: float) -> list[tuple[float, float]]:
    """Draw brain, cord, skin and needle; return where the numbers of the four steps stand."""
    unit, middle, top = size, width * 0.42, height - size * 0.6
    skin = size * 2.4
    brain = top - unit * 1.9
    shape = Path(fillColor=TINT, strokeColor=INK, strokeWidth=1)
    shape.moveTo(middle, brain + unit * 1.6)
    for way in (1, -1):  # up to the crown, out, down to the stem; then back on the other side
        curves = [(0.3, 2.1, 1.7, 2.2, 2.1, 1.2), (2.9, 0.8, 2.9, -0.5, 2.1, -0.9), (1.8, -1.7, 1.1, -1.6, 0.75, -1.75)]
        if way < 0:
            shape.lineTo(middle - unit * 0.75, brain - unit * 1.75)
            ends = [(0.0, 1.6), *(curve[4:] for curve in curves)]
            curves = [(*c[2:4], *c[:2], *ends[i]) for i, c in reversed(list(enumerate(curves)))]
        for curve in curves:
            shape.curveTo(*(middle + way * unit * v if i % 2 == 0 else brain + unit * v for i, v in enumerate(curve)))
    shape.closePath()
    drawing.add(shape)
    for x in (-0.75, 0.75):
        drawing.add(Line(middle + x * unit, brain - unit * 1.75, middle + x * unit, skin, strokeColor=INK))
    drawing.add(Rect(unit * 0.3, skin - unit * 0.9, width - unit, unit * 0.9, fillColor=TINT, strokeColor=INK))
    _arrow(drawing, (middle - unit * 0.3, skin), (middle - unit * 0.3, brain - unit), JADE)
    _arrow(drawing, (middle + unit * 0.35, brain - unit), (middle + unit * 0.35, skin), CLAY, dashed=True)
    at = width - unit * 2.2
    drawing.add(Line(at, skin + unit * 2.6, at, skin - unit * 1.3, strokeColor=INK, strokeWidth=1.1))
    drawing.add(Rect(at - unit * 0.22, skin + unit * 1.5, unit * 0.44, unit * 1.5, fillColor=INK, strokeColor=INK))
    _arrow(drawing, (at, skin - unit * 0.45), (middle + unit * 1.1, skin - unit * 0.45), JADE)
    half = (skin + brain) / 2
    return [
        (at + unit * 1.5, skin + unit * 1.4),
        (middle - unit * 2, half),
        (middle, brain + unit * 0.1),
        (middle + unit * 2, half),
    ]


def _number(drawing: Drawing, x: float, y: float, number: int, size: float) -> None:
    drawing.add(Circle(x, y, size * 0.78, fillColor=WHITE, strokeColor=INK, strokeWidth=0.9))
    drawing.add(DrawnWords(x, y - size * 0.34, str(number), size, INK, "middle"))


def _arrow(drawing: Drawing, start: tuple[float, float], end: tuple[float, float], colour, dashed=False) -> None:
    (x1, y1), (x2, y2) = start, end
    dash = [3.5, 2.5] if dashed else None
    drawing.add(Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=1.5, strokeDashArray=dash))
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    back, side = 7, 3.4
    corners = [x2, y2, x2 - dx * back - dy * side, y2 - dy * back + dx * side]
    corners += [x2 - dx * back + dy * side, y2 - dy * back - dx * side]
    drawing.add(Polygon(corners, fillColor=colour, strokeColor=None))


def ruler(words: Mapping[str, str], *, width: float, size: float, score: int = 62) -> Drawing:
    """A line from no pain to the worst pain, a mark on it, and the scale from 0 to 100 beneath."""
    height = size * 7.6
    drawing = Drawing(width, height)
    left, right, y = size, width - size, height - size * 3.3
    drawing.add(Line(left, y, right, y, strokeColor=INK, strokeWidth=1.4))
    for x in (left, right):
        drawing.add(Line(x, y - size * 0.7, x, y + size * 0.7, strokeColor=INK, strokeWidth=1.4))
    at = left + (right - left) * score / 100
    arm = size * 0.5
    for way in (-1, 1):
        drawing.add(Line(at - arm, y - way * arm, at + arm, y + way * arm, strokeColor=CLAY, strokeWidth=2))
    drawing.add(DrawnWords(at, y + size, words["mark"], size, INK, "middle"))
    drawing.add(DrawnWords(left - size * 0.5, height - size, words["none"], size, INK))
    drawing.add(DrawnWords(right + size * 0.5, height - size, words["worst"], size, INK, "end"))
    scale = y - size * 1.9
    drawing.add(Line(left, scale, right, scale, strokeColor=SOFT, strokeWidth=0.8))
    for value in range(0, 101, 10):
        x = left + (right - left) * value / 100
        tall = 0.5 if value % 50 else 0.8
        drawing.add(Line(x, scale - size * tall, x, scale, strokeColor=SOFT, strokeWidth=0.8))
        if value % 50 == 0:
            drawing.add(DrawnWords(x, scale - size * 1.9, str(value), size, SOFT, "middle"))
    drawing.add(Line(at, y - arm, at, scale - size * 0.9, strokeColor=CLAY, strokeWidth=1, strokeDashArray=[3, 2]))
    drawing.add(DrawnWords(at, scale - size * 1.9, words["score"], size, INK, "middle"))
    return drawing


def electro(words: Mapping[str, str], *, width: float, size: float) -> Drawing:
    """A device with two leads, each clipped to a needle that stands in the skin."""
    height, unit = size * 9.8, size
    drawing = Drawing(width, height)
    left = max((width - unit * 26) / 2, 0)
    skin = unit * 1.9
    needles = (left + unit * 13, left + unit * 19)
    drawing.add(Rect(left + unit, unit * 3.4, unit * 6.4, unit * 4.2, rx=4, ry=4, fillColor=TINT, strokeColor=INK))
    for x in (2.6, 5.8):
        drawing.add(Circle(left + unit * x, unit * 5.2, unit * 0.62, fillColor=WHITE, strokeColor=INK))
    drawing.add(DrawnWords(left + unit * 4.2, unit * 8.1, words["device"], size, INK, "middle"))
    drawing.add(Line(left + unit * 9.5, skin, left + unit * 25, skin, strokeColor=INK, strokeWidth=1.4))
    drawing.add(Rect(left + unit * 9.5, skin - unit * 0.8, unit * 15.5, unit * 0.8, fillColor=TINT, strokeColor=None))
    drawing.add(DrawnWords(left + unit * 9.5, unit * 0.28, words["skin"], size, SOFT))
    leads = ((4.6, (10.5, 4.6, 11, 4, 12.4, 4)), (6.8, (12.5, 11.4, 16, 9.6, 18.4, 4.1)))
    for at, (start, curve), dash in zip(needles, leads, (None, [4, 2]), strict=True):
        drawing.add(Line(at, skin - unit * 0.7, at, unit * 5.6, strokeColor=INK, strokeWidth=1.2))
        drawing.add(Rect(at - unit * 0.22, unit * 5.6, unit * 0.44, unit * 1.5, fillColor=INK, strokeColor=INK))
        lead = Path(strokeColor=JADE, strokeWidth=1.6, fillColor=None, strokeDashArray=dash)
        lead.moveTo(left + unit * 7.4, unit * start)
        lead.curveTo(*(unit * value + (left if i % 2 == 0 else 0) for i, value in enumerate(curve)))
        drawing.add(lead)
        drawing.add(Rect(at - unit * 0.6, unit * 3.6, unit * 1.2, unit * 0.8, fillColor=WHITE, strokeColor=JADE))
    drawing.add(DrawnWords(needles[1] + unit * 1, unit * 3.7, words["clip"], size, INK))
    drawing.add(DrawnWords(needles[1] + unit * 1, unit * 6.1, words["needle"], size, INK))
    return drawing
