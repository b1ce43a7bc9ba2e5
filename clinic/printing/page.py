"""Page frames: `build_document` lays a story out on numbered pages with a quiet head and foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFObjectReference
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from clinic.printing import fonts
from clinic.printing.colours import COLOURS
from clinic.printing.logo import Logo
from clinic.printing.styles import Paper, PrintSize, Styles, styles
from clinic.printing.text import clean, para

EDGE = 13 * mm  # from the edge of the sheet to head and foot: no printer cuts that off
LOGO_LINES = 1.5  # how tall a logo is, in lines of the head
PAGE_WORDS = "Page {page} of {pages}"


@dataclass(frozen=True)
class _Furniture:
    """What stands on every page around the text."""

    paper: Paper
    styles: Styles
    head: str
    head_right: str
    footer_left: str
    page_words: str
    logo: Logo | None = None

    @property
    def width(self) -> float:
        return self.paper.size[0] - 2 * self.styles.margin

    @property
    def number_width(self) -> float:
        widest = self.page_words.format(page="000", pages="000")
        return fonts.text_width(widest, self.styles.foot_right.fontName, self.styles.foot_right.fontSize)

    def wrapped(self, text: str, style, width: float):
        block = para(text, style)
        return block, block.wrap(width, self.paper.size[1])[1]

    @property
    def head_height(self) -> float:
        return max([height for *_, height in self._head()] + [self._logo_size()[1]])

    def _logo_size(self) -> tuple[float, float]:
        return self.logo.size(self.styles.head.leading * LOGO_LINES, self.width * 0.35) if self.logo else (0, 0)

    @property
    def foot_height(self) -> float:
        return max(self._foot()[1], self.styles.foot.leading)

    def _head(self):
        right = fonts.text_width(clean(self.head_right), self.styles.head_right.fontName, self.styles.small.fontSize)
        right = min(right + 1, self.width * 0.5)
        logo = self._logo_size()[0]
        after = logo + 2.5 * mm if logo else 0
        left = self.width - right - 6 * mm - after
        return [
            (self.styles.margin + after, *self.wrapped(self.head, self.styles.head, left)),
            (self.styles.margin + self.width - right, *self.wrapped(self.head_right, self.styles.head_right, right)),
        ]

    def _foot(self):
        return self.wrapped(self.footer_left, self.styles.foot, self.width - self.number_width - 6 * mm)

    def frame(self) -> Frame:
        bottom = EDGE + self.foot_height + 5 * mm
        top = self.paper.size[1] - EDGE - self.head_height - 8 * mm
        return Frame(self.styles.margin, bottom, self.width, top - bottom, 0, 0, 0, 0)

    def draw(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        top = self.paper.size[1] - EDGE
        tall = self.head_height
        for x, block, height in self._head():
            block.drawOn(canvas, x, top - (tall + height) / 2)
        if self.logo:
            width, height = self._logo_size()
            self.logo.draw(canvas, self.styles.margin, top - (tall + height) / 2, width, height)
        block, height = self._foot()
        block.drawOn(canvas, self.styles.margin, EDGE + self.foot_height - height)
        canvas.saveState()
        canvas.setStrokeColor(COLOURS["line"])
        canvas.setLineWidth(0.6)
        for y in (top - tall - 2 * mm, EDGE + self.foot_height + 2 * mm):
            canvas.line(self.styles.margin, y, self.styles.margin + self.width, y)
        canvas.restoreState()
        canvas.doForm(_form(canvas.getPageNumber()))

    def draw_number(self, canvas: Canvas, page: int, pages: int) -> None:
        block, height = self.wrapped(
            self.page_words.format(page=page, pages=pages), self.styles.foot_right, self.number_width + 1
        )
        x = self.styles.margin + self.width - self.number_width - 1
        block.drawOn(canvas, x, EDGE + self.foot_height - height)


def _form(page: int) -> str:
    return f"page-number-{page}"


class _NumberedCanvas(Canvas):
    """Leaves a place for "Page x of y" on every page and fills all of them when the number of pages is known."""

    furniture: _Furniture
    _code: list[str]

    def save(self) -> None:
        if self._code:
            self.showPage()
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(_form(page))
            self.furniture.draw_number(self, page, pages)
            self.endForm()
        self._code = []
        self._settle_links()
        super().save()

    def _settle_links(self) -> None:
        """A link to a place that is not in this document leads to its first page instead of failing the print."""
        for destination in self._destinations.values():
            if destination.fmt is None:
                destination.setPage(PDFObjectReference("Page1"))
                destination.fit()


def build_document(
    story: Sequence[Flowable],
    *,
    title: str,
    author: str = "",
    subject: str = "",
    language: str = "en",
    paper: Paper = Paper.A4,
    print_size: PrintSize = PrintSize.NORMAL,
    head: str = "",
    head_right: str = "",
    footer_left: str = "",
    page_words: str = PAGE_WORDS,
    logo: Logo | None = None,
) -> bytes:
    """The story as a PDF. The same input gives the same bytes."""
    furniture = _Furniture(paper, styles(print_size), head, head_right, footer_left, page_words, logo)

    def numbered_canvas(*args, **kwargs) -> Canvas:
        canvas = _NumberedCanvas(*args, **kwargs)
        canvas.furniture = furniture
        canvas.showOutline()
        return canvas

    target = BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=paper.size,
        pageTemplates=[PageTemplate("page", [furniture.frame()], onPage=furniture.draw, pagesize=paper.size)],
        title=clean(title),
        author=clean(author),
        subject=clean(subject),
        creator="Hegu",
        producer="Hegu",
        lang=language,
        displayDocTitle=True,
        invariant=1,
        initialFontName=fonts.SANS,
    )
    document.build(list(story) or [Spacer(1, 1)], canvasmaker=numbered_canvas)
    return target.getvalue()
