"""The building blocks of a printed sheet: headings, boxes, lists, tables, sources, lines to write on, QR codes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import segno
from reportlab.graphics.shapes import Drawing, Path
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Spacer, Table, TableStyle

from clinic.printing import fonts
from clinic.printing.boxes import Heading, Tinted
from clinic.printing.colours import COLOURS
from clinic.printing.styles import Styles
from clinic.printing.text import Part, clean, para, rich

Words = str | Sequence[Part]  # a text, or the parts of a rich paragraph


def words(text: Words, style, bullet: str | None = None) -> Flowable:
    """A paragraph of plain or rich words."""
    return para(text, style, bullet) if isinstance(text, str) else rich(text, style, bullet)


def title(text: str, st: Styles) -> Flowable:
    return para(text, st.title)


def lead(text: Words, st: Styles) -> Flowable:
    return words(text, st.lead)


def section(text: str, st: Styles, anchor: str = "") -> Flowable:
    """A heading that is listed in the PDF's outline and never stands alone at the foot of a page."""
    return Heading(para(text, st.section), clean(text), 0, anchor, needs=st.body.leading * 3)


def subsection(text: str, st: Styles, anchor: str = "") -> Flowable:
    return Heading(para(text, st.subsection), clean(text), 1, anchor, needs=st.body.leading * 3)


def bullets(items: Iterable[Words], st: Styles, *, numbered: bool = False, boxed: bool = False) -> list[Flowable]:
    plain, counted = (st.box_bullet, st.box_numbered) if boxed else (st.bullet, st.numbered)
    style = counted if numbered else plain
    return [words(item, style, f"{number}." if numbered else "•") for number, item in enumerate(items, 1)]


def in_short(items: Sequence[Words | Flowable], st: Styles, heading: str = "In short") -> Flowable:
    """The tinted box with what matters most. It may continue on the next page."""
    return _box(items, st, heading, "jade")


def notice(items: Sequence[Words | Flowable], st: Styles, heading: str) -> Flowable:
    """A box for warnings, such as when to get help: a heavier bar that also shows in black and white."""
    return _box(items, st, heading, "clay")


def _box(items: Sequence[Words | Flowable], st: Styles, heading: str, tone: str) -> Flowable:
    content: list[Flowable] = [para(heading, st.box_title)] if heading else []
    content += [item if isinstance(item, Flowable) else words(item, st.box) for item in items]
    return Tinted(content, tone=tone, padding=st.body.leading * 0.7, space=st.step * 1.4)


def table(
    rows: Sequence[Sequence[Words | Flowable]],
    st: Styles,
    *,
    widths: Sequence[float] | None = None,
    header: bool = True,
    right: Iterable[int] = (),
) -> Flowable:
    """A table whose first row is repeated on each page. A cell may be longer than a page.

    `widths` are parts of the whole width; `right` names the columns of figures.
    """
    at_right = frozenset(right)

    def cell(value: Words | Flowable, row: int, column: int) -> Flowable:
        if isinstance(value, Flowable):
            return value
        head = header and row == 0
        if column in at_right:
            return words(value, st.table_head_right if head else st.table_right)
        return words(value, st.table_head if head else st.table)

    cells = [[cell(value, i, j) for j, value in enumerate(row)] for i, row in enumerate(rows)]
    columns = max((len(row) for row in cells), default=0)
    if not columns:
        return Spacer(0, 0)
    made = Table(
        [row + [""] * (columns - len(row)) for row in cells],
        colWidths=[f"{100 * share:.4f}%" for share in _shares(rows, list(widths or [1] * columns), st)],
        repeatRows=1 if header and len(cells) > 1 else 0,
        splitInRow=1,
        spaceBefore=st.step * 0.6,
        spaceAfter=st.step * 1.6,
    )
    made.setStyle(_table_style(header, st.table.leading))
    return made


def _shares(rows: Sequence[Sequence[Words | Flowable]], wanted: list[float], st: Styles) -> list[float]:
    """The columns' parts of the width, widened where the longest word would not fit, at the cost of the others."""
    total = sum(wanted)
    shares = [want / total for want in wanted]
    least = [0.0] * len(shares)
    for row in rows:
        for column, value in enumerate(row[: len(shares)]):
            if not isinstance(value, Flowable):
                text = value if isinstance(value, str) else "".join(p if isinstance(p, str) else p[0] for p in value)
                longest = max(clean(text[:2000]).split(), key=len, default="")
                room = fonts.text_width(longest, fonts.SEMIBOLD, st.table.fontSize) + st.table.leading * 0.95
                least[column] = max(least[column], min(room / st.narrowest, 1 / len(shares)))
    lacking = sum(max(low - share, 0) for low, share in zip(least, shares, strict=True))
    spare = sum(max(share - low, 0) for low, share in zip(least, shares, strict=True))
    if not lacking:
        return shares
    part = min(lacking / spare, 1) if spare else 0
    fitted = [low if share < low else share - (share - low) * part for low, share in zip(least, shares, strict=True)]
    return [share / sum(fitted) for share in fitted]


