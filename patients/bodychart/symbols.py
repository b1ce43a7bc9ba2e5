"""A symbol of its own for each kind of pain: told apart by shape, so that colour is never needed."""

from math import cos, pi, sin

from reportlab.graphics.shapes import Circle, Line, Polygon, Shape

from clinic.printing.colours import COLOURS
from clinic.printing.drawn import marked

SIZE = 19.0  # half of a symbol's width, in units of the figures
STROKE = 5.5


def symbol(kind: str, x: float, y: float, size: float = SIZE) -> list[Shape]:
    """The shapes of one mark, its middle at x, y; y runs down. A light ground lifts it off the lines."""
    ground = Circle(x, y, size * 1.3, fillColor=COLOURS["white"], strokeColor=None)
    drawn = _SHAPES[kind](x, y, size)
    for shape in drawn:
        marked(shape, "mark-dot" if isinstance(shape, Circle) and shape.fillColor else "mark-line")
    return [marked(ground, "mark-ground"), *drawn]


def _stroke(size: float) -> dict[str, object]:
    return {"strokeColor": COLOURS["clay"], "strokeWidth": size * STROKE / SIZE, "fillColor": None}


def _ring(x: float, y: float, size: float) -> list[Shape]:
    return [Circle(x, y, size * 0.82, **_stroke(size))]


def _line(x1: float, y1: float, x2: float, y2: float, size: float) -> Line:
    look = _stroke(size)
    del look["fillColor"]
    return Line(x1, y1, x2, y2, **look)


def _cross(x: float, y: float, size: float) -> list[Shape]:
    r = size * 0.72
    return [_line(x - r, y - r, x + r, y + r, size), _line(x - r, y + r, x + r, y - r, size)]


def _polygon(x: float, y: float, size: float, corners: int, reach: float) -> list[Shape]:
    turns = [-pi / 2 + 2 * pi * corner / corners for corner in range(corners)]
    flat = [value for turn in turns for value in (x + reach * size * cos(turn), y + reach * size * sin(turn))]
    return [Polygon(flat, **_stroke(size))]


def _dots(x: float, y: float, size: float) -> list[Shape]:
    places = ((-0.6, -0.6), (0.6, -0.6), (0, 0), (-0.6, 0.6), (0.6, 0.6))
    return [
        Circle(x + dx * size, y + dy * size, size * 0.25, fillColor=COLOURS["clay"], strokeColor=None)
        for dx, dy in places
    ]


def _bars(x: float, y: float, size: float) -> list[Shape]:
    return [_line(x - size * 0.85, y + dy * size, x + size * 0.85, y + dy * size, size) for dy in (-0.38, 0.38)]


_SHAPES = {
    "ache": _ring,
    "sharp": _cross,
    "burning": lambda x, y, size: _polygon(x, y + size * 0.15, size, 3, 1.0),
    "pins_and_needles": _dots,
    "numb": _bars,
    "other": lambda x, y, size: _polygon(x, y, size, 4, 0.95),
}
