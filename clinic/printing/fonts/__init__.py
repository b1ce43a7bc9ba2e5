"""The vendored fonts: which there are, which has the glyphs of a text, and how they are written into a PDF."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import RLock
from unicodedata import normalize

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent
SANS, SEMIBOLD, BOLD = "HeguSans", "HeguSemibold", "HeguBold"
MISSING = "□"
FILES = {
    SANS: "SourceSans3-Regular.ttf",
    SEMIBOLD: "SourceSans3-Semibold.ttf",
    BOLD: "SourceSans3-Bold.ttf",
    "HeguHebrew": "NotoSansHebrew-Regular.ttf",
    "HeguHebrewBold": "NotoSansHebrew-Bold.ttf",
    "HeguArabic": "NotoSansArabic-Regular.ttf",
    "HeguArabicBold": "NotoSansArabic-Bold.ttf",
    "HeguEmoji": "NotoEmoji-Regular.ttf",
    "HeguHan": "LXGWWenKai-Regular.ttf",
}
# Han is last because it is by far the largest file: it is read only when a text needs it.
FALLBACKS = {
    SANS: ("HeguHebrew", "HeguArabic", "HeguEmoji", "HeguHan"),
    SEMIBOLD: ("HeguHebrewBold", "HeguArabicBold", "HeguEmoji", "HeguHan"),
    BOLD: ("HeguHebrewBold", "HeguArabicBold", "HeguEmoji", "HeguHan"),
}
RIGHT_TO_LEFT = frozenset({"HeguHebrew", "HeguHebrewBold", "HeguArabic", "HeguArabicBold"})
# What a page on the web should use for the same text.
WEB_FAMILY = "'Source Sans 3', 'Noto Sans', system-ui, sans-serif"
_lock = RLock()


class PaperFont(TTFont):
    """A TrueType font whose text can be copied and searched as it was typed.

    ReportLab writes characters beyond U+FFFF wrongly into its table from glyphs to text and knows nothing of
    Arabic's joined forms, which must read as plain letters.
    """

    def addObjects(self, doc) -> None:  # noqa: N802 (ReportLab's name)
        state = self._assignState(doc)
        subsets = [list(subset) for subset in state.subsets]
        names_before = set(doc.idToObject)
        super().addObjects(doc)
        written = [name for name in doc.idToObject if name not in names_before and name.startswith("toUnicodeCMap:")]
        for name, subset in zip(written, subsets, strict=True):
            doc.idToObject[name].content = _to_unicode(name.partition(":")[2], subset)


def _to_unicode(font_name: str, subset: list[int]) -> str:
    rows = [f"<{code:02X}> <{_as_typed(char)}>" for code, char in enumerate(subset) if char]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    mapping = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def\n"
        f"/CMapName /{font_name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{mapping}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _as_typed(code: int) -> str:
    char = chr(code)
    if 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFE:
        char = normalize("NFKC", char)
    return char.encode("utf-16-be").hex().upper()


@cache
def _load(name: str) -> frozenset[str]:
    """Register one font with ReportLab; the characters it has."""
    with _lock:
        font = PaperFont(name, str(FOLDER / FILES[name]), shapable=False)
        pdfmetrics.registerFont(font)
        return frozenset(map(chr, font.face.charToGlyph))


def coverage(name: str) -> frozenset[str]:
    with _lock:
        return _load(name)


@cache
def _choose(primary: str, char: str) -> str:
    """The name of the first font that has the character, or nothing."""
    return next((name for name in (primary, *FALLBACKS[primary]) if char in coverage(name)), "")


def runs(text: str, primary: str) -> Iterator[tuple[str, str]]:
    """Cut a text into (font name, text) so that every character has a glyph; what no font has becomes a box."""
    if coverage(primary).issuperset(text):
        yield primary, text
        return
    chosen: list[tuple[str, str]] = []
    current = primary
    for char in text:
        name = _choose(primary, char)
        if not name:
            name, char = primary, MISSING
        elif char == " " and current in RIGHT_TO_LEFT:
            name = current  # programs that read the file put whole runs into order, not words
        current = name
        chosen.append((name, char))
    for name, group in groupby(chosen, key=lambda pair: pair[0]):
        yield name, "".join(char for _, char in group)


def text_width(text: str, font: str, size: float) -> float:
    return sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs(text, font))


def use_for_everything() -> None:
    """Load the Latin fonts and make them ReportLab's own default, so that no page names a font it does not carry."""
    for name in (SANS, SEMIBOLD, BOLD):
        coverage(name)
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=BOLD, italic=SANS, boldItalic=BOLD, baseFontFor="all")


use_for_everything()
