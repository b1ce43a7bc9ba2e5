"""Checks the content before any of it is loaded: entries whole, names known, nothing on a sheet that may not print."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from library.content_files import Content, Problem, SheetFile, line_of
from library.content_shape import shape_problems
from library.models import Claim, Factsheet
from library.rules import Standing, printing_problems, subset_problems
from library.sheet_notes import Evidence
from library.sheet_text import read
from library.translations import banned_words, parity_problems

KEYS = {
    "sources": ("id", "title", "file", "sha256"),
    "references": ("id", "type", "custom"),
    "claims": ("id", "statement", "source", "place", "cited_as", "references", "verdict", "note"),
    "conditions": ("slug", "name", "synonyms", "icd10", "body_area", "parent"),
    "safety": ("id", "source", "claim", "status"),
    "guidelines": ("id", "body", "number", "title", "year"),
    "practice": ("id", "statement"),
}
FRONT = {
    "slug": str,
    "title": str,
    "kind": str,
    "language": str,
    "summary": str,
    "search_words": list,
    "review_after_months": int,
    "author": str,
    "reviewer": str,
    "related": list,
    "body_area": str,
}
LONGEST = {"slug": 80, "title": 150, "summary": 250, "author": 150, "reviewer": 150, "body_area": 40}


def file_of(kind: str) -> str:
    return "references.json" if kind == "references" else f"{kind}.yaml"


def evidence_of(content: Content, settled: Mapping[str, Mapping[str, Any]] | None = None) -> Evidence:
    """Return all that marks may point at; what editors have settled counts before what the file says."""
    settled = settled or {}
    return Evidence(
        sources={entry["id"]: entry for entry in content.sources},
        references={entry["id"]: entry for entry in content.references},
        claims={entry["id"]: entry | dict(settled.get(entry["id"], {})) for entry in content.claims},
        guidelines={entry["id"]: entry for entry in content.guidelines},
        safety={entry["id"]: entry for entry in content.safety},
    )


def check(content: Content, settled: Mapping[str, Mapping[str, Any]] | None = None) -> list[Problem]:
    """Return every problem. Entries that are not whole end the check: the others would stumble over them.

    A sheet that would print by the files alone, and only not after what editors have `settled`, is no mistake in the
    files: it is not reported here, and publishing holds it back.
    """
    problems = list(_not_whole(content))
    if not problems:
        problems = [*_unknown_names(content), *_sheets(content, settled or {})]
    return problems


def _not_whole(content: Content) -> Iterator[Problem]:
    marks: dict[str, tuple[str, int]] = {}
    for kind, keys in KEYS.items():
        seen: set[str] = set()
        for entry in getattr(content, kind):
            name, line = str(entry.get(keys[0], "")), line_of(entry)
            missing = [key for key in keys if key not in entry]
            yield from (Problem(file_of(kind), line, sentence) for sentence in shape_problems(kind, entry))
            if missing:
                yield Problem(file_of(kind), line, f"The entry “{name}” has no {' and no '.join(missing)}.")
            if name in seen:
                yield Problem(file_of(kind), line, f"“{name}” stands twice.")
            elif name in marks and kind in ("claims", "safety", "guidelines", "practice"):
                yield Problem(file_of(kind), line, f"“{name}” is also in {marks[name][0]}:{marks[name][1]}.")
            seen.add(name)
            if kind in ("claims", "safety", "guidelines", "practice"):
                marks.setdefault(name, (file_of(kind), line))


def _unknown_names(content: Content) -> Iterator[Problem]:
    evidence = evidence_of(content)
    for entry in content.references:
        printed = entry["custom"]["hegu"]["as_printed"]
        if not printed or set(printed) - set(evidence.sources):
            yield Problem("references.json", line_of(entry), f"“{entry['id']}” is listed in no known source.")
    for entry in content.claims:
        yield from (Problem("claims.yaml", line_of(entry), sentence) for sentence in _claim_problems(entry, evidence))
    yield from _said_twice(content)
    conditions = {entry["slug"] for entry in content.conditions}
    for entry in content.conditions:
        if entry["parent"] and entry["parent"] not in conditions - {entry["slug"]}:
            yield Problem("conditions.yaml", line_of(entry), f"There is no condition “{entry['parent']}”.")
    for kind in ("safety", "practice"):
        for entry in getattr(content, kind):
            if entry.get("claim") and entry["claim"] not in evidence.claims:
                yield Problem(file_of(kind), line_of(entry), f"There is no claim “{entry['claim']}”.")


def _said_twice(content: Content) -> Iterator[Problem]:
    """Yield what is another entry's under another name: the database keeps each of these once."""
    for kind, key in (("conditions", "name"), ("sources", "sha256")):
        seen: dict[str, str] = {}
        for entry in getattr(content, kind):
            first = seen.setdefault(entry[key], entry[KEYS[kind][0]])
            if first != entry[KEYS[kind][0]]:
                yield Problem(file_of(kind), line_of(entry), f"The {key} “{entry[key]}” is that of “{first}” too.")