def _table_style(header: bool, leading: float) -> TableStyle:
    line = COLOURS["line"]
    commands: list[tuple] = [
        ("FONTNAME", (0, 0), (-1, -1), fonts.SANS),  # else empty cells name a font that the file does not carry
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), leading * 0.45),
        ("RIGHTPADDING", (0, 0), (-1, -1), leading * 0.45),
        ("TOPPADDING", (0, 0), (-1, -1), leading * 0.25),
        ("BOTTOMPADDING", (0, 0), (-1, -1), leading * 0.25),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, line),
        ("LINEABOVE", (0, 0), (-1, 0), 0.5, line),
    ]
    if header:
        commands.append(("LINEBELOW", (0, 0), (-1, 0), 1.1, COLOURS["jade-deep"]))
        commands.append(("LINEABOVE", (0, 0), (-1, 0), 0, COLOURS["white"]))
    return TableStyle(commands)


def sources(items: Iterable[Words], st: Styles, anchor: str = "") -> list[Flowable]:
    """Numbered sources in small type; with an anchor, "#anchor-3" leads to the third."""
    made = [words(item, st.source, f"{number}.") for number, item in enumerate(items, 1)]
    for number, paragraph in enumerate(made, 1):
        paragraph.anchor = f"{anchor}-{number}" if anchor else ""
    return made


def figure(drawing: Drawing, caption: str, st: Styles) -> Flowable:
    """A drawing with its title beneath, on one page."""
    return KeepTogether([Spacer(1, st.step), drawing, Spacer(1, st.step * 0.8), para(caption, st.small)])


def beside(drawing: Drawing, content: Sequence[Flowable], st: Styles, *, at_right: bool = False) -> Flowable:
    """Flowables with a small drawing beside them, such as a QR code. They may go on below it, and on the next page."""
    cells, widths = [drawing, list(content)], [drawing.width + st.step, None]
    order = -1 if at_right else 1
    made = Table([cells[::order]], colWidths=widths[::order], splitInRow=1)
    sides = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    made.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), fonts.SANS),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (-1, 0), (-1, 0), "RIGHT" if at_right else "LEFT"),
                *sides,
            ]
        )
    )
    return made


def rule(st: Styles) -> Flowable:
    return HRFlowable("100%", 0.6, color=COLOURS["line"], spaceBefore=st.step, spaceAfter=st.step, lineCap="butt")


def gap(st: Styles, lines: float = 1) -> Flowable:
    return Spacer(1, st.body.leading * lines)


def together(*flowables: Flowable) -> Flowable:
    """Keep these on one page where they fit on one."""
    flat: list[Flowable] = []  # ReportLab gives what is kept together inside what is kept together a page of its own
    for flowable in flowables:
        flat += flowable._content if isinstance(flowable, KeepTogether) else [flowable]
    return KeepTogether(flat)


def write_on_lines(fields: Sequence[tuple[str, str]], st: Styles, widths: Sequence[float] | None = None) -> Flowable:
    """Labels with ruled lines to write on, side by side: [("Given to", ""), ("Date", "6 August 2026")]."""
    shares = list(widths or [1] * len(fields))
    space = 3.0  # per cent of the width between two lines
    factor = (100 - space * (len(fields) - 1)) / sum(shares)
    above: list = []
    below: list = []
    columns: list[str] = []
    for (label, value), share in zip(fields, shares, strict=True):
        above += [para(value, st.table), ""]
        below += [para(label, st.small), ""]
        columns += [f"{share * factor:.4f}%", f"{space}%"]
    made = Table(
        [above[:-1], below[:-1]], colWidths=columns[:-1], splitInRow=1, spaceBefore=st.step * 1.6, spaceAfter=st.step
    )
    made.setStyle(_line_style(len(fields)))
    return KeepTogether([made])


def _line_style(fields: int) -> TableStyle:
    commands: list[tuple] = [
        ("FONTNAME", (0, 0), (-1, -1), fonts.SANS),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 1), (-1, 1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 3),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    commands += [("LINEBELOW", (2 * i, 0), (2 * i, 0), 0.7, COLOURS["ink-soft"]) for i in range(fields)]
    return TableStyle(commands)


def qr(address: str, size: float = 72) -> Drawing:
    """A QR code as one vector shape, `size` points wide, with the quiet zone that scanners need."""
    drawing = Drawing(size, size)
    drawing.add(_modules(address, size))
    return drawing


@lru_cache(maxsize=64)
def _modules(address: str, size: float) -> Path:
    """Every dark run of a row as a rectangle of one path: a shape for each would take longer than the sheet's text."""
    modules = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    side = size / len(modules)
    path = Path(fillColor=COLOURS["ink"], strokeColor=None)
    for y, row in enumerate(modules):
        bottom, x = size - (y + 1) * side, 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                left, right = round(x * side, 3), round((x + length) * side, 3)
                low, high = round(bottom, 3), round(bottom + side, 3)
                path.points += [left, low, right, low, right, high, left, high]
                path.operators += [0, 1, 1, 1, 3]  # to the first corner, three sides, and closed
            x += length
    return path
