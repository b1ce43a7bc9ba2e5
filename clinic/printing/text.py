"""The only way text reaches paper: `para` and `rich` turn people's words into ReportLab paragraphs.

ReportLab's paragraph markup is never used. Words become fragments (text with a font and a colour) directly, so that
nothing a person types can be read as markup, and a name prints as it was written.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NotRequired, TypedDict
from unicodedata import normalize

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph
from reportlab.platypus.paragraph import _handleBulletWidth
from reportlab.platypus.paraparser import ParaFrag

from clinic.printing import fonts
from clinic.printing.bidi import JOINERS, base_is_rtl, has_rtl, shape, visual_order
from clinic.printing.cjk import lines_of
from clinic.printing.colours import COLOURS

_NEW_LINE = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LINK = re.compile(r"https?://[^\s]+|mailto:[^\s]+|#[\w.-]+", re.IGNORECASE)
LTR = "\u200e"  # Unicode's left-to-right mark; it is not printed
CAPITALS = 0.66  # height of a capital letter in the sans, as a part of the font size
_CJK_PARAGRAPH = 12  # from this many on, lines may break between any two characters


class Marks(TypedDict):
    """How one part of a rich paragraph differs from its style."""

    bold: NotRequired[bool]
    link: NotRequired[str]  # http:, https:, mailto: or #bookmark; anything else is printed as plain text
    superscript: NotRequired[bool]
    colour: NotRequired[str]  # a name from clinic.printing.colours


Part = str | tuple[str, Marks]


def clean(text: object) -> str:
    """The text as it can be printed: NUL, control and override characters as a visible □, invisible ones dropped."""
    value = str(text)
    if value.isascii() and value.isprintable():
        return value
    value = _NEW_LINE.sub("\n", value).replace("\t", " ")
    value = _INVISIBLE.sub("", _UNPRINTABLE.sub(fonts.MISSING, value))
    return normalize("NFC", value)


def para(text: object, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    """A paragraph that prints the text literally; new lines are kept."""
    return rich([str(text)], style, bullet)


def rich(parts: Iterable[Part], style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    """A paragraph of parts, each a text or (text, marks). All of them are printed literally.

    A text that begins with LTR runs from left to right whatever its first letter, as our sentences about names do.
    """
    parts = list(parts)
    pairs = [(clean(part), Marks()) if isinstance(part, str) else (clean(part[0]), part[1]) for part in parts]
    whole = "".join(text for text, _ in pairs)
    rtl_letters = has_rtl(whole)
    rtl = rtl_letters and base_is_rtl(whole) and not _begins_ltr(parts)
    frags: list[ParaFrag] = []
    for number, (text, marks) in enumerate(pairs):
        look = _look(style, marks, number, rtl, rtl_letters)
        for line_number, line in enumerate(text.split("\n")):
            if line_number:
                frags.append(ParaFrag(text="", lineBreak=True, **look))
            frags.extend(_frags(shape(line) if rtl_letters else line.translate(JOINERS), look))
    if not whole.isascii() and len(_CJK.findall(whole)) >= _CJK_PARAGRAPH:
        style = _cjk_style(style)
    return _PaperParagraph(None, style, bulletText=bullet, frags=frags or [ParaFrag(text="", **_look(style, {}, 0))])


def _begins_ltr(parts: list[Part]) -> bool:
    first = parts[0] if parts else ""
    return (first if isinstance(first, str) else first[0]).startswith(LTR)


def _look(style: ParagraphStyle, marks: Marks, number: int, rtl: bool = False, reorder: bool = False) -> dict:
    size, rise = style.fontSize, 0.0
    if marks.get("superscript"):
        size, rise = max(size * 0.72, min(getattr(style, "floor", 0), size)), size * 0.3
    link = marks.get("link") or ""
    linked = bool(_LINK.fullmatch(link))
    token = marks.get("colour") or ("jade" if linked else "")
    look = {
        "fontName": fonts.BOLD if marks.get("bold") else style.fontName,
        "fontSize": size,
        "textColor": COLOURS[token] if token else style.textColor,
        "rise": rise,
        "link": [(number, link)] if linked else [],
        "us_lines": [],
        "bold": 0,
        "italic": 0,
        "greek": 0,
        "primary": fonts.BOLD if marks.get("bold") else style.fontName,
        "rtl": rtl,
    }
    # A backColor, even none, sends the paragraph down ReportLab's general path, where lines can be put into order.
    return look | {"backColor": None} if reorder else look


def _frags(text: str, look: dict) -> Iterator[ParaFrag]:
    for name, part in fonts.runs(text, look["primary"]):
        yield ParaFrag(**look | {"text": part, "fontName": name})


@lru_cache(maxsize=256)
def _cjk_style(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-cjk", parent=style, wordWrap="CJK")


def _group(frag: ParaFrag) -> tuple:
    return (frag.primary, frag.fontSize, frag.rise, str(frag.textColor), tuple(frag.link or ()))


class _PaperParagraph(Paragraph):
    """Puts right-to-left lines into order, and keeps lines level whatever font the first word needs.

    A link to its `anchor` leads to its first line.
    """

    anchor = ""

    def split(self, availWidth, availHeight):  # noqa: N803 (ReportLab's names)
        pieces = super().split(availWidth, availHeight)
        if pieces and self.anchor:
            pieces[0].anchor = self.anchor
        return pieces

    def draw(self):
        if self.anchor:
            self.canv.bookmarkHorizontal(self.anchor, 0, self.height)
        super().draw()

    def breakLines(self, width):  # noqa: N802 (ReportLab's name)
        return self._finish(super().breakLines(width))

    def breakLinesCJK(self, maxWidths):  # noqa: N802, N803 (ReportLab's names)
        if not self.frags or (hasattr(self, "blPara") and getattr(self, "_splitpara", 0)):
            return self._finish(super().breakLinesCJK(maxWidths))
        widths = maxWidths if isinstance(maxWidths, list) else [maxWidths]
        self.height = 0
        _handleBulletWidth(self.bulletText, self.style, widths)
        return self._finish(lines_of(self.frags, widths))

    def _finish(self, broken):
        # Capitals stand in the middle of their line, so that text looks centred in boxes and table cells.
        ascent = self.style.leading / 2 + self.style.fontSize * CAPITALS / 2
        descent = ascent - self.style.leading
        broken.ascent, broken.descent = ascent, descent
        if broken.kind == 1:
            for line in broken.lines:
                if not getattr(line, "in_order", False):
                    line.ascent, line.descent, line.in_order = ascent, descent, True
                    line.words = _in_visual_order(line.words)
        return broken


def _in_visual_order(words: list[ParaFrag]) -> list[ParaFrag]:
    """Reorder one line. Parts with marks of their own are ordered inside and then among themselves."""
    if not has_rtl("".join(frag.text for frag in words)):
        return words
    groups = [list(group) for _, group in groupby(words, key=_group)]
    rtl = bool(getattr(words[0], "rtl", False))
    result: list[ParaFrag] = []
    for group in reversed(groups) if rtl else groups:
        text = "".join(frag.text for frag in group)
        first = group[0]
        drawn = "".join(char for _, char in visual_order(text, rtl=rtl))
        if getattr(group[-1], "lineBreak", False) and not drawn:
            result.append(group[-1])
        for name, part in fonts.runs(drawn, first.primary):
            frag = first.clone()
            frag.text, frag.fontName = part, name
            result.append(frag)
    return result
