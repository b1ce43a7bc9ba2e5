"""Finding a point from what people type: pure normalising and look-up, with no database."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

NEAR_MATCHES = 4
NEAR_ENOUGH = 60
LONGEST_NAME = 60

_DROPPED = re.compile(r"[\s\-‐‑–—_.·'’‘`]+")
_LEADING_ZEROS = re.compile(r"(?<=[a-z])0+(?=\d)")


def fold(text: str) -> str:
    """Return the key under which a code or name is found: no case, marks, spaces, hyphens, dots or leading zeros.

    "Lr 03", "lr-3" and "LR3" share one key, as do "Tàichōng" and "tai chong". Chinese characters stay as they are.
    """
    wide = unicodedata.normalize("NFKC", text)
    letters = unicodedata.normalize("NFD", wide)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _LEADING_ZEROS.sub("", _DROPPED.sub("", plain.casefold()))


def looks_like_code(key: str) -> bool:
    """Codes hold a figure, names never do."""
    return any("0" <= letter <= "9" for letter in key)


class PointFact(NamedTuple):
    """What a page or the shorthand needs to know of a point."""

    id: int
    code: str
    pinyin: str
    hanzi: str
    english_name: str
    is_bilateral: bool
    location_hint: str
    region: str = ""
    cautions: str = ""

    @property
    def label(self) -> str:
        return f"{self.code} {self.pinyin}"


class PointNotFound(LookupError):
    """What was typed does not lead to one point. `sentence` says so, `candidates` may be what was meant."""

    def __init__(self, sentence: str, text: str, candidates: list[PointFact]) -> None:
        super().__init__(sentence)
        self.sentence, self.text, self.candidates = sentence, text, candidates


class UnknownPoint(PointNotFound):
    """No code or name like it; the candidates are near matches."""


class AmbiguousPoint(PointNotFound):
    """A name that more than one point bears; the candidates are those points."""


@dataclass(frozen=True)
class Catalogue:
    """Every point by every key. Built once, then only read."""

    by_key: dict[str, tuple[PointFact, ...]]
    token: str = ""
    facts: tuple[PointFact, ...] = field(default=())

    @classmethod
    def build(cls, facts: Iterable[PointFact], keys: Iterable[tuple[str, int]], token: str = "") -> "Catalogue":
        """`keys` are pairs of a folded key and the id of a point."""
        facts = tuple(facts)
        by_id = {fact.id: fact for fact in facts}
        by_key: dict[str, tuple[PointFact, ...]] = {}
        for key, point_id in keys:
            by_key[key] = (*by_key.get(key, ()), by_id[point_id])
        return cls(by_key=by_key, token=token, facts=facts)

    def find(self, text: str) -> PointFact:
        """Return the one point that `text` names. Raises AmbiguousPoint or UnknownPoint."""
        found = self.by_key.get(fold(text), ())
        if len(found) == 1:
            return found[0]
        if found:
            which = " or ".join(fact.label for fact in found)
            raise AmbiguousPoint(f"“{text}” is the name of more than one point. Choose {which}.", text, list(found))
        near = self.near(text)
        advice = "Choose one of the points offered, or correct it." if near else "Check the code or the name."
        raise UnknownPoint(f"There is no point “{text[:LONGEST_NAME]}”. {advice}", text, near)

    def near(self, text: str) -> list[PointFact]:
        """Return up to four points whose code or name resembles `text`, best first."""
        key = fold(text[:LONGEST_NAME])
        pool = self._codes if looks_like_code(key) else self._names
        best = process.extract(key, pool, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=NEAR_MATCHES * 4)
        facts = dict.fromkeys(fact for near_key, _, _ in best for fact in self.by_key[near_key])
        return list(facts)[:NEAR_MATCHES]

    def search(self, text: str, *, limit: int = 10) -> list[PointFact]:
        """Return points for a typeahead: keys that begin with `text`, then names that hold it, else near ones."""
        key = fold(text[:LONGEST_NAME])
        if not key:
            return []
        begins = sorted((k for k in self.by_key if k.startswith(key)), key=lambda k: (len(k), k))
        holds = [k for k in self._names if key in k and not k.startswith(key)] if len(key) > 1 else []
        facts = dict.fromkeys(fact for k in [*begins, *holds] for fact in self.by_key[k])
        return (list(facts) or self.near(text))[:limit]

    @cached_property
    def _codes(self) -> list[str]:
        return [key for key in self.by_key if looks_like_code(key)]

    @cached_property
    def _names(self) -> list[str]:
        return [key for key in self.by_key if not looks_like_code(key)]