def _claim_problems(entry: dict[str, Any], evidence: Evidence) -> Iterator[str]:
    if entry["source"] not in evidence.sources:
        yield f"There is no source “{entry['source']}”."
    for reference in entry["references"] or []:
        if reference not in evidence.references:
            yield f"There is no reference “{reference}”."
    if entry["verdict"] not in Claim.Verdict.values:
        yield f"There is no verdict “{entry['verdict']}”."
    if entry["verdict"] == Claim.Verdict.CITED_AND_LISTED and not (entry["references"] and entry["cited_as"]):
        yield f"“{entry['id']}” is said to be cited and listed, but its citation or its reference is missing."


def _sheets(content: Content, settled: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    as_loaded, as_settled = _standings(content, {}), _standings(content, settled)
    conditions = {entry["slug"] for entry in content.conditions}
    slugs = {sheet.slug for sheet in content.sheets}
    seen: dict[tuple[str, str], str] = {}
    for sheet in content.sheets:
        key = (sheet.slug, str(sheet.front.get("language")))
        if key in seen:
            yield Problem(sheet.name, 2, f"The slug “{sheet.slug}” is already used by {seen[key]}.")
        seen.setdefault(key, sheet.name)
        yield from (Problem(sheet.name, 2, sentence) for sentence in _front_problems(sheet, conditions, slugs))
        for line, sentence in subset_problems(sheet.body, sheet.body_line):
            yield Problem(sheet.name, line, sentence)
        sections = read(sheet.body, sheet.body_line)
        if any(printing_problems(sections, as_loaded, sheet.language)):
            for line, sentence in printing_problems(sections, as_settled, sheet.language):
                yield Problem(sheet.name, line, sentence)
        if sheet.is_translation:
            yield from _translation_problems(content, sheet)


def _translation_problems(content: Content, sheet: SheetFile) -> Iterator[Problem]:
    """Yield what is wrong with a translation. One that is older than the English sheet need not match it."""
    english = content.english_of(sheet)
    if english is None:
        yield Problem(sheet.name, 2, f"There is no English sheet “{sheet.slug}” to translate.")
        return
    for key in ("translator", "translation_of"):
        if not isinstance(sheet.front.get(key), str) or not sheet.front[key]:
            yield Problem(sheet.name, 2, f"A translation says its {key}.")
    if sheet.front.get("translation_of") == english.digest:
        pair = read(english.body, english.body_line), read(sheet.body, sheet.body_line)
        for line, sentence in parity_problems(*pair, sheet.language):
            yield Problem(sheet.name, line, sentence)
    told = [(2, str(sheet.front.get(key, ""))) for key in ("title", "summary")]
    for line, text in [*told, *enumerate(sheet.body.split("\n"), sheet.body_line)]:
        for word in banned_words(sheet.language, text):
            yield Problem(sheet.name, line, f"“{word}” promises too much.")


def _standings(content: Content, settled: Mapping[str, Mapping[str, Any]]) -> dict[str, Standing]:
    known = {entry["id"]: Standing() for entry in (*content.safety, *content.guidelines, *content.practice)}
    claims = evidence_of(content, settled).claims.values()
    return known | {claim["id"]: Standing(claim["verdict"], claim.get("has_figures", False)) for claim in claims}


def _front_problems(sheet: SheetFile, conditions: Collection[str], slugs: Collection[str]) -> Iterator[str]:
    front = sheet.front
    wrong = [key for key, kind in FRONT.items() if not isinstance(front.get(key), kind)]
    if wrong or "condition" not in front:
        yield f"The block at the top lacks, or has in the wrong form: {', '.join(wrong or ['condition'])}."
        return
    for key, longest in LONGEST.items():
        if len(front[key]) > longest:
            yield f"The {key} is longer than {longest} characters."
    if front["kind"] not in Factsheet.Kind.values or front["language"] not in Factsheet.Language.values:
        yield "The kind must be condition or topic, and the language one that the library keeps."
    if (front["kind"] == "condition") != (front["condition"] in conditions):
        yield f"There is no condition “{front['condition']}” for this kind of sheet."
    if bool(front["reviewer"]) != bool(front.get("reviewed_on")):
        yield "A reviewer and reviewed_on, the day of the review, come together."
    if not 1 <= front["review_after_months"] <= 60:
        yield "review_after_months must be a number from 1 to 60."
    if type(front.get("order", 1)) is not int or not 0 <= front.get("order", 1) <= 9999:
        yield "order must be a number from 0 to 9999."
    for slug in front["related"]:
        if slug not in slugs:
            yield f"There is no related sheet “{slug}”."
