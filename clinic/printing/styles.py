"""Paper and print sizes, and the paragraph styles of everything that is printed."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from clinic.printing import fonts
from clinic.printing.colours import COLOURS

RIGHT_TO_LEFT_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "yi"})


class Paper(StrEnum):
    """The sheet in the printer; the values are those used in addresses (`?paper=letter`)."""

    A4 = "a4"
    LETTER = "letter"

    @property
    def size(self) -> tuple[float, float]:
        return A4 if self is Paper.A4 else LETTER


class PrintSize(StrEnum):
    """How large the body text is: 12 or 18 points; the values are those used in addresses (`?print=large`)."""

    NORMAL = "normal"
    LARGE = "large"

    @property
    def body(self) -> int:
        return 12 if self is PrintSize.NORMAL else 18

    @property
    def floor(self) -> int:
        """No text of this size of print is smaller."""
        return 9 if self is PrintSize.NORMAL else 16


class Size(Enum):
    """Font size and leading in points, for normal and for large print."""

    TITLE = (26, 30, 32, 37)
    LEAD = (14, 20, 19, 26)
    SECTION = (16, 20, 23, 28)
    SUBSECTION = (13, 17, 19, 25)
    BODY = (12, 17, 18, 25)
    TABLE = (12, 16, 18, 23)
    SMALL = (9.5, 13, 16, 21)
    SOURCE = (9, 11.8, 16, 20)

    def points(self, print_size: PrintSize) -> tuple[float, float]:
        normal = print_size is PrintSize.NORMAL
        return (self.value[0], self.value[1]) if normal else (self.value[2], self.value[3])


@dataclass(frozen=True)
class Styles:
    """The paragraph styles of one print size. Left aligned throughout, no italics."""

    print_size: PrintSize
    title: ParagraphStyle
    lead: ParagraphStyle
    section: ParagraphStyle
    subsection: ParagraphStyle
    body: ParagraphStyle
    bullet: ParagraphStyle
    numbered: ParagraphStyle
    box: ParagraphStyle
    box_bullet: ParagraphStyle
    box_numbered: ParagraphStyle
    box_title: ParagraphStyle
    table: ParagraphStyle
    table_right: ParagraphStyle
    table_head: ParagraphStyle
    table_head_right: ParagraphStyle
    small: ParagraphStyle
    source: ParagraphStyle
    head: ParagraphStyle
    head_right: ParagraphStyle
    foot: ParagraphStyle
    foot_right: ParagraphStyle

    @property
    def margin(self) -> float:
        """White space at both sides of the page, so that a line keeps about 75 letters."""
        return (27 if self.print_size is PrintSize.NORMAL else 20) * mm

    @property
    def narrowest(self) -> float:
        """How wide the text is on the narrower of the two papers."""
        return Paper.A4.size[0] - 2 * self.margin

    @property
    def step(self) -> float:
        """The rhythm of the page: space between two paragraphs."""
        return self.body.leading * 0.5


@cache
def styles(print_size: PrintSize = PrintSize.NORMAL, language: str = "en") -> Styles:
    """The styles for one print size; text of a right-to-left language stands at the right."""
    alignment = TA_RIGHT if language.partition("-")[0] in RIGHT_TO_LEFT_LANGUAGES else TA_LEFT
    ink, soft, deep = COLOURS["ink"], COLOURS["ink-soft"], COLOURS["jade-deep"]
    step = Size.BODY.points(print_size)[1] * 0.5

    def style(name: str, size: Size, font: str = fonts.SANS, colour=ink, **more) -> ParagraphStyle:
        points, leading = size.points(print_size)
        settings = {"alignment": alignment, "splitLongWords": 1, "allowWidows": 0, "allowOrphans": 0} | more
        made = ParagraphStyle(
            name,
            fontName=font,
            fontSize=points,
            leading=leading,
            textColor=colour,
            bulletFontName=font,
            bulletFontSize=points,
            bulletColor=deep,
            **settings,
        )
        made.floor = print_size.floor
        return made

    hang = Size.BODY.points(print_size)[0] * 1.25
    hanging: dict[str, Any] = {"leftIndent": hang, "bulletIndent": hang * 0.2}
    counting: dict[str, Any] = {"leftIndent": hang * 1.5, "bulletIndent": 0}
    end = {"alignment": TA_RIGHT}
    return Styles(
        print_size=print_size,
        title=style("title", Size.TITLE, fonts.BOLD, deep, spaceAfter=step),
        lead=style("lead", Size.LEAD, colour=soft, spaceAfter=step * 1.4),
        section=style("section", Size.SECTION, fonts.SEMIBOLD, deep, spaceBefore=step * 2, spaceAfter=step * 0.5),
        subsection=style("subsection", Size.SUBSECTION, fonts.SEMIBOLD, spaceBefore=step * 1.2, spaceAfter=step * 0.2),
        body=style("body", Size.BODY, spaceAfter=step),
        bullet=style("bullet", Size.BODY, spaceAfter=step * 0.5, **hanging),
        numbered=style("numbered", Size.BODY, spaceAfter=step * 0.5, **counting),
        box=style("box", Size.BODY, spaceAfter=step * 0.6),
        box_bullet=style("box_bullet", Size.BODY, spaceAfter=step * 0.4, **hanging),
        box_numbered=style("box_numbered", Size.BODY, spaceAfter=step * 0.4, **counting),
        box_title=style("box_title", Size.SUBSECTION, fonts.SEMIBOLD, deep, spaceAfter=step * 0.5),
        table=style("table", Size.TABLE),
        table_right=style("table_right", Size.TABLE, **end),
        table_head=style("table_head", Size.TABLE, fonts.SEMIBOLD, deep),
        table_head_right=style("table_head_right", Size.TABLE, fonts.SEMIBOLD, deep, **end),
        small=style("small", Size.SMALL, colour=soft, spaceAfter=step * 0.5),
        source=style("source", Size.SOURCE, colour=soft, spaceAfter=step * 0.3, leftIndent=hang * 1.4, bulletIndent=0),
        head=style("head", Size.SMALL, fonts.SEMIBOLD, deep, alignment=TA_LEFT),
        head_right=style("head_right", Size.SMALL, colour=soft, **end),
        foot=style("foot", Size.SMALL, colour=soft, alignment=TA_LEFT),
        foot_right=style("foot_right", Size.SMALL, colour=soft, **end),
    )
