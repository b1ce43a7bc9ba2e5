"""What kind of thing stands under each key of the content files; no database.

YAML makes numbers, dates and nothing out of words that were not quoted, so a text may arrive as something else.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TEXT, TEXT_OR_NONE, TEXTS = "a text", "a text or null", "a list of texts"
LIST, NAMES, YES_NO, NUMBER = "a list", "names with values", "true or false", "a number"

HEGU = {
    "listed_in": TEXTS,
    "post": TEXT,
    "cited": YES_NO,
    "complete": YES_NO,
    "more_authors": YES_NO,
    "as_printed": NAMES,
    "about": TEXTS,
    "findings": TEXTS,
    "times_listed": NUMBER,
    "note": TEXT,
}
SHAPES: dict[str, dict[str, str]] = {
    "sources": {"id": TEXT, "title": TEXT, "author": TEXT, "publisher": TEXT, "date": TEXT, "file": TEXT}
    | {"sha256": TEXT, "note": TEXT, "headings": TEXTS, "posts": LIST, "without_claims": LIST},
    "references": {"id": TEXT, "type": TEXT, "title": TEXT, "container-title": TEXT, "volume": TEXT, "issue": TEXT}
    | {"page": TEXT, "author": LIST, "issued": NAMES, "custom": NAMES},
    "claims": {"id": TEXT, "statement": TEXT, "source": TEXT, "place": NAMES, "cited_as": TEXT, "references": TEXTS}
    | {"verdict": TEXT, "has_figures": YES_NO, "about": TEXT, "findings": TEXTS, "note": TEXT},
    "conditions": {"slug": TEXT, "name": TEXT, "synonyms": TEXTS, "icd10": TEXT, "body_area": TEXT}
    | {"parent": TEXT_OR_NONE, "no_sheet": TEXT},
    "safety": {"id": TEXT, "purpose": TEXT, "source": TEXT, "seen_in": TEXT, "claim": TEXT, "status": TEXT},
    "guidelines": {"id": TEXT, "body": TEXT, "number": TEXT, "title": TEXT, "year": NUMBER, "conditions": TEXTS}
    | {"stance": TEXT, "statement": TEXT, "seen_in": TEXT, "status": TEXT},
    "practice": {"id": TEXT, "statement": TEXT, "claim": TEXT},
}
# What stands inside a list or under a name: the keys that must be there, and those that may.
INSIDE: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {
    ("sources", "posts"): ({"id": TEXT, "title": TEXT, "headings": TEXTS}, {}),
    ("sources", "without_claims"): ({"heading": TEXT, "paragraph": NUMBER, "why": TEXT}, {}),
    ("references", "author"): ({}, {"family": TEXT, "given": TEXT, "literal": TEXT}),
    ("claims", "place"): ({"heading": TEXT, "paragraph": NUMBER}, {"post": TEXT, "cited_in": NUMBER}),
}
LONGEST = {"id": 80, "slug": 80, "title": 250, "name": 120, "author": 150, "publisher": 150, "date": 60, "file": 150}
LONGEST |= {"sha256": 64, "icd10": 10, "body_area": 40}
MUST_SAY = ("id", "slug", "name", "title", "statement", "file", "sha256")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def shape_problems(kind: str, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each value of the entry that is of another kind than its key wants."""
    name = entry.get("id", entry.get("slug"))
    for key, wanted in SHAPES[kind].items():
        if key not in entry:
            continue
        value = entry[key]
        if not _fits(value, wanted):
            yield f"“{name}”: {key} must be {wanted}; put a text in quotes. It is {value!r}."
            continue
        if (kind, key) in INSIDE:
            yield from _inside_problems(f"“{name}”: {key}", value, *INSIDE[kind, key])
        if key in MUST_SAY and not value.strip():
            yield f"“{name}”: {key} says nothing."
        if key in ("id", "slug") and not SLUG.fullmatch(value):
            yield f"“{value}” must be small letters, numerals and single hyphens."
        if isinstance(value, str) and "\0" in value:
            yield f"“{name}”: {key} holds a character that cannot be kept (NUL)."
        # An entry of CSL-JSON is kept whole, so its title may be as long as it likes.
        if key in LONGEST and (kind, key) != ("references", "title") and len(value) > LONGEST[key]:
            yield f"“{name}”: {key} is longer than {LONGEST[key]} characters."
    if kind == "references":
        yield from _work_problems(str(name), entry)


def _inside_problems(what: str, value: Any, must: Mapping[str, str], may: Mapping[str, str]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            yield f"{what} must hold names with values. It holds {item!r}."
            continue
        for key, wanted in {**must, **may}.items():
            if (key in must and key not in item) or (key in item and not _fits(item[key], wanted)):
                yield f"{what} must have {key}, {wanted}. It has {item.get(key)!r}."


def _work_problems(name: str, work: Mapping[str, Any]) -> Iterator[str]:
    dates = work["issued"].get("date-parts") if isinstance(work.get("issued"), dict) else None
    first = dates[0] if isinstance(dates, list) and dates else None
    if not isinstance(first, list) or not first or not all(type(part) is int for part in first):
        yield f"“{name}”: issued must hold date-parts with the year as a number."
    if isinstance(work.get("custom"), dict):
        yield from _hegu_problems(name, work["custom"].get("hegu"))


def _hegu_problems(name: str, hegu: Any) -> Iterator[str]:
    if not isinstance(hegu, dict):
        yield f"“{name}”: custom has no hegu, our own part."
        return
    for key, wanted in HEGU.items():
        if key not in hegu:
            yield f"“{name}”: hegu has no {key}."
        elif not _fits(hegu[key], wanted):
            yield f"“{name}”: {key} must be {wanted}. It is {hegu[key]!r}."
        elif key == "as_printed" and not _fits(list(hegu[key].values()), TEXTS):
            yield f"“{name}”: as_printed must give a text for each document. It is {hegu[key]!r}."


def _fits(value: Any, wanted: str) -> bool:
    if wanted == TEXTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if wanted == TEXT_OR_NONE:
        return value is None or isinstance(value, str)
    kinds = {TEXT: str, LIST: list, NAMES: dict, YES_NO: bool, NUMBER: int}
    return type(value) is kinds[wanted]
