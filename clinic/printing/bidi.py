"""Right-to-left writing: shapes Arabic letters and puts one line of text into the order in which it is drawn.

This is the Unicode Bidirectional Algorithm (UAX 9) for one line without tabs and explicit formatting characters,
which `clinic.printing.text.clean` removes. It is written here because the libraries at hand return the reordered text
but neither its levels (needed to mirror brackets) nor the place that each character came from. Tests compare it with
python-bidi on random text.
"""

from functools import cache
from itertools import groupby
from unicodedata import bidirectional, category, mirrored

from arabic_reshaper import ArabicReshaper

RIGHT_TO_LEFT = frozenset({"R", "AL"})
JOINERS = {0x200C: None, 0x200D: None}
_PAIRS = "()[]{}<>«»‹›≤≥≪≫⟨⟩⟪⟫⌈⌉⌊⌋（）［］｛｝＜＞「」『』【】《》〈〉〔〕⁽⁾₍₎༺༻༼༽᚛᚜⁅⁆⦅⦆｟｠｢｣"
MIRROR = {
    a: b for left, right in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) for a, b in ((left, right), (right, left))
}
_NUMBERS = ("EN", "AN")


@cache
def _reshaper() -> ArabicReshaper:
    return ArabicReshaper(
        {"delete_harakat": False, "delete_tatweel": False, "support_zwj": True, "ARABIC LIGATURE ALLAH": False}
    )


def has_rtl(text: str) -> bool:
    """True when at least one letter of the text runs from right to left."""
    return not text.isascii() and any(bidirectional(char) in RIGHT_TO_LEFT for char in text)


def base_is_rtl(text: str) -> bool:
    """The direction of a paragraph: that of its first letter (rules P2 and P3)."""
    for char in text:
        kind = bidirectional(char)
        if kind in RIGHT_TO_LEFT or kind == "L":
            return kind != "L"
    return False


def shape(text: str) -> str:
    """Replace Arabic letters by their joined forms; still in reading order."""
    return _reshaper().reshape(text).translate(JOINERS)


def visual_order(text: str, *, rtl: bool) -> list[tuple[int, str]]:
    """The line's characters from left to right, each with its index in `text`, brackets mirrored where they must be."""
    base = 1 if rtl else 0
    kinds = [bidirectional(char) or "L" for char in text]
    levels = [_level(kind, base) for kind in _resolve(text, kinds, base)]
    for index in reversed(range(len(text))):  # L1: space at the end of the line belongs to the paragraph
        if kinds[index] != "WS":
            break
        levels[index] = base
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):  # L2
        order = _reverse_runs(order, levels, level)
    return [(i, MIRROR.get(text[i], text[i]) if levels[i] % 2 else text[i]) for i in order]


def _reverse_runs(order: list[int], levels: list[int], level: int) -> list[int]:
    result: list[int] = []
    for inside, group in groupby(order, key=lambda index: levels[index] >= level):
        run = list(group)
        result.extend(reversed(run) if inside else run)
    return result


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _resolve(text: str, original: list[str], base: int) -> list[str]:
    side = "R" if base else "L"
    kinds = _weak(original, side)
    _brackets(text, original, kinds, side)
    return _neutral(kinds, side)


def _weak(original: list[str], side: str) -> list[str]:
    kinds: list[str] = []
    strong = side
    for kind in original:  # W1, W2, W3
        found = (kinds[-1] if kinds else side) if kind == "NSM" else kind
        if found in ("L", "R", "AL"):
            strong = found if kind != "NSM" else strong
        elif found == "EN" and strong == "AL":
            found = "AN"
        kinds.append("R" if found == "AL" else found)
    for i in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in _NUMBERS)):
            kinds[i] = before
    kinds = _terminators(kinds)
    strong = side
    for i, kind in enumerate(kinds):  # W6, W7
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    return kinds


def _terminators(kinds: list[str]) -> list[str]:
    """W5: percent and currency signs beside a number belong to it."""
    result: list[str] = []
    for kind, group in groupby(enumerate(kinds), key=lambda pair: pair[1]):
        run = [index for index, _ in group]
        if kind == "ET":
            before = kinds[run[0] - 1] if run[0] else ""
            after = kinds[run[-1] + 1] if run[-1] + 1 < len(kinds) else ""
            kind = "EN" if "EN" in (before, after) else "ET"
        result.extend([kind] * len(run))
    return result


def _strong(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind if kind in ("L", "R") else ""


def _brackets(text: str, original: list[str], kinds: list[str], side: str) -> None:
    """N0: both brackets of a pair take one direction."""
    for opened, closed in _bracket_pairs(text, kinds):
        inside = {_strong(kind) for kind in kinds[opened + 1 : closed]} - {""}
        if side in inside:
            chosen = side
        elif inside:
            before = next((s for s in map(_strong, reversed(kinds[:opened])) if s), side)
            chosen = before if before in inside else side
        else:
            continue
        for at in (opened, closed):
            kinds[at] = chosen
            for follower in range(at + 1, len(kinds)):
                if original[follower] != "NSM":
                    break
                kinds[follower] = chosen


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    stack: list[tuple[str, int]] = []
    pairs = []
    for index, char in enumerate(text):
        if kinds[index] != "ON" or not mirrored(char) or char not in MIRROR:
            continue
        if category(char) == "Ps":
            stack.append((MIRROR[char], index))
        elif category(char) == "Pe":
            for depth in reversed(range(len(stack))):
                if stack[depth][0] == char:
                    pairs.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], side: str) -> list[str]:
    """N1, N2: what has no direction takes that of its neighbours if they agree, else the paragraph's."""
    result: list[str] = []
    groups = [(bool(_strong(kind)), kind) for kind in kinds]
    start = 0
    while start < len(groups):
        if groups[start][0]:
            result.append(groups[start][1])
            start += 1
            continue
        end = start
        while end < len(groups) and not groups[end][0]:
            end += 1
        before = _strong(kinds[start - 1]) if start else side
        after = _strong(kinds[end]) if end < len(kinds) else side
        result.extend([before if before == after else side] * (end - start))
        start = end
    return result
