"""A drawn signature: strokes as lists of whole numbers, x and y in turn, on a sheet of 600 by 200. No database."""

import json
from typing import Any

from reportlab.graphics.shapes import Drawing, PolyLine

from clinic.printing.colours import COLOURS

WIDTH, HEIGHT = 600, 200
MOST_STROKES = 200
MOST_NUMBERS = 12_000
LONGEST = 60_000  # characters of JSON
LEAST_INK = 60  # units of line: a tenth of the box. A dot or a slip of the pen is no signature
Strokes = list[list[int]]
BROKEN = "The signature did not arrive whole. Press Clear and sign again."
EMPTY = "The signature is only a dot. Sign with your name or your usual mark."
TOO_LONG = "The signature has too many lines to be kept. Press Clear and sign again."


class NotASignature(ValueError):
    """`sentence` says why it cannot be kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(text: str) -> Strokes:
    """The strokes in what a browser sent; [] for nothing at all. Raises NotASignature for anything else."""
    if not text.strip():
        return []
    if len(text) > LONGEST:
        raise NotASignature(TOO_LONG)
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError):
        raise NotASignature(BROKEN) from None
    if not isinstance(strokes, list) or not all(map(_is_stroke, strokes)):
        raise NotASignature(BROKEN)
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_NUMBERS:
        raise NotASignature(TOO_LONG)
    if strokes and ink(strokes) < LEAST_INK:
        raise NotASignature(EMPTY)
    return strokes


def write(strokes: Strokes) -> str:
    return json.dumps(strokes, separators=(",", ":")) if strokes else ""


def ink(strokes: Strokes) -> int:
    """How long the lines are altogether."""
    total = 0.0
    for stroke in strokes:
        points = list(zip(stroke[::2], stroke[1::2], strict=True))
        total += sum(((a - c) ** 2 + (b - d) ** 2) ** 0.5 for (a, b), (c, d) in zip(points, points[1:], strict=False))
    return int(total)


def path(strokes: Strokes) -> str:
    """The strokes as the `d` of an SVG path."""
    drawn = []
    for stroke in strokes:
        points = [f"{x} {y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
        drawn.append(f"M{points[0]}L{' '.join(points[1:] or points)}")
    return "".join(drawn)


def drawing(strokes: Strokes, *, width: float) -> Drawing:
    """The strokes as a drawing for paper, the same lines at another size."""
    scale = width / WIDTH
    made = Drawing(width, HEIGHT * scale)
    for stroke in strokes:
        points = [(value if place % 2 == 0 else HEIGHT - value) * scale for place, value in enumerate(stroke)]
        line = PolyLine(points if len(points) > 2 else points * 2, strokeColor=COLOURS["ink"], strokeWidth=1.4)
        line.strokeLineCap = line.strokeLineJoin = 1
        made.add(line)
    return made


def _is_stroke(stroke: Any) -> bool:
    if not isinstance(stroke, list) or len(stroke) < 2 or len(stroke) % 2:
        return False
    inside = (
        0 <= value <= (HEIGHT if place % 2 else WIDTH) for place, value in enumerate(stroke) if type(value) is int
    )
    return all(type(value) is int for value in stroke) and all(inside)
