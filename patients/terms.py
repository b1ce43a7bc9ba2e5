"""Reads what was typed into the search box: names, figures and dates in the many ways people write them. No database.

What was typed becomes groups, all of which must hold. A group is a choice of readings ("may 1990" is a month, or two
words), and a reading is a set of pieces that must all occur in a patient's `search_text`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clinic.forms import MONTHS
from patients.folding import fold

Reading = tuple[str, ...]
Group = tuple[Reading, ...]

MOST_GROUPS = 10
SHORTEST_NUMBER = 8  # figures of a telephone number without its country code
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
MONTH = r"(?P<month>\d{1,2})"
NAME = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
YEAR = r"(?P<year>\d{4})"
GAP = r"[\s,/.\-]*"
DATES = [
    re.compile(rf"{pattern},?(?=\s|$)")
    for pattern in (
        rf"{DAY}(?P<gap>\s?[/.\-]\s?|\s){MONTH}(?P=gap){YEAR}",
        rf"{DAY}(?P<gap>[/.\-]){MONTH}(?P=gap)(?P<year>\d{{2}})",
        rf"{YEAR}(?P<gap>[/.\-]){MONTH}(?P=gap)(?P<day>\d{{1,2}})",
        rf"{DAY}{GAP}(?:of\s)?{NAME}{GAP}{YEAR}",
        rf"{NAME}{GAP}{DAY}{GAP}{YEAR}",
        rf"{NAME}{GAP}{YEAR}",
        rf"{YEAR}{GAP}{NAME}",
        rf"{DAY}{GAP}(?:of\s)?{NAME}",
        rf"{NAME}\s?{DAY}",
        rf"{MONTH}[/.\-]{YEAR}",
        rf"{YEAR}[/.\-]{MONTH}",
        rf"{DAY}[/.]{MONTH}",
        r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:18|19|20)\d\d)",
        r"(?P<year>(?:18|19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
    )
]
WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
YEAR_ALONE = re.compile(r"(?:18|19|20)\d\d")
FIGURES = re.compile(r"[+(]*\d[\d().\-/]*,?")


@dataclass(frozen=True)
class Query:
    """What was typed, folded: its words, and the groups for its figures and dates."""

    folded: str
    words: tuple[str, ...]
    figures: tuple[Group, ...]

    @property
    def groups(self) -> list[Group]:
        return [*self.figures, *(_readings_of_word(word) for word in self.words)]

    @property
    def days(self) -> list[date]:
        """The days asked for, when a whole date is all that was typed."""
        if self.words or len(self.figures) != 1:
            return []
        return [date.fromisoformat(one) for (one, *_) in self.figures[0] if WHOLE_DATE.fullmatch(one)]


def read_query(text: str) -> Query:
    """Return what `text` asks for; punctuation alone asks for nothing."""
    folded = fold(text)
    tokens = folded.split()
    words: list[str] = []
    figures: list[Group] = []
    while tokens and len(words) + len(figures) < MOST_GROUPS:
        used, group = _date(tokens) or _figures(tokens) or (1, ())
        word = "" if group else _bare(tokens[0])
        figures += [group] if group else []
        words += [word] if word else []
        tokens = tokens[used:]
    return Query(folded, tuple(words), tuple(figures))


def piece(term: str) -> str:
    """Return what to look for: the term itself; for a short one the start of a word (words stand two spaces apart)."""
    return term.rjust(3) if len(term) < 3 else term


def essence(one: str) -> str:
    """Return the part of a long piece that is worth looking up, as the rest hardly tells people apart.

    Half the town has its mail at one provider, and a number is told by its end.
    """
    if "@" in one[4:]:
        at = one.index("@", 4)
        return one[max(0, at - SHORTEST_NUMBER) : at + 1]
    return one[-SHORTEST_NUMBER:] if one.isascii() and one.isdigit() else one


def slips(word: str) -> Group:
    """Return readings of `word` with two neighbouring letters swapped, or with one letter too many."""
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    shortened = [word[:at] + word[at + 1 :] for at in range(len(word))]
    return _unique([word, *swapped, *shortened] if len(word) > 3 else [word])


def halves(word: str) -> Group:
    """Return readings of which one holds whichever single letter of `word` is wrong: one half of it is right."""
    if len(word) < 3:
        return ((piece(word),),)
    middle = len(word) // 2
    across = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return _unique([word, f" {word[:middle]}".rjust(3), word[middle:].ljust(3), across])


def _unique(pieces: list[str]) -> Group:
    return tuple((one,) for one in dict.fromkeys(pieces))


def _bare(token: str) -> str:
    """Return the token without the punctuation around it; nothing if it is punctuation only."""
    if all(unicodedata.category(character)[0] == "P" for character in token):
        return ""
    return token.strip(',;"()“”')


def _readings_of_word(word: str) -> Group:
    readings: list[Reading] = [(piece(word),)]
    parts = re.findall(r"\w+", word)
    if parts and parts != [word] and not re.search(r"[@.]", word):
        readings += [tuple(piece(part) for part in parts), (piece("".join(parts)),)]
    return tuple(dict.fromkeys(readings))


def _figures(tokens: list[str]) -> tuple[int, Group] | None:
    """Read a run of figures, as one number however it is spaced."""
    used = 0
    while used < len(tokens) and FIGURES.fullmatch(tokens[used]) and (used == 0 or not _date(tokens[used:])):
        used += 1
    if not used:
        return None
    joined = "".join(tokens[:used])
    number = _at_home(joined)
    parts = tuple(re.sub(r"\D", "", token) for token in tokens[:used])
    if used > 1 and any(YEAR_ALONE.fullmatch(part) for part in parts):
        return used, ((piece(number),), tuple(piece(part) for part in parts))
    return used, ((piece(number),),)


def _at_home(number: str) -> str:
    """Return the figures of a number without the code of the country or the leading nought: it may be kept so."""
    figures = re.sub(r"\D", "", number.replace("(0)", ""))
    if number.lstrip("(").startswith(("+", "00")):
        figures = figures.removeprefix("00")
        longest_code = min(3, len(figures) - SHORTEST_NUMBER)
        return figures[longest_code:] if longest_code > 0 else figures
    return figures[1:] if figures.startswith("0") and len(figures) > SHORTEST_NUMBER else figures


def _date(tokens: list[str]) -> tuple[int, Group] | None:
    """Read a date, or a part of one, that `tokens` begin with: day first, and month first too where that can be."""
    rest = " ".join(tokens[:6])
    for pattern in DATES:
        match = pattern.match(rest)
        readings = [(reading,) for reading in _dates_of(match)] if match else []
        if match and readings:
            used = len(match[0].split())
            return used, (*readings, *_other_readings(match, tokens[:used]))
    return None


def _dates_of(match: re.Match[str]) -> Iterator[str]:
    """Yield the date as `search_text` holds it: 1984-03-27, or a part of that."""
    found = match.groupdict()
    named = MONTHS.get(found.get("name") or "")
    month, day, year = int(named or found.get("month") or 0), int(found.get("day") or 0), found.get("year") or ""
    pairs = [(month, day)]
    is_ambiguous = not named and day and not match[0].startswith(year or "-")
    if is_ambiguous and month != day:
        pairs.append((day, month))
    for one_month, one_day in pairs:
        if not 1 <= one_month <= 12:
            continue
        for full_year in [f"19{year}", f"20{year}"] if len(year) == 2 else [year]:
            yield from _written(full_year, one_month, one_day)


def _written(year: str, month: int, day: int) -> Iterator[str]:
    if not day:
        yield f"{year}-{month:02}"
        return
    try:
        date(int(year or 2000), month, day)  # a leap year, so that 29 February may be asked for
    except ValueError:
        return
    yield f"{year}-{month:02}-{day:02}"


def _other_readings(match: re.Match[str], tokens: list[str]) -> Iterator[Reading]:
    """Yield what a date may be instead: words (May is a name too), or a telephone number."""
    if match.groupdict().get("name"):
        yield tuple(piece(term) for term in map(_bare, tokens) if term)
    elif not re.search(r"[/.]", match[0]):
        yield (re.sub(r"\D", "", match[0]),)
