"""What the library's data must obey. Each rule returns the sentences that say what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.library.content_files import (
    DOCUMENTS,
    URGENT,
    Content,
    headings_of,
    kinds_of_marker,
)

VERDICTS = {
    "cited_and_listed",
    "cited_not_listed",
    "cited_listed_other_subject",
    "citation_ambiguous",
    "no_citation",
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COPIED_WORDS = 9


def ids_are_unique(content: Content) -> Iterator[str]:
    named = [*content.sources, *content.references, *content.claims, *content.safety, *content.guidelines]
    ids = Counter(entry["id"] for entry in [*named, *content.practice])
    ids.update(f"condition {entry['slug']}" for entry in content.conditions)
    yield from (f"{id_} stands {count} times" for id_, count in ids.items() if count > 1)
    yield from (f"{id_} is no slug" for id_ in ids if not SLUG.fullmatch(id_.removeprefix("condition ")))


def references_are_whole(content: Content) -> Iterator[str]:
    used = {id_ for claim in content.claims for id_ in claim["references"]}
    for reference in content.references:
        hegu = reference["custom"]["hegu"]
        for key in ("type", "author", "issued"):
            if not reference.get(key):
                yield f"{reference['id']} has no {key}"
        if hegu["complete"] != bool(reference.get("title")):
            yield f"{reference['id']}: complete must say whether there is a title"
        if set(hegu["as_printed"]) != set(hegu["listed_in"]):
            yield f"{reference['id']}: as_printed and listed_in differ"
        if hegu["cited"] != (reference["id"] in used):
            yield f"{reference['id']}: cited must say whether a claim cites it"


def claims_stand_somewhere(content: Content) -> Iterator[str]:
    sources = {source["id"]: headings_of(source) for source in content.sources}
    for claim in content.claims:
        place, headings = claim["place"], sources.get(claim["source"])
        if headings is None:
            yield f"{claim['id']}: no source {claim['source']}"
        elif place["heading"] not in headings:
            yield f"{claim['id']}: no heading {place['heading']}"
        elif place.get("post") != headings[place["heading"]]:
            yield f"{claim['id']}: the heading is not in the post {place.get('post')}"
        if not isinstance(place["paragraph"], int) or place["paragraph"] < 1:
            yield f"{claim['id']}: paragraph must be a number from 1"


def claim_references_exist(content: Content) -> Iterator[str]:
    references = {reference["id"]: reference["custom"]["hegu"] for reference in content.references}
    for claim in content.claims:
        for id_ in claim["references"]:
            if id_ not in references:
                yield f"{claim['id']}: no reference {id_}"
            elif claim["source"] not in references[id_]["listed_in"]:
                yield f"{claim['id']}: {id_} is not listed in {claim['source']}"
            elif (claim["place"].get("post") or "") != references[id_]["post"]:
                yield f"{claim['id']}: {id_} is listed under another post"


def verdicts_hold(content: Content) -> Iterator[str]:
    complete = {r["id"]: r["custom"]["hegu"]["complete"] for r in content.references}
    for claim in content.claims:
        known = [complete.get(id_, False) for id_ in claim["references"]]
        holds = {
            "cited_and_listed": claim["cited_as"] and len(known) == 1 and all(known),
            "cited_not_listed": claim["cited_as"] and claim["note"] and not any(known),
            "cited_listed_other_subject": claim["cited_as"] and claim["note"] and known,
            "citation_ambiguous": claim["cited_as"] and claim["note"] and len(known) > 1,
            "no_citation": not claim["cited_as"] and not known,
        }
        if claim["verdict"] not in VERDICTS:
            yield f"{claim['id']}: unknown verdict {claim['verdict']}"
        elif not holds[claim["verdict"]]:
            yield f"{claim['id']}: {claim['verdict']} does not fit its citation, references and note"


def signposts_are_grounded(content: Content) -> Iterator[str]:
    claims = {claim["id"]: claim for claim in content.claims}
    for prefix, entries in kinds_of_marker(content).items():
        for entry in entries:
            if not entry["id"].startswith(prefix):
                yield f"{entry['id']} must begin with {prefix}"
            if entry.get("claim") and entry["claim"] not in claims:
                yield f"{entry['id']}: no claim {entry['claim']}"
    for entry in content.safety:
        if entry["status"] not in {"document", "seen", "unverified"} or not entry["as_of"]:
            yield f"{entry['id']}: status and as_of say where it was seen and when"
        if (entry["status"] == "document") != bool(entry["claim"]):
            yield f"{entry['id']}: status document goes with a claim"


def conditions_have_parents(content: Content) -> Iterator[str]:
    slugs = {condition["slug"] for condition in content.conditions}
    for condition in content.conditions:
        if condition["parent"] and condition["parent"] not in slugs - {condition["slug"]}:
            yield f"{condition['slug']}: no condition {condition['parent']}"
        if condition["icd10"] and not re.fullmatch(r"[A-Z]\d\d(\.\d)?", condition["icd10"]):
            yield f"{condition['slug']}: {condition['icd10']} is no ICD-10 code"


def conditions_have_sheets(content: Content) -> Iterator[str]:
    """Each condition has a sheet of its own or of its parent's, or a reason why there is none."""
    sheeted = {sheet.front["condition"] for sheet in content.sheets.values()} - {None}
    for condition in content.conditions:
        has_sheet = {condition["slug"], condition["parent"]} & sheeted
        if not has_sheet and not condition.get("no_sheet"):
            yield f"{condition['slug']}: neither a sheet nor no_sheet, the reason for having none"
        if condition["slug"] in sheeted and condition.get("no_sheet"):
            yield f"{condition['slug']}: has a sheet and a reason for having none"


def words_are_our_own(content: Content) -> Iterator[str]:
    copied = set()
    for source in content.sources:
        copied |= runs_of_words((DOCUMENTS / source["file"]).read_text(encoding="utf-8"))
    ours = {claim["id"]: claim["statement"] for claim in content.claims}
    ours |= {slug: sheet.plain.replace(URGENT, "") for slug, sheet in content.sheets.items()}
    for name, text in ours.items():
        yield from (f"{name}: copied: {' '.join(run)}" for run in runs_of_words(text) & copied)


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1)}


DATA_RULES = [
    ids_are_unique, references_are_whole, claims_stand_somewhere, claim_references_exist, verdicts_hold,
    signposts_are_grounded, conditions_have_parents, conditions_have_sheets,
]  # fmt: skip
DOCUMENT_RULES = [words_are_our_own]
