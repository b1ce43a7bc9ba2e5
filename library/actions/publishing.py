"""Publishing a version of a sheet: from a content file, or a draft that was reviewed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from clinic.times import months_later
from library.finding import fields_of
from library.marks import marks_in, standings_of
from library.models import Claim, Factsheet, FactsheetVersion, Statement
from library.rules import printing_problems
from library.sheet_text import MARK, Section, cites, read
from library.translated import lacks_english
from patients.folding import fold

from .editing import REVIEWED, DraftChanged, NotPrintable, notes_for, stopping_problems
from .wording import Wording

ENGLISH_FIRST = "The English sheet that this translates was withdrawn. Publish that one again first."


@transaction.atomic
def publish_version(
    *, sheet: Factsheet, wording: Wording, on: date, review_by: date, review_months: int = 12
) -> FactsheetVersion | None:
    """Publish what a content file says and show it; None if the current version already says exactly this.

    Raises NotPrintable.
    """
    is_alone = lacks_english(sheet)  # before the sheet itself is locked, as a withdrawal does
    sheet = Factsheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.current is not None and sheet.current.checksum == wording.checksum:
        return None
    sections = read(wording.body)
    problems = [(0, ENGLISH_FIRST)] if is_alone else []
    problems += list(printing_problems(sections, standings_of(marks_in(sections)), sheet.language))
    if problems:
        raise NotPrintable(problems)
    last = sheet.versions.order_by("-number").first()
    version = FactsheetVersion.objects.create(
        sheet=sheet,
        number=last.number + 1 if last else 1,
        checksum=wording.checksum,
        review_months=review_months,
        **asdict(wording),
    )
    _show(sheet, version, sections, on=on, review_by=review_by)
    return version


@transaction.atomic
def publish_draft(*, draft: FactsheetVersion, revision: int, by: Any, on: date) -> FactsheetVersion:
    """Publish a reviewed draft as it stood at `revision`, and show it until its review is due.

    Raises DraftChanged, also when it is not reviewed (any more); NotPrintable if a claim has lost its standing since.
    """
    is_alone = lacks_english(draft.sheet)
    sheet = Factsheet.objects.select_for_update().get(pk=draft.sheet_id)
    version = FactsheetVersion.objects.select_related("sheet__condition").filter(pk=draft.pk).first()
    if version is None or version.status != REVIEWED or version.revision != revision:
        raise DraftChanged(version)
    if is_alone:
        raise NotPrintable([(0, ENGLISH_FIRST)])
    if problems := stopping_problems(version):
        raise NotPrintable(problems)
    version.notes = notes_for(version, version.body)
    said = ("title", "summary", "body", "notes", "author", "reviewer", "reviewed_on")
    version.checksum = Wording(**{name: getattr(version, name) for name in said}).checksum
    version.published_by = by
    _show(sheet, version, read(version.body), on=on, review_by=months_later(on, version.review_months))
    # The names that its file gave the sheet stay; they are not in the text.
    names, _ = fields_of(sheet.search_words)
    sheet.search_words = search_words_for(version.title, *names, version.summary, MARK.sub(" ", version.body))
    sheet.save(update_fields=["search_words"])
    return version


def _show(
    sheet: Factsheet, version: FactsheetVersion, sections: Sequence[Section], *, on: date, review_by: date
) -> None:
    """Write down which claims the version prints, make it final, and show it."""
    claims = {claim.slug: claim for claim in Claim.objects.filter(slug__in=marks_in(sections))}
    used = [(section.title, mark) for section, cite in cites(sections) for mark in cite.marks if mark in claims]
    Statement.objects.bulk_create(
        Statement(version=version, claim=claims[mark], order=order, section=title)
        for order, (title, mark) in enumerate(used, 1)
    )
    version.status = FactsheetVersion.Status.PUBLISHED
    version.published_on, version.review_by = on, review_by
    version.save()
    sheet.current = version
    sheet.save(update_fields=["current"])


def search_words_for(*texts: str) -> str:
    """Return what a sheet is found by: accents folded, every word once, on a line for each text that is new in it.

    The search weighs a word by its line: the last is the body, the one before it the summary, those above are names.
    """
    seen: set[str] = set()
    lines = []
    for text in texts:
        new = [word for word in dict.fromkeys(fold(text).split()) if word not in seen]
        seen.update(new)
        lines.append(" ".join(new))
    return "\n".join(lines)
