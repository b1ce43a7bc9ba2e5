"""The figures as ReportLab drawings: flowables on paper, and the same on screen by `drawing_svg`."""

from collections.abc import Iterable, Sequence

from reportlab.graphics.shapes import Drawing, Group, Path

from clinic.printing import drawing_svg
from clinic.printing.colours import COLOURS
from clinic.printing.drawn import DrawnWords, marked
from patients.bodychart.curves import Curve
from patients.bodychart.marks import KINDS, Mark, in_words
from patients.bodychart.symbols import SIZE, symbol
from patients.bodychart.views import FIGURES, View

OUTLINE, LINE = 3.6, 2.2  # widths of the lines, in units of the figures
HEAD = 2.2  # room for the words above a figure, in lines of text


def path(curve: Curve, *, css: str, colour: str, width: float, fill: str = "") -> Path:
    made = Path(
        strokeColor=COLOURS[colour], strokeWidth=width, fillColor=COLOURS[fill] if fill else None, strokeLineCap=1
    )
    made.moveTo(*curve.start)
    for first, second, end in curve.pieces:
        made.curveTo(*first, *second, *end)
    if curve.is_closed:
        made.closePath()
    return marked(made, css)


def figure(view: View, marks: Iterable[Mark] = (), *, scale: float = 1, x: float = 0, y: float = 0) -> Group:
    """One view with its marks, the foot of its window at x, y. Inside the group y runs down, as in the view."""
    contours = [
        path(view.outline, css="body-outline", colour="ink", width=OUTLINE, fill="white"),
        *(path(one, css="body-line", colour="ink-soft", width=LINE) for one in view.lines),
    ]
    symbols = [shape for mark in marks if mark.view == view.id for shape in symbol(mark.kind, mark.x, mark.y)]
    made = Group(*contours, *symbols)
    made.transform = (scale, 0, 0, -scale, x - view.window[0] * scale, y + view.height * scale)
    return made


def figures(marks: Sequence[Mark] = (), *, width: float = 430, font_size: float = 10) -> Drawing:
    """Front and back beside each other with the marks, a flowable too."""
    made = Drawing(width, 0)
    made.height = _row(made, marks, 0, width, 0, font_size)
    return made


def side_by_side(times: Sequence[tuple[str, Sequence[Mark]]], *, width: float = 430, font_size: float = 10) -> Drawing:
    """Front and back at several times, each under its own heading (a date in words)."""
    made, gap = Drawing(width, 0), font_size * 2
    each = (width - gap * (len(times) - 1)) / len(times)
    for at, (heading, marks) in enumerate(times):
        left = at * (each + gap)
        top = _row(made, marks, left, each, 0, font_size)
        made.height = top + font_size * 1.8
        made.add(_words(left + each / 2, top + font_size * 0.6, heading, font_size * 1.1, "middle", "ink"))
    return made


def _row(made: Drawing, marks: Sequence[Mark], left: float, width: float, y: float, font_size: float) -> float:
    """Both figures between `left` and `left + width`; returns where they end at the top."""
    views = list(FIGURES.values())
    each = width / len(views)
    top = y
    for at, view in enumerate(views):
        scale = each / (view.window[1] - view.window[0])
        x, top = left + at * each, y + view.height * scale + font_size * HEAD
        made.add(figure(view, marks, scale=scale, x=x, y=y))
        made.add(_words(x + each / 2, top - font_size, view.title, font_size, "middle", "ink"))
        for side, place, anchor in zip(view.sides or (), (0.03, 0.97), ("start", "end"), strict=False):
            made.add(_words(x + each * place, top - font_size * 3, side, font_size * 0.9, anchor))
    return top


def _words(x: float, y: float, text: str, size: float, anchor: str, colour: str = "ink-soft") -> DrawnWords:
    return DrawnWords(x, y, text, size, COLOURS[colour], anchor, "body-words")


def legend(*, width: float = 430, font_size: float = 10) -> Drawing:
    """What each symbol means."""
    columns, step = 3, font_size * 2
    rows = -(-len(KINDS) // columns)
    made = Drawing(width, rows * step)
    for at, (kind, words) in enumerate(KINDS.items()):
        x, y = width / columns * (at % columns) + font_size, (rows - at // columns - 0.5) * step
        made.add(_symbol(kind, x, y, font_size * 0.55))
        made.add(_words(x + font_size * 1.2, y - font_size * 0.33, words, font_size, "start"))
    return made


def _symbol(kind: str, x: float, y: float, size: float) -> Group:
    picture = Group(*symbol(kind, 0, 0, size))
    picture.transform = (1, 0, 0, -1, x, y)
    return picture


def symbol_drawing(kind: str) -> Drawing:
    """One symbol by itself, as large as it stands on a figure."""
    made = Drawing(SIZE * 2.6, SIZE * 2.6)
    made.add(_symbol(kind, SIZE * 1.3, SIZE * 1.3, SIZE))
    return made


def described(marks: Sequence[Mark]) -> str:
    """The marks in one line of words, for those who cannot see them."""
    return "; ".join(in_words(marks)) + "." if marks else "Nothing is marked."


def figures_svg(marks: Sequence[Mark] = (), *, title: str = "Where it hurts") -> str:
    return drawing_svg(figures(marks, width=900, font_size=26), title=title, description=described(marks))


def side_by_side_svg(times: Sequence[tuple[str, Sequence[Mark]]], *, title: str = "Where it hurt, by date") -> str:
    words = " ".join(f"{heading}: {described(marks)}" for heading, marks in times)
    return drawing_svg(side_by_side(times, width=1400, font_size=26), title=title, description=words)


def view_svg(view: View) -> str:
    """One empty view in its own units, for the widget to lay its marks on."""
    made = Drawing(view.window[1] - view.window[0], view.height)
    made.add(figure(view))
    return drawing_svg(made, title=f"{view.title} of the body", css_class="drawing body-figure")
