"""Puts the content files into the database: all of them or nothing, and only what has changed."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from clinic.locales import speaking
from clinic.times import months_later
from library.actions import NotPrintable, Wording, publish_version, search_words_for
from library.content_checks import check, evidence_of
from library.content_files import Content, ContentError, SheetFile, without_lines
from library.models import Claim, Condition, Factsheet, FactsheetVersion, Listing, Reference, Signpost, Source
from library.pictures import picture_note
from library.settling import settled_claims
from library.sheet_notes import Evidence, source_notes
from library.sheet_text import MARK, read
from library.translated import lacks_english, number_of
from library.translations import translation_note


@dataclass
class Loaded:
    """How much of each kind was added or changed; which sheets were left as the clinic has them, and why."""

    changed: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)


def load(content: Content, *, on: date, take: Collection[str] = ()) -> Loaded:
    """Load the content as of a day. Raises ContentError.

    What a clinic wrote or withdrew in the browser is not touched, except for the sheets whose slugs are in `take`.
    """
    settled = settled_claims()
    problems = [*content.problems, *check(content, settled)]
    if problems:
        raise ContentError(sorted(set(problems)))
    loaded = Loaded()
    changed = loaded.changed
    with transaction.atomic():
        _load_sources(content, changed)
        _load_references(content, changed)
        _load_claims(content, changed)
        _load_signposts(content, changed)
        _load_conditions(content, changed)
        _load_sheets(content, evidence_of(content, settled), on, loaded, take)
    return loaded


def _keep(model: Any, rows: dict[str, dict[str, Any]], changed: Counter[str], name: str) -> dict[str, Any]:
    """Make each row say what `rows` says, by slug; write only those that differ."""
    kept = {row.slug: row for row in model._default_manager.filter(slug__in=rows)}
    for slug, values in rows.items():
        row = kept.get(slug)
        if row is None:
            kept[slug] = model._default_manager.create(slug=slug, **values)
            changed[f"{name} added"] += 1
        elif any(getattr(row, key) != value for key, value in values.items()):
            for key, value in values.items():
                setattr(row, key, value)
            row.save()
            changed[f"{name} changed"] += 1
    return kept


def _load_sources(content: Content, changed: Counter[str]) -> None:
    rows = {
        entry["id"]: {
            "title": entry["title"],
            "author": entry.get("author", ""),
            "publisher": entry.get("publisher", ""),
            "published": entry.get("date", ""),
            "file_name": entry["file"],
            "sha256": entry["sha256"],
            "posts": [{"id": post["id"], "title": post["title"]} for post in entry.get("posts") or []],
            "note": entry.get("note", ""),
        }
        for entry in content.sources
    }
    _keep(Source, rows, changed, "sources")


def _load_references(content: Content, changed: Counter[str]) -> None:
    own = {entry["id"]: entry["custom"]["hegu"] for entry in content.references}
    rows = {
        entry["id"]: {
            "csl": without_lines(entry),
            "is_complete": own[entry["id"]]["complete"],
            "note": own[entry["id"]]["note"],
        }
        for entry in content.references
    }
    kept = _keep(Reference, rows, changed, "references")
    sources = {source.slug: source for source in Source.objects.all()}
    listed = {(row.reference_id, row.source_id): row for row in Listing.objects.all()}
    for slug, hegu in own.items():
        for source, printed in hegu["as_printed"].items():
            row = listed.get((kept[slug].pk, sources[source].pk))
            if row is None:
                Listing.objects.create(reference=kept[slug], source=sources[source], as_printed=printed)
            elif row.as_printed != printed:
                Listing.objects.filter(pk=row.pk).update(as_printed=printed)
                changed["references changed"] += 1


def _load_claims(content: Content, changed: Counter[str]) -> None:
    sources = {source.slug: source.pk for source in Source.objects.all()}
    rows = {
        entry["id"]: {
            "statement": entry["statement"],
            "source_id": sources[entry["source"]],
            "place": without_lines(entry["place"]),
            "cited_as": entry["cited_as"],
            "verdict": entry["verdict"],
            "has_figures": entry.get("has_figures", False),
            "findings": entry.get("findings", []),
            "note": entry["note"],
        }
        for entry in content.claims
    }
    kept = _keep(Claim, rows, changed, "claims")
    references = {reference.slug: reference.pk for reference in Reference.objects.all()}
    links = Claim.references.through.objects.filter(claim__slug__in=rows).values_list("claim_id", "reference_id")
    linked = set(links)
    for entry in content.claims:
        claim = kept[entry["id"]]
        wanted = {references[slug] for slug in entry["references"]}
        if wanted != {reference for owner, reference in linked if owner == claim.pk}:
            claim.references.set(wanted)


def _load_signposts(content: Content, changed: Counter[str]) -> None:
    kinds = {"safety": content.safety, "guideline": content.guidelines, "practice": content.practice}
    rows = {
        entry["id"]: {"kind": kind, "entry": json.loads(json.dumps(without_lines(entry), default=str))}
        for kind, entries in kinds.items()
        for entry in entries
    }
    _keep(Signpost, rows, changed, "signposts")


def _load_conditions(content: Content, changed: Counter[str]) -> None:
    rows = {
        entry["slug"]: {
            "name": entry["name"],
            "synonyms": entry["synonyms"],
            "icd10": entry["icd10"],
            "body_area": entry["body_area"],
        }
        for entry in content.conditions
    }
    kept = _keep(Condition, rows, changed, "conditions")
    for entry in content.conditions:
        condition, parent = kept[entry["slug"]], kept.get(entry["parent"])
        if condition.parent_id != (parent.pk if parent else None):
            condition.parent = parent
            condition.save(update_fields=["parent"])


def _load_sheets(content: Content, evidence: Evidence, on: date, loaded: Loaded, take: Collection[str]) -> None:
    conditions = {condition.slug: condition for condition in Condition.objects.all()}
    for file in content.sheets:
        sheet, is_rearranged = _sheet_row(file, conditions, take)
        if reason := _own_reason(sheet, take):
            loaded.left[str(sheet)] = reason
            continue
        months = file.front["review_after_months"]
        try:
            made = publish_version(
                sheet=sheet,
                wording=_wording(file, evidence),
                on=on,
                review_by=months_later(on, months),
                review_months=months,
            )
        except NotPrintable:  # an editor settled a claim since the file was written; what is shown stays
            loaded.left[str(sheet)] = "an editor has settled a claim on it, so that its file may not be printed"
            continue
        if made is not None:
            loaded.changed["sheets added" if made.number == 1 else "sheets changed"] += 1
        elif is_rearranged:
            loaded.changed["sheets rearranged"] += 1


def _own_reason(sheet: Factsheet, take: Collection[str]) -> str:
    """Return why the sheet is the clinic's own by now, so that its file must not replace it; empty if it is not."""
    if sheet.versions.exclude(status=FactsheetVersion.Status.PUBLISHED).exists():
        return "a draft of it is open"
    if lacks_english(sheet):
        return "the English sheet that it translates was withdrawn here"
    if sheet.slug in take:
        return ""
    if sheet.current is None:
        return "it was withdrawn here" if sheet.versions.exists() else ""
    return "its current version was written here" if sheet.current.origin != FactsheetVersion.Origin.FILES else ""


