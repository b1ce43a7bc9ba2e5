"""A sheet in another language: which English wording it translates, and that it says no more and no less than that.

Pure functions, no database. A translation names the English wording by a digest of its title, summary and text, so
that it is known to be older as soon as the English says something else.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from library.rules import title_problems
from library.sheet_text import Block, Cite, Section, plain

ENGLISH = "en"
_NUMBER = re.compile(r"(\d+)\s*(million|millones|多万|万)?")
_COUNTED = {"million": 1_000_000, "millones": 1_000_000, "多万": 10_000, "万": 10_000}
LISTS = Path(__file__).resolve().parent / "content"


def text_digest(*, title: str, summary: str, body: str) -> str:
    """Return what a translation calls the wording it was made from."""
    said = json.dumps([title.strip(), summary.strip(), body.strip()], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def translation_note(translator: str, of: str, version: int | None) -> dict[str, Any]:
    """Return what a version notes of its translation; `version` is the number of the English one, where it is known."""
    return {"translation": {"translator": translator, "of": of, "version": version}}


def parity_problems(
    english: Sequence[Section], translated: Sequence[Section], language: str
) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) where a translation has other sections, blocks or claims than the English sheet."""
    first = translated[0].at if translated else 1
    yield from title_problems(translated, language)
    if [section.kind for section in english] != [section.kind for section in translated]:
        yield first, "The sections are not those of the English sheet, in its order."
        return
    for one, other in zip(english, translated, strict=True):
        if [block.kind for block in one.blocks] != [block.kind for block in other.blocks]:
            yield other.at, f"“{other.title}” has other paragraphs, lists or headings than the English sheet."
            continue
        for block, said in zip(one.blocks, other.blocks, strict=True):
            yield from _block_problems(block, said)


def _block_problems(english: Block, translated: Block) -> Iterator[tuple[int, str]]:
    if len(english.lines) != len(translated.lines):
        yield translated.at, f"The list has {len(translated.lines)} items and the English one {len(english.lines)}."
    elif _marks(english) != _marks(translated):
        missing, added = _marks(english) - _marks(translated), _marks(translated) - _marks(english)
        told = [
            f"lacks {', '.join(sorted(missing))}" if missing else "",
            f"adds {', '.join(sorted(added))}" if added else "",
        ]
        yield translated.at, f"Claims differ from the English: it {' and '.join(filter(None, told))}."
    elif _numbers(english) != _numbers(translated):
        yield translated.at, f"The numbers are not those of the English: {_shown(_numbers(english))}."


def _marks(block: Block) -> Counter[str]:
    return Counter(mark for line in block.lines for item in line if isinstance(item, Cite) for mark in item.marks)


def _numbers(block: Block) -> Counter[int]:
    found = (match for line in block.lines for match in _NUMBER.finditer(plain(line)))
    return Counter(int(match[1]) * _COUNTED.get(match[2] or "", 1) for match in found)


def _shown(numbers: Counter[int]) -> str:
    return ", ".join(map(str, sorted(numbers.elements()))) or "none"


def banned_words(language: str, text: str) -> list[str]:
    """Return the words in `text` that promise too much; those inside an approved phrase do not count.

    A Chinese word is found inside others: there are no spaces.
    """
    lowered = " ".join(text.lower().split())
    for phrase in _listed("approved_phrases", language):
        lowered = lowered.replace(phrase, " ")
    edge = ("", "") if language.startswith("zh") else (r"(?<!\w)", r"(?!\w)")
    words = _listed("banned_words", language)
    return [word for word in words if re.search(f"{edge[0]}{re.escape(word)}{edge[1]}", lowered)]


@cache
def _listed(name: str, language: str) -> Sequence[str]:
    file = LISTS / (f"{name}.txt" if language == ENGLISH else f"{name}.{language}.txt")
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.strip().lower() for line in lines if line.strip() and not line.startswith("#")]


def inherited(english: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a translation's front matter with what it does not say itself taken from the English sheet's."""
    kept = {key: value for key, value in english.items() if key not in ("reviewer", "reviewed_on")}
    return kept | dict(own)
