"""What a person fills in by hand: boxes to tick, lines to write on."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, HRFlowable, Table, TableStyle

from clinic.printing import fonts
from clinic.printing.colours import COLOURS
from clinic.printing.styles import Styles
from clinic.printing.text import CAPITALS, para


class TickBox(Flowable):
    """An empty square as high as a capital letter and a little more, level with the first line beside it."""

    def __init__(self, st: Styles) -> None:
        super().__init__()
        self.side, self.leading = st.table.fontSize * 0.95, st.table.leading
        self.drop = (self.leading - st.table.fontSize * CAPITALS) / 2 - (self.side - st.table.fontSize * CAPITALS) / 2

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        return self.side, self.leading

    def draw(self) -> None:
        self.canv.setStrokeColor(COLOURS["ink-soft"])
        self.canv.setLineWidth(0.9)
        self.canv.rect(0, self.leading - self.drop - self.side, self.side, self.side, stroke=1, fill=0)


def tick_boxes(words: Sequence[str], st: Styles, *, across: int = 1) -> list[Flowable]:
    """A box before each of the words, `across` of them in a line; one flowable for each line."""
    lines: list[Flowable] = []
    box, space = st.table.fontSize * 1.6, 100 / across
    for start in range(0, len(words), across):
        row = words[start : start + across]
        cells: list[Flowable | str] = []
        for word in row:
            cells.append(Table([[TickBox(st), para(word, st.table)]], colWidths=[box, None], style=_tight()))
        cells += [""] * (across - len(row))
        lines.append(Table([cells], colWidths=[f"{space:.4f}%"] * across, style=_tight()))
    return lines


def lines_to_write_on(count: int, st: Styles) -> list[Flowable]:
    above = st.body.leading * 1.25
    return [
        HRFlowable("100%", 0.6, color=COLOURS["ink-soft"], spaceBefore=above, spaceAfter=1, lineCap="butt")
        for _ in range(count)
    ]


def _tight() -> TableStyle:
    return TableStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), fonts.SANS),  # else empty cells name a font that the file does not carry
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
        ]
    )