def _sheet_row(file: SheetFile, conditions: dict[str, Condition], take: Collection[str]) -> tuple[Factsheet, bool]:
    """Return the sheet's row, and whether it was found to say something else about where the sheet stands."""
    front = file.front
    condition = conditions.get(front["condition"] or "")
    synonyms = [condition.name, *condition.synonyms] if condition else []
    values = {
        "kind": front["kind"],
        "condition": condition,
        "body_area": front["body_area"],
        "order": front.get("order", 100),
        "related": front["related"],
        "search_words": search_words_for(
            front["title"], *front["search_words"], *synonyms, front["summary"], MARK.sub(" ", file.body)
        ),
    }
    sheet, is_new = Factsheet.objects.get_or_create(slug=front["slug"], language=front["language"], defaults=values)
    if not is_new and _own_reason(sheet, take):
        del values["search_words"]  # they would find words that the clinic's own text does not hold
    differs = not is_new and any(getattr(sheet, key) != value for key, value in values.items())
    if differs:
        Factsheet.objects.filter(pk=sheet.pk).update(**values)
    return sheet, differs


def _wording(file: SheetFile, evidence: Evidence) -> Wording:
    front = file.front
    return Wording(
        title=front["title"],
        summary=front["summary"],
        body=file.body.strip(),
        notes=_notes_of(file, evidence),
        author=front["author"],
        reviewer=front["reviewer"],
        reviewed_on=front.get("reviewed_on"),
    )


def _notes_of(file: SheetFile, evidence: Evidence) -> dict[str, Any]:
    """Return what a version made from the file notes: sources in its language, its picture, what it translates."""
    sections = read(file.body)
    with speaking(file.language):
        notes = source_notes(sections, evidence) | picture_note(file.slug, sections)
    if file.is_translation:
        of = file.front["translation_of"]
        notes |= translation_note(file.front["translator"], of, number_of(file.slug, of))
    return notes
