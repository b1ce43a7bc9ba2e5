"""Where lines of Chinese may end: between any two characters, but no line begins with a comma or a source's number.

ReportLab knows the marks of Japanese only, so that a Chinese comma or a superscript could begin a line.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.platypus.paragraph import ParaLines, cjkU, makeCJKParaLine

CANNOT_START = frozenset("，。、；：！？）］｝」』》〉】〕”’％·…,.;:!?)]}%")
CANNOT_END = frozenset("（［｛「『《〈【〔“‘([{")
WIDE = 0x2E80  # from here on characters are Chinese, Japanese or full-width
_TOLERANCE = 1e-6


def lines_of(frags: Sequence[Any], widths: Sequence[float]) -> ParaLines:
    """Break fragments into lines of the given widths, the last of which holds for all further lines."""
    lines: list = []
    line: list[cjkU] = []

    def end(*, is_forced: bool = False) -> None:
        used, width = sum(glyph.width for glyph in line), widths[min(len(lines), len(widths) - 1)]
        lines.append(makeCJKParaLine(line, width, used, width - used, is_forced, False))
        line.clear()

    glyphs = [cjkU(char, frag, "utf8") for frag in frags for char in frag.text or [""]]
    for piece in _pieces(glyphs):
        width = widths[min(len(lines), len(widths) - 1)]
        if line and not _fits(line + piece, width):
            end()
        for glyph in piece:  # a piece that is wider than a line is broken anywhere
            if line and not _fits(piece, width) and not _fits([*line, glyph], width):
                end()
            line.append(glyph)
        if hasattr(piece[-1].frag, "lineBreak"):
            end(is_forced=True)
    if any(line):
        end()
    return ParaLines(kind=1, lines=lines)


def _pieces(glyphs: list[cjkU]) -> Iterator[list[cjkU]]:
    start = 0
    for place in range(1, len(glyphs) + 1):
        if place == len(glyphs) or _may_break(glyphs[place - 1], glyphs[place]):
            yield glyphs[start:place]
            start = place


def _may_break(before: cjkU, after: cjkU) -> bool:
    if not before or not after:  # a new line stands as an empty text
        return not before
    if after in CANNOT_START or before in CANNOT_END or after.isspace() or after.frag.rise > 0:
        return False
    return before.isspace() or ord(before) >= WIDE or ord(after) >= WIDE


def _fits(glyphs: Sequence[cjkU], width: float) -> bool:
    """Whether these fit on a line; spaces may hang over its end."""
    end = len(glyphs)
    while end and (not glyphs[end - 1] or glyphs[end - 1].isspace()):
        end -= 1
    return sum(glyph.width for glyph in glyphs[:end]) <= width + _TOLERANCE
