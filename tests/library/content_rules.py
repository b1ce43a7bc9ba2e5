"""What the library's content must obey. Each rule returns the sentences that say what is wrong."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

import textstat

from tests.library.content_files import DOCUMENTS, Content, Sheet, headings_of, paragraphs_of

VERDICTS = {
    "cited_and_listed",
    "cited_not_listed",
    "cited_listed_other_subject",
    "citation_ambiguous",
    "no_citation",
}
UNSOURCED = "The clinic's documents also say (no study named)"
SAFETY = "Safety and when to get help"
ORDER = [
    "In short",
    "What it is",
    "What acupuncture may do",
    "What the research says",
    "What treatment looks like here",
    UNSOURCED,
    SAFETY,
    "Talk to your doctor",
]
FRONT = {
    "slug", "title", "kind", "condition", "language", "summary", "search_words", "review_after_months",
    "author", "reviewer", "related", "body_area",
}  # fmt: skip
URGENT = "Acupuncture is not a substitute for urgent care."
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


def kinds_of_marker(content: Content) -> dict[str, list[dict]]:
    return {"safety-": content.safety, "guideline-": content.guidelines, "practice-": content.practice}


def markers_resolve(content: Content) -> Iterator[str]:
    known = {claim["id"] for claim in content.claims}
    known |= {entry["id"] for entries in kinds_of_marker(content).values() for entry in entries}
    for slug, sheet in content.sheets.items():
        for sentence in sheet.sentences:
            yield from (f"{slug}: no claim {id_}" for id_ in sentence.markers if id_ not in known)
        if re.search(r"[^.;:!?\]]\[\[|\s\[\[", sheet.body):
            yield f"{slug}: a marker must follow the full stop without a space"
        if sheet.body.count("[[") != sum(len(s.markers) for s in sheet.sentences):
            yield f"{slug}: a marker is not well formed"


def markers_may_be_printed(content: Content) -> Iterator[str]:
    claims = {claim["id"]: claim for claim in content.claims}
    for slug, sheet in content.sheets.items():
        for block in sheet.blocks:
            for claim in (claims.get(id_) for s in block.sentences for id_ in s.markers):
                if claim is None:
                    continue
                if claim["verdict"] not in {"cited_and_listed", "no_citation"}:
                    yield f"{slug}: {claim['id']} is {claim['verdict']} and may not be printed"
                elif claim["verdict"] == "no_citation" and block.section != UNSOURCED:
                    yield f"{slug}: {claim['id']} has no citation and stands in {block.section}"
                if claim.get("has_figures"):
                    yield f"{slug}: {claim['id']} gives figures without a full reference"


def unsourced_is_a_third(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        unsourced = sum(len(b.sentences) for b in sheet.blocks if b.section == UNSOURCED)
        if unsourced * 3 > len(sheet.sentences):
            yield f"{slug}: {unsourced} of {len(sheet.sentences)} sentences have no study named"


def unsourced_section_is_marked(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        for sentence in (s for b in sheet.blocks if b.section == UNSOURCED for s in b.sentences):
            if not sentence.markers:
                yield f"{slug}: no claim is named for: {sentence.text}"


def front_matter_is_whole(content: Content) -> Iterator[str]:
    conditions = {condition["slug"] for condition in content.conditions}
    for slug, sheet in content.sheets.items():
        front = sheet.front
        if set(front) != FRONT:
            yield f"{slug}: front matter differs by {sorted(set(front) ^ FRONT)}"
            continue
        if front["slug"] != slug:
            yield f"{slug}: the slug is {front['slug']}"
        if (front["kind"] == "condition") != (front["condition"] in conditions):
            yield f"{slug}: kind {front['kind']} does not fit condition {front['condition']}"
        yield from (f"{slug}: no sheet {r}" for r in front["related"] if r not in content.sheets or r == slug)


def conditions_have_parents(content: Content) -> Iterator[str]:
    slugs = {condition["slug"] for condition in content.conditions}
    for condition in content.conditions:
        if condition["parent"] and condition["parent"] not in slugs - {condition["slug"]}:
            yield f"{condition['slug']}: no condition {condition['parent']}"
        if condition["icd10"] and not re.fullmatch(r"[A-Z]\d\d(\.\d)?", condition["icd10"]):
            yield f"{condition['slug']}: {condition['icd10']} is no ICD-10 code"


def sections_are_in_order(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        wanted = [section for section in ORDER if section in sheet.sections]
        must = set(ORDER) - {UNSOURCED} if sheet.front["kind"] == "condition" else {ORDER[0], SAFETY}
        if sheet.sections != wanted:
            yield f"{slug}: sections are unknown, twice or out of order: {sheet.sections}"
        yield from (f"{slug}: no section {section}" for section in must - set(sheet.sections))


def markdown_is_simple(content: Content) -> Iterator[str]:
    allowed = re.compile(r"(## |### |- )?(\*\*)?[^#\-\s<>*_`\[|][^<>`|_]*")
    for slug, sheet in content.sheets.items():
        for line in filter(None, sheet.body.splitlines()):
            if not allowed.fullmatch(line) or line.count("**") % 2:
                yield f"{slug}: only paragraphs, bullets, headings and bold: {line}"


def urgent_care_is_said(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        first = next((b for b in sheet.blocks if b.section == SAFETY), None)
        if first is None or first.sentences[0].text != URGENT:
            yield f"{slug}: the safety section must begin with: {URGENT}"
        if "999" not in sheet.body and "at once" not in sheet.body:
            yield f"{slug}: does not say when to call emergency care"


def refusals_come_first(content: Content) -> Iterator[str]:
    """Where a guideline says no, the sheet says so before anything else."""
    for guideline in (g for g in content.guidelines if g["stance"] == "against"):
        for sheet in (s for s in content.sheets.values() if s.front["condition"] in guideline["conditions"]):
            opening = [id_ for b in sheet.blocks if b.section == ORDER[0] for id_ in b.sentences[0].markers]
            if opening[:1] != [guideline["id"]]:
                yield f"{sheet.front['slug']}: must open with {guideline['id']}"


def words_are_plain(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        for sentence in sheet.sentences:
            if sentence.words > 20:
                yield f"{slug}: {sentence.words} words: {sentence.text}"
        for block in sheet.blocks:
            if len(block.sentences) > 3:
                yield f"{slug}: a paragraph of {len(block.sentences)} sentences: {block.sentences[0].text}"
        if grade(sheet) > 8:
            yield f"{slug}: reading grade {grade(sheet)}"
        if re.search(r"%|per ?cent", sheet.body):
            yield f"{slug}: risks are given as 1 in 100, not in per cent"


def grade(sheet: Sheet) -> float:
    return round(textstat.flesch_kincaid_grade(sheet.plain), 1)


def length(sheet: Sheet) -> int:
    return sum(sentence.words for sentence in sheet.sentences)


def length_fits_two_pages(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        if not 450 <= length(sheet) <= 700:
            yield f"{slug}: {length(sheet)} words; a sheet has 450 to 700"


def no_banned_words(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        text = f"{sheet.front['title']} {sheet.front['summary']} {sheet.plain}".lower()
        for phrase in content.approved:
            text = text.replace(phrase.lower(), " ")
        for word in content.banned:
            if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text):
                yield f"{slug}: banned: {word}"


def documents_are_the_same(content: Content) -> Iterator[str]:
    for source in content.sources:
        digest = hashlib.sha256((DOCUMENTS / source["file"]).read_bytes()).hexdigest()
        if digest != source["sha256"]:
            yield f"{source['id']}: the file has changed: {digest}"


def citations_are_as_printed(content: Content) -> Iterator[str]:
    texts = {s["id"]: (DOCUMENTS / s["file"]).read_text(encoding="utf-8") for s in content.sources}
    paragraphs = {s["id"]: paragraphs_of(s, texts[s["id"]]) for s in content.sources}
    for claim in content.claims:
        place, found = claim["place"], paragraphs[claim["source"]]
        cited_in = found.get((place["heading"], place.get("cited_in", place["paragraph"])), "")
        if (place["heading"], place["paragraph"]) not in found:
            yield f"{claim['id']}: no paragraph {place['paragraph']} under {place['heading']}"
        elif claim["cited_as"] not in cited_in:
            yield f"{claim['id']}: {claim['cited_as']!r} is not printed there"
    for reference in content.references:
        for source, printed in reference["custom"]["hegu"]["as_printed"].items():
            if printed not in texts[source]:
                yield f"{reference['id']}: {printed!r} is not printed in {source}"


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


RULES = [
    ids_are_unique, references_are_whole, claims_stand_somewhere, claim_references_exist, verdicts_hold,
    signposts_are_grounded, markers_resolve, markers_may_be_printed, unsourced_is_a_third,
    unsourced_section_is_marked, front_matter_is_whole, conditions_have_parents, sections_are_in_order,
    markdown_is_simple, urgent_care_is_said, refusals_come_first, words_are_plain, length_fits_two_pages,
    no_banned_words,
]  # fmt: skip
DOCUMENT_RULES = [documents_are_the_same, citations_are_as_printed, words_are_our_own]
