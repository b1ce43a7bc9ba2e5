"""Every published sheet as the library's lists show it: a copy that each process keeps, with its search and its A to Z.

The words of a whole library are too many to read for each letter that somebody types. The copy is made again as soon as
a sheet is published or withdrawn; what moves without a new version (its place, its search words) shows within a minute.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Count, Max, Sum

from library.finding import Card, Entry, Finder, fields_of
from library.models import Condition, Factsheet
from patients.folding import fold

ENGLISH: str = Factsheet.Language.ENGLISH
MOST_SECONDS = 60.0
MOST_PARENTS = 5
OTHER_LETTER = "#"


class Listed(NamedTuple):
    """A name in the A to Z, and the sheet it leads to; no slug where there is none yet."""

    name: str
    slug: str
    title: str


class Subject(NamedTuple):
    name: str
    synonyms: Sequence[str]
    area: str
    parent: int | None


@dataclass(frozen=True)
class Shelf:
    token: tuple[Any, ...]
    made_at: float
    cards: list[Card]
    finder: Finder
    letters: dict[str, list[Listed]]
    without_sheet: list[Card]

    def of_kind(self, kind: str, area: str = "") -> list[Card]:
        return [card for card in self.cards if card.kind == kind and area in ("", card.area)]


_kept: dict[str, Shelf] = {}


def shelf(language: str = ENGLISH) -> Shelf:
    """The library as it is shown now in a language: one small query, and two more when it has changed."""
    shown = Factsheet.objects.filter(current__isnull=False)
    token = tuple(shown.aggregate(Count("pk"), Max("current"), Sum("current")).values())
    kept, now = _kept.get(language), time.monotonic()
    if kept is None or kept.token != token or now - kept.made_at > MOST_SECONDS:
        _kept[language] = kept = _made(language, token, now)
    return kept


def forget() -> None:
    """Make the next look read the tables again."""
    _kept.clear()


def _made(language: str, token: tuple[Any, ...], now: float) -> Shelf:
    columns = ("slug", "language", "kind", "body_area", "order", "condition_id", "search_words")
    shown = Factsheet.objects.filter(current__isnull=False).order_by("order", "current__title")
    rows = list(shown.values_list(*columns, "current__title", "current__summary"))
    known = Condition.objects.values_list("pk", "name", "synonyms", "body_area", "parent_id")
    subjects = {pk: Subject(*subject) for pk, *subject in known}
    # A title in another language is one more name of the sheet.
    others: dict[str, list[str]] = {}
    for slug, spoken, *_, words, title, _ in rows:
        if spoken != language:
            others.setdefault(slug, []).extend([title, *fields_of(words)[0]])
    entries: list[Entry] = []
    by_condition: dict[int, Card] = {}
    for slug, spoken, kind, area, order, condition, words, title, summary in rows:
        if spoken == language:
            card, (names, body) = Card(slug, title, summary, kind, area, order, language), fields_of(words)
            entries.append(Entry(card, (*names, *others.get(slug, ())), body))
            if condition is not None:
                by_condition.setdefault(condition, card)
    return _arranged(token, now, entries, subjects if language == ENGLISH else {}, by_condition)


def _arranged(
    token: tuple[Any, ...],
    now: float,
    entries: list[Entry],
    subjects: Mapping[int, Subject],
    by_condition: Mapping[int, Card],
) -> Shelf:
    """Put together what is shown. The conditions' own names are English: other languages bring no `subjects`."""
    leads = {pk: _sheet_for(pk, subjects, by_condition) for pk in subjects}
    names: dict[str, list[str]] = {}
    without: list[Entry] = []
    for pk, subject in subjects.items():
        card, called = leads[pk], (subject.name, *subject.synonyms)
        if card is None:
            without.append(Entry(Card("", subject.name, area=subject.area), called))
        else:
            names.setdefault(card.slug, []).extend(called)
    found_by = [replace(entry, names=(*entry.names, *names.get(entry.card.slug, ()))) for entry in entries]
    return Shelf(
        token=token,
        made_at=now,
        cards=[entry.card for entry in entries],
        finder=Finder([*found_by, *without]),
        letters=_letters([entry.card for entry in entries], subjects, leads),
        without_sheet=sorted((entry.card for entry in without), key=lambda card: fold(card.title)),
    )


def _sheet_for(pk: int, subjects: Mapping[int, Subject], by_condition: Mapping[int, Card]) -> Card | None:
    """The sheet on a condition, or else on the wider one that it belongs to."""
    at: int | None = pk
    for _ in range(MOST_PARENTS):
        if at is None:
            break
        if at in by_condition:
            return by_condition[at]
        at = subjects[at].parent
    return None


def _letters(
    cards: Sequence[Card], subjects: Mapping[int, Subject], leads: Mapping[int, Card | None]
) -> dict[str, list[Listed]]:
    """Every name of every condition by its first letter, with the title of the sheet that it leads to."""
    on_conditions = [card for card in cards if card.kind == Factsheet.Kind.CONDITION]
    listed = {fold(card.title): Listed(card.title, card.slug, card.title) for card in on_conditions}
    for pk, subject in subjects.items():
        card = leads[pk]
        for name in (subject.name, *subject.synonyms):
            shown = name[:1].upper() + name[1:]
            listed.setdefault(fold(name), Listed(shown, card.slug if card else "", card.title if card else ""))
    letters: dict[str, list[Listed]] = {}
    for key in sorted(listed):
        letter = key[:1].upper() if key[:1].isascii() and key[:1].isalpha() else OTHER_LETTER
        letters.setdefault(letter, []).append(listed[key])
    return letters
