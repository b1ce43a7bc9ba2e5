"""The point shorthand, such as `LI4 b, ST36 r 25mm obl`: a pure parser and its writer. Looking points up is elsewhere.

Entries stand between commas, semicolons or new lines. An entry is the name of a point (one word or several), then
in any order a side, a depth with its unit, and an angle; each at most once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Side = Literal["left", "right", "both", "midline"]
Angle = Literal["perpendicular", "oblique", "transverse"]

DEEPEST_MM = 100
LONGEST_TEXT = 4000

SIDES: dict[str, Side] = {
    **dict.fromkeys(("l", "left", "lt"), "left"),
    **dict.fromkeys(("r", "right", "rt"), "right"),
    **dict.fromkeys(("b", "both", "bil", "bilat", "bilateral"), "both"),
    **dict.fromkeys(("m", "midline"), "midline"),
}
ANGLES: dict[str, Angle] = {
    **dict.fromkeys(("perp", "perpendicular"), "perpendicular"),
    **dict.fromkeys(("obl", "oblique"), "oblique"),
    **dict.fromkeys(("trans", "transverse"), "transverse"),
}
SIDE_LETTERS: dict[Side, str] = {"left": "l", "right": "r", "both": "b", "midline": "m"}
ANGLE_LETTERS: dict[Angle, str] = {"perpendicular": "perp", "oblique": "obl", "transverse": "trans"}

_ENTRY = re.compile(r"[^,;\n\r，、；]+")
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DEPTH = re.compile(rf"({_NUMBER.pattern})(mm|cm)", re.ASCII | re.IGNORECASE)
_UNIT = re.compile(r"(mm|cm)", re.IGNORECASE)


class Mistake(NamedTuple):
    """What is wrong between two positions of the text, as a sentence."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class Entry:
    """One entry as written. The positions are those of the point's name in the text."""

    name: str
    side: Side | None = None
    depth_mm: int | None = None
    angle: Angle | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Parsed:
    entries: tuple[Entry, ...]
    mistakes: tuple[Mistake, ...]


class _Wrong(Exception):
    def __init__(self, sentence: str, word: "_Word") -> None:
        super().__init__(sentence)
        self.mistake = Mistake(sentence, word.start, word.end)


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def parse(text: str) -> Parsed:
    """Read every entry it can; what it cannot read is told as mistakes with their positions."""
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for piece in _ENTRY.finditer(text):
        words = [_Word(w.group(), w.start(), w.end()) for w in _WORD.finditer(text, piece.start(), piece.end())]
        if not words:
            continue
        try:
            entries.append(_entry(text, _with_units_joined(words)))
        except _Wrong as wrong:
            mistakes.append(wrong.mistake)
    return Parsed(tuple(entries), tuple(mistakes))


def write(entries: Iterable[Entry]) -> str:
    """Return the shorthand for entries, in the one way that Hegu writes it."""
    return ", ".join(_written(entry) for entry in entries)


def _written(entry: Entry) -> str:
    words = [entry.name]
    if entry.side:
        words.append(SIDE_LETTERS[entry.side])
    if entry.depth_mm is not None:
        words.append(f"{entry.depth_mm}mm")
    if entry.angle:
        words.append(ANGLE_LETTERS[entry.angle])
    return " ".join(words)


def _with_units_joined(words: list[_Word]) -> list[_Word]:
    """Make one word of a number and the unit after it, such as `25 mm`."""
    joined: list[_Word] = []
    for word in words:
        if joined and _UNIT.fullmatch(word.text) and _NUMBER.fullmatch(joined[-1].text):
            number = joined.pop()
            joined.append(_Word(number.text + word.text, number.start, word.end))
        else:
            joined.append(word)
    return joined


def is_modifier(word: str) -> bool:
    """Side, angle or depth: what cannot be part of a point's name."""
    return word.lower() in SIDES or word.lower() in ANGLES or _DEPTH.fullmatch(word) is not None


def _entry(text: str, words: list[_Word]) -> Entry:
    name = []
    for word in words:
        if is_modifier(word.text):
            break
        name.append(word)
    if not name:
        raise _Wrong(f"Write the point before “{words[0].text}”, for example “LI4 {words[0].text}”.", words[0])
    last = name[-1]
    if len(name) > 1 and _NUMBER.fullmatch(last.text) and any(c.isdigit() for w in name[:-1] for c in w.text):
        raise _Wrong(f"“{last.text}” has no unit. Write “{last.text}mm” for a depth, or a comma before a point.", last)
    found: dict[str, str | int] = {}
    for word in words[len(name) :]:
        kind, value = _modifier(word)
        if kind in found:
            what = {"side": "side", "depth_mm": "depth", "angle": "angle"}[kind]
            raise _Wrong(f"“{word.text}” is a second {what} for one point. Keep one of them.", word)
        found[kind] = value
    start, end = name[0].start, last.end
    return Entry(name=" ".join(text[start:end].split()), start=start, end=end, **found)  # type: ignore[arg-type]


def _modifier(word: _Word) -> tuple[str, str | int]:
    lower = word.text.lower()
    if lower in SIDES:
        return "side", SIDES[lower]
    if lower in ANGLES:
        return "angle", ANGLES[lower]
    depth = _DEPTH.fullmatch(word.text)
    if depth is None:
        advice = "Put a comma before the next point; after a point write a side, a depth such as 25mm, or an angle."
        raise _Wrong(f"“{word.text[:40]}” is not understood here. {advice}", word)
    return "depth_mm", _millimetres(depth, word)


def _millimetres(depth: re.Match[str], word: _Word) -> int:
    value = Decimal(depth.group(1)) * (10 if depth.group(2).lower() == "cm" else 1)
    if value > DEEPEST_MM or value < 1:
        raise _Wrong(f"A depth of {word.text[:20]} cannot be right. Write 1 to {DEEPEST_MM} mm.", word)
    if value != value.to_integral_value():
        raise _Wrong(f"“{word.text[:20]}” is not a whole number of millimetres. Round it, for example to 25mm.", word)
    return int(value)
