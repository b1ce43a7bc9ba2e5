"""Turns a drawing into SVG that a strict Content-Security-Policy accepts, also inside a page: no style, no script."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics import shapes
from reportlab.lib.colors import Color, toColor

from clinic.printing.drawn import DrawnWords
from clinic.printing.fonts import WEB_FAMILY
from clinic.printing.text import clean

_PATH_LETTERS = (("M", 2), ("L", 2), ("C", 6), ("Z", 0))  # in the order of ReportLab's path operators


def drawing_svg(drawing: shapes.Drawing, *, title: str, description: str = "", css_class: str = "drawing") -> str:
    """The drawing as an `<svg>` element that fills the width it is given.

    Every shape carries its colours as attributes, and a class (such as `curve-after`) for the page's own style sheet.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    body = "".join(_shape(shape) for shape in drawing.getContents())
    described = f"<desc>{escape(clean(description))}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f" class={quoteattr(clean(css_class))} font-family={quoteattr(WEB_FAMILY)}>"
        f"<title>{escape(clean(title))}</title>{described}"
        f'<g transform="matrix(1 0 0 -1 0 {height})">{body}</g></svg>\n'
    )


def _shape(shape: object) -> str:
    for kind, write in _WRITERS:
        if isinstance(shape, kind):
            return write(shape)
    raise TypeError(f"{type(shape).__name__} cannot be drawn on screen: use lines, shapes and DrawnWords")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _hex(colour: Color) -> str:
    red, green, blue = toColor(colour).bitmap_rgb()
    return f"#{red:02x}{green:02x}{blue:02x}"


def _tag(name: str, attributes: Iterable[tuple[str, object]], shape: object) -> str:
    pairs = [(key, _number(value) if isinstance(value, int | float) else str(value)) for key, value in attributes]
    pairs += _paint(shape)
    css = getattr(shape, "_css", "")
    if css:
        pairs.append(("class", css))
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in pairs)}/>"


def _paint(shape: Any) -> list[tuple[str, str]]:
    fill, stroke = getattr(shape, "fillColor", None), getattr(shape, "strokeColor", None)
    pairs = [("fill", _hex(fill) if fill else "none")]
    if not stroke:
        return pairs
    pairs += [("stroke", _hex(stroke)), ("stroke-width", _number(shape.strokeWidth))]
    dash = getattr(shape, "strokeDashArray", None)
    if dash:
        pairs.append(("stroke-dasharray", " ".join(_number(part) for part in dash)))
    return pairs


def _points(flat: list[float]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in zip(flat[::2], flat[1::2], strict=True))


def _line(s: shapes.Line) -> str:
    return _tag("line", (("x1", s.x1), ("y1", s.y1), ("x2", s.x2), ("y2", s.y2)), s)


def _rect(s: shapes.Rect) -> str:
    corner = (("rx", s.rx),) if s.rx else ()
    return _tag("rect", (("x", s.x), ("y", s.y), ("width", s.width), ("height", s.height), *corner), s)


def _path(s: shapes.Path) -> str:
    letters, at = [], 0
    for operator in s.operators:
        letter, count = _PATH_LETTERS[operator]
        letters.append(letter + " ".join(_number(value) for value in s.points[at : at + count]))
        at += count
    return _tag("path", (("d", "".join(letters)),), s)


def _group(s: shapes.Group) -> str:
    matrix = " ".join(_number(value) for value in s.transform)
    css = f" class={quoteattr(s._css)}" if getattr(s, "_css", "") else ""
    return f'<g transform="matrix({matrix})"{css}>{"".join(_shape(item) for item in s.getContents())}</g>'


def _words(s: DrawnWords) -> str:
    anchor = f' text-anchor="{s.anchor}"' if s.anchor != "start" else ""
    css = f" class={quoteattr(s._css)}" if s._css else ""
    place = f'transform="translate({_number(s.x)} {_number(s.y)}) scale(1 -1)"'
    look = f'font-size="{_number(s.size)}" fill="{_hex(s.colour)}"'
    return f"<text {place} {look}{anchor}{css}>{escape(s.text)}</text>"


_WRITERS: tuple[tuple[type, Callable[..., str]], ...] = (
    (DrawnWords, _words),
    (shapes.Line, _line),
    (shapes.PolyLine, lambda s: _tag("polyline", (("points", _points(s.points)),), s)),
    (shapes.Polygon, lambda s: _tag("polygon", (("points", _points(s.points)),), s)),
    (shapes.Circle, lambda s: _tag("circle", (("cx", s.cx), ("cy", s.cy), ("r", s.r)), s)),
    (shapes.Ellipse, lambda s: _tag("ellipse", (("cx", s.cx), ("cy", s.cy), ("rx", s.rx), ("ry", s.ry)), s)),
    (shapes.Rect, _rect),
    (shapes.Path, _path),
    (shapes.Group, _group),
)
