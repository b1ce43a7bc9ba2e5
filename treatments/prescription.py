"""From shorthand to needles: each entry looked up, its side settled, and every mistake told with what could mend it."""

from dataclasses import dataclass

from . import shorthand
from .points import Catalogue, PointFact, PointNotFound
from .shorthand import Angle, Entry, Side

MOST_POINTS = 60


@dataclass(frozen=True)
class Needled:
    """One point as it was needled. `side_was_given` is false where "both" was taken because no side was typed."""

    point: PointFact
    side: Side
    depth_mm: int | None
    angle: Angle | None
    side_was_given: bool = True


@dataclass(frozen=True)
class Mistake:
    """What is wrong at `start`..`end` of the text; each candidate could stand there instead."""

    sentence: str
    start: int
    end: int
    name: str = ""
    candidates: tuple[PointFact, ...] = ()


@dataclass(frozen=True)
class Prescription:
    needled: tuple[Needled, ...]
    mistakes: tuple[Mistake, ...]


class _Refused(Exception):
    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.sentence)
        self.mistake = mistake


def read(text: str, catalogue: Catalogue) -> Prescription:
    """Return every point that can be read from the shorthand, and every mistake in the order of the text."""
    parsed = shorthand.parse(text)
    needled: list[Needled] = []
    mistakes = [Mistake(m.sentence, m.start, m.end) for m in parsed.mistakes]
    for entry in parsed.entries:
        try:
            needled.append(_needled(entry, catalogue, needled))
        except _Refused as refused:
            mistakes.append(refused.mistake)
    return Prescription(tuple(needled), tuple(sorted(mistakes, key=lambda mistake: mistake.start)))


def write(needled: list[Needled]) -> str:
    """Return the shorthand for what was needled, with codes; midline points carry no side."""
    return shorthand.write(
        Entry(n.point.code, None if n.side == "midline" else n.side, n.depth_mm, n.angle) for n in needled
    )


def replace(text: str, name: str, code: str) -> str:
    """Put `code` wherever the text has an entry of that name, as one press on a suggestion does."""
    for entry in reversed(shorthand.parse(text).entries):
        if entry.name == name:
            text = text[: entry.start] + code + text[entry.end :]
    return text


def _needled(entry: Entry, catalogue: Catalogue, already: list[Needled]) -> Needled:
    point = _found(entry, catalogue)
    side = _settled_side(entry, point)
    if len(already) >= MOST_POINTS:
        raise _Refused(
            Mistake(f"More than {MOST_POINTS} points in one session cannot be right.", entry.start, entry.end)
        )
    if any(other.point == point and _overlap(other.side, side) for other in already):
        where = {"left": " on the left", "right": " on the right"}.get(side, "")
        sentence = f"{point.code}{where} is written twice. Take one of them away."
        raise _Refused(Mistake(sentence, entry.start, entry.end))
    return Needled(point, side, entry.depth_mm, entry.angle, side_was_given=entry.side is not None)


def _found(entry: Entry, catalogue: Catalogue) -> PointFact:
    try:
        return catalogue.find(entry.name)
    except PointNotFound as error:
        raise _Refused(Mistake(error.sentence, entry.start, entry.end, entry.name, tuple(error.candidates))) from None


def _settled_side(entry: Entry, point: PointFact) -> Side:
    if point.is_bilateral:
        if entry.side == "midline":
            sentence = f"{point.label} has a left and a right. Write l, r or b after it."
            raise _Refused(Mistake(sentence, entry.start, entry.end))
        return entry.side or "both"
    if entry.side not in (None, "midline"):
        sentence = f"{point.label} has no left and right. Take “{entry.side}” away."
        raise _Refused(Mistake(sentence, entry.start, entry.end))
    return "midline"


def _overlap(one: Side, other: Side) -> bool:
    return one == other or "both" in (one, other)
