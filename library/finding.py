"""Finding sheets by what people type: accents, endings and slips of the keys forgiven; pure rules, no database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from patients.folding import fold

# What a word weighs by where it stands, and by how it was met there.
TITLE, NAME, SUMMARY, BODY = 8.0, 6.0, 3.0, 1.0
WHOLE, BEGINNING, INSIDE, SLIP = 1.0, 0.8, 0.5, 0.6
WORTH = 0.2  # of the best: what weighs less only mentions the subject of the others in passing
MOST_WORDS = 12
MOST_FOUND = 30
NEAREST = 3
ALIKE = 70  # of 100: how like a word of a name the text must be to be offered as near
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
# Words of a question, not of a subject: "what can I do for my knee" is about the knee, "me duele la rodilla" too.
_ASIDE = frozenset(
    _WORD.findall(
        "a about am an and any are as at be by can do does for from get had has have hurt hurts i if in is it its me "
        "my of on or should so that the there this to was what when which why will with you your "
        "al como con cual cuando cuanto cuantas cuantos de del duele duelen el es esta hay la las lo los mi mis "
        "para pero por porque puede puedo que se su sus tengo tiene un una unas unos y"
    )
)


@dataclass(frozen=True, slots=True)
class Card:
    """A sheet in a list; without a slug a condition on which there is no sheet."""

    slug: str
    title: str
    summary: str = ""
    kind: str = ""
    area: str = ""
    order: int = 100
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Entry:
    """A card and what it is found by beside its title and summary."""

    card: Card
    names: tuple[str, ...] = ()  # other names of the subject, search words
    body: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives; with `is_near` none of the words were met, and the cards only have names that are alike."""

    cards: list[Card]
    is_near: bool = False


class Finder:
    """The words of every entry, each with the entries where it stands and what it weighs there."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._cards = [entry.card for entry in entries]
        self._at: dict[str, dict[int, float]] = {}
        for place, entry in enumerate(entries):
            card = entry.card
            fields = [(TITLE, card.title), *((NAME, name) for name in entry.names)]
            for weight, text in (*fields, (SUMMARY, card.summary), (BODY, entry.body)):
                for word in words_of(text):
                    self._at.setdefault(word, {}).setdefault(place, weight)
        self._words = list(self._at)

    def find(self, text: str) -> Found:
        """The cards that weigh most for the words of `text`; where no word is met, those with names that are alike."""
        asked = _asked(text)
        weighed: dict[int, list[float]] = {}
        for word in asked:
            for place, weight in self._weights(word).items():
                weighed.setdefault(place, []).append(weight)
        if not weighed:
            return Found(self._nearest(asked), is_near=True)
        # A sheet that has all the words comes before one that has some, unless it only mentions them.
        score = {place: sum(weights) * len(weights) / len(asked) for place, weights in weighed.items()}
        least = max(score.values()) * WORTH
        ranked = sorted((-points, place) for place, points in score.items() if points >= least)
        return Found([self._cards[place] for _, place in ranked[:MOST_FOUND]])

    def _weights(self, asked: str) -> dict[int, float]:
        """The places of the words that `asked` may mean, each with the best weight found there."""
        best: dict[int, float] = {}
        for word, quality in self._meant(asked):
            for place, weight in self._at[word].items():
                best[place] = max(best.get(place, 0.0), weight * quality)
        return best

    def _meant(self, asked: str) -> list[tuple[str, float]]:
        single = asked[:-1] if len(asked) > 3 and asked.endswith("s") else asked
        is_long = len(asked) > 3 or _UNSPACED.search(asked) is not None
        met = []
        for word in self._words:
            if word in (asked, single):
                met.append((word, WHOLE))
            elif word.startswith(single):
                met.append((word, BEGINNING))
            elif is_long and single in word:
                met.append((word, INSIDE))
        return met or [(word, SLIP) for word in (*self._misspelt(asked), *self._with_a_part_of(asked))]

    def _with_a_part_of(self, asked: str) -> Iterator[str]:
        """Where no spaces part the words, those that share two signs in a row with what was asked."""
        parts = {asked[at : at + 2] for at in range(len(asked) - 1) if _UNSPACED.match(asked[at : at + 2])}
        yield from (word for word in self._words if any(part in word for part in parts))

    def _misspelt(self, asked: str) -> Iterator[str]:
        """The words that `asked`, or the part of them typed so far, is one or two slips of the keys away from."""
        slips = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
        if not slips:
            return
        beginnings = [word[: len(asked)] for word in self._words]
        for _, _, at in process.extract(asked, self._words, scorer=OSA.distance, score_cutoff=slips, limit=None):
            yield self._words[at]
        for _, _, at in process.extract(asked, beginnings, scorer=OSA.distance, score_cutoff=1, limit=None):
            yield self._words[at]

    def _nearest(self, asked: Sequence[str]) -> list[Card]:
        places: dict[int, None] = {}
        for word in asked:
            for name, _, _ in process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None):
                places |= dict.fromkeys(place for place, weight in self._at[name].items() if weight >= NAME)
        return [self._cards[place] for place in places if self._cards[place].slug][:NEAREST]


def fields_of(search_words: str) -> tuple[list[str], str]:
    """The names and the body in what `library.actions.search_words_for` wrote: the line between them is the summary."""
    *names, body = search_words.split("\n")
    return names[:-1], body


def words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _asked(text: str) -> list[str]:
    """The words of a search, each once, without those of the question round them."""
    words = list(dict.fromkeys(words_of(text)))
    return ([word for word in words if word not in _ASIDE] or words)[:MOST_WORDS]
