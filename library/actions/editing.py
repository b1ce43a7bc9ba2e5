"""Writing a draft of a sheet, having it reviewed, throwing it away."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from clinic.locales import speaking
from library.marks import evidence_for, findings_in, marks_in
from library.models import Factsheet, FactsheetVersion, Saving
from library.pictures import picture_note
from library.sheet_notes import source_notes
from library.sheet_text import read
from library.translated import translation_of

from .people import written_name
from .wording import Wording

DRAFT, REVIEWED = FactsheetVersion.Status.DRAFT, FactsheetVersion.Status.REVIEWED
LONGEST_NAME = 150


class DraftChanged(Exception):
    """Somebody else was quicker; nothing was done. `now` is how the version stands, None if it was thrown away."""

    def __init__(self, now: FactsheetVersion | None) -> None:
        super().__init__("changed meanwhile")
        self.now = now


class OpenDraft(Exception):
    """The sheet has an open draft already: `existing`."""

    def __init__(self, existing: FactsheetVersion) -> None:
        super().__init__("there is an open draft")
        self.existing = existing


class WroteIt(Exception):
    """Whoever wrote in a draft does not review it."""


class NotPrintable(Exception):
    """The text breaks a rule of what may be printed; `problems` are (line, sentence)."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in problems))
        self.problems = problems


def start_draft(*, sheet: Factsheet, words_of: FactsheetVersion, by: Any) -> FactsheetVersion:
    """Open a draft that begins with the words of one of the sheet's versions. Raises OpenDraft if there is one."""
    try:
        with transaction.atomic():
            Factsheet.objects.select_for_update().get(pk=sheet.pk)
            last = sheet.versions.order_by("-number").first()
            return FactsheetVersion.objects.create(
                sheet=sheet,
                number=last.number + 1 if last else 1,
                origin=FactsheetVersion.Origin.BROWSER,
                title=words_of.title,
                summary=words_of.summary,
                body=words_of.body,
                notes=words_of.notes,
                author=written_name(by)[:LONGEST_NAME],
                review_months=words_of.review_months,
                written_by=by,
            )
    except IntegrityError:
        existing = open_draft_of(sheet)
        if existing is None:
            raise
        raise OpenDraft(existing) from None


def open_draft_of(sheet: Factsheet) -> FactsheetVersion | None:
    return sheet.versions.filter(status__in=[DRAFT, REVIEWED]).first()


@transaction.atomic
def save_draft(
    *, draft: FactsheetVersion, revision: int, by: Any, title: str, summary: str, body: str, review_months: int
) -> FactsheetVersion:
    """Save the words, if the draft still stands at `revision`. Changed words are a draft again until reviewed anew.

    Raises DraftChanged. Words that are as they were change nothing.
    """
    words = {"title": title, "summary": summary, "body": body, "review_months": review_months}
    now = FactsheetVersion.objects.select_related("sheet").filter(pk=draft.pk).first()
    if now is None or not now.is_open:
        raise DraftChanged(now)
    if all(getattr(now, name) == value for name, value in words.items()):
        return now
    wording = Wording(title, summary, body, notes=notes_for(now, body), author=_authors(now, by))
    _change(
        now,
        revision,
        **asdict(wording),
        checksum=wording.checksum,
        review_months=review_months,
        status=DRAFT,
        reviewed_by=None,
    )
    Saving.objects.create(version=now, revision=revision + 1, by=by)
    return FactsheetVersion.objects.get(pk=now.pk)


def notes_for(version: FactsheetVersion, body: str) -> dict[str, Any]:
    """Return what the version notes with this text: its sources now, its picture, and what it translates."""
    sections = read(body)
    with speaking(version.sheet.language):
        notes = source_notes(sections, evidence_for(marks_in(sections)))
    return notes | picture_note(version.sheet.slug, sections) | translation_of(version)


def _authors(draft: FactsheetVersion, by: Any) -> str:
    """The names of all who wrote in the draft, in the order in which they came."""
    writers = [saving.by for saving in draft.savings.select_related("by")]
    names = list(dict.fromkeys(written_name(user) for user in [*dict.fromkeys(writers), by]))
    joined = ", ".join(names)
    return joined if len(joined) <= LONGEST_NAME else f"{names[0][: LONGEST_NAME - 11]} and others"


def _change(draft: FactsheetVersion, revision: int, **values: Any) -> None:
    """Change the open draft if nobody changed it since `revision`; count the change. Raises DraftChanged."""
    is_as_seen = FactsheetVersion.objects.filter(pk=draft.pk, revision=revision, status__in=[DRAFT, REVIEWED])
    if not is_as_seen.update(**values, revision=revision + 1):
        raise DraftChanged(FactsheetVersion.objects.filter(pk=draft.pk).first())


def wrote_in(draft: FactsheetVersion, user: Any) -> bool:
    return draft.written_by_id == user.pk or draft.savings.filter(by=user).exists()


def stopping_problems(version: FactsheetVersion) -> list[tuple[int, str]]:
    """Return (line, sentence) for all that keeps a text from being published."""
    found = findings_in(sheet=version.sheet, title=version.title, summary=version.summary, body=version.body)
    return [(finding.line, finding.sentence) for finding in found if finding.stops]


@transaction.atomic
def review_draft(*, draft: FactsheetVersion, revision: int, by: Any, on: date) -> FactsheetVersion:
    """Record that `by` has read exactly the words of `revision` and stands behind them.

    Raises WroteIt for those who wrote in it, NotPrintable if it could not be published, DraftChanged.
    """
    now = FactsheetVersion.objects.select_related("sheet__condition").filter(pk=draft.pk).first()
    if now is None or now.status != DRAFT or now.revision != revision:
        raise DraftChanged(now)
    if wrote_in(now, by):
        raise WroteIt
    if problems := stopping_problems(now):
        raise NotPrintable(problems)
    reviewer = written_name(by)[:LONGEST_NAME]
    _change(now, revision, status=REVIEWED, reviewed_by=by, reviewer=reviewer, reviewed_on=on)
    return FactsheetVersion.objects.get(pk=now.pk)


@transaction.atomic
def discard_draft(*, draft: FactsheetVersion, revision: int) -> None:
    """Throw the draft away, as it stood at `revision`. Raises DraftChanged."""
    _change(draft, revision, status=DRAFT, reviewed_by=None, reviewer="", reviewed_on=None)
    draft.delete()
