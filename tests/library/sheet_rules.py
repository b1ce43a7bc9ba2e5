"""What the factsheets must obey. Each rule returns the sentences that say what is wrong."""

import re
from collections.abc import Iterator
from datetime import date

from library.plain_words import plain_findings, word_findings
from tests.library.content_files import URGENT, Content, Sheet, kinds_of_marker

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
OPTIONAL = {"order": int, "reviewed_on": date}


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
        if set(front) - set(OPTIONAL) != FRONT:
            yield f"{slug}: front matter differs by {sorted(set(front) - set(OPTIONAL) ^ FRONT)}"
            continue
        for key, kind in OPTIONAL.items():
            if key in front and type(front[key]) is not kind:
                yield f"{slug}: {key} must be of the kind {kind.__name__}"
        if front["slug"] != slug:
            yield f"{slug}: the slug is {front['slug']}"
        if (front["kind"] == "condition") != (front["condition"] in conditions):
            yield f"{slug}: kind {front['kind']} does not fit condition {front['condition']}"
        yield from (f"{slug}: no sheet {r}" for r in front["related"] if r not in content.sheets or r == slug)


def sections_are_in_order(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        wanted = [section for section in ORDER if section in sheet.sections]
        must = set(ORDER) - {UNSOURCED} if sheet.front["kind"] == "condition" else {ORDER[0], SAFETY}
        if sheet.sections != wanted:
            yield f"{slug}: sections are unknown, twice or out of order: {sheet.sections}"
        yield from (f"{slug}: no section {section}" for section in must - set(sheet.sections))


def markdown_is_simple(content: Content) -> Iterator[str]:
    allowed = re.compile(r"(## |### |- )?(\*\*)?[^#\-\s<>*_`\[|][^<>`|_]*|\|( ?([^<>`|_*]*|-+) \|)+")
    for slug, sheet in content.sheets.items():
        for line in filter(None, sheet.body.splitlines()):
            if not allowed.fullmatch(line) or line.count("**") % 2:
                yield f"{slug}: only paragraphs, bullets, tables, headings and bold: {line}"


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


def refusals_are_said(content: Content) -> Iterator[str]:
    """A statement on a condition for which a guideline says no does not stand anywhere without that no."""
    about = {claim["id"]: claim.get("about") for claim in content.claims}
    for guideline in (g for g in content.guidelines if g["stance"] == "against"):
        for slug, sheet in content.sheets.items():
            said = [id_ for sentence in sheet.sentences for id_ in sentence.markers]
            named = [id_ for id_ in said if about.get(id_) in guideline["conditions"]]
            if named and guideline["id"] not in said:
                yield f"{slug}: prints {named[0]} and not {guideline['id']}"


def words_are_plain(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        for finding in plain_findings(sheet.body, sheet.front["language"]):
            yield f"{slug}: {finding.sentence}"


def length(sheet: Sheet) -> int:
    return sum(sentence.words for sentence in sheet.sentences)


def length_fits_two_pages(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        if not 450 <= length(sheet) <= 700:
            yield f"{slug}: {length(sheet)} words; a sheet has 450 to 700"


def no_banned_words(content: Content) -> Iterator[str]:
    for slug, sheet in content.sheets.items():
        for finding in word_findings(str(sheet.front["title"]), str(sheet.front.get("summary")), sheet.body):
            yield f"{slug}: {finding.sentence}"


SHEET_RULES = [
    markers_resolve, markers_may_be_printed, unsourced_is_a_third, unsourced_section_is_marked,
    front_matter_is_whole, sections_are_in_order, markdown_is_simple, urgent_care_is_said, refusals_come_first,
    refusals_are_said, words_are_plain, length_fits_two_pages, no_banned_words,
]  # fmt: skip
