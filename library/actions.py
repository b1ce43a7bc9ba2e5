"""What changes the library: publishing a version of a sheet, and giving one to a patient."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinic.staff.models import Practitioner
from clinic.trail.once import make_once
from library.models import Claim, Factsheet, FactsheetVersion, Handout, Statement
from library.rules import Standing, printing_problems
from library.sheet_text import cites, read
from patients.folding import fold
from patients.models import Patient


class NotPrintable(Exception):
    """The text breaks a rule of what may be printed; `problems` are (line, sentence)."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in problems))
        self.problems = list(problems)


class NothingToGive(Exception):
    """The sheet has no published version."""


@dataclass(frozen=True)
class Wording:
    """All that a version says."""

    title: str
    summary: str
    body: str
    notes: dict[str, Any]
    author: str
    reviewer: str = ""
    reviewed_on: date | None = None

    @property
    def checksum(self) -> str:
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def publish_version(
    *, sheet: Factsheet, wording: Wording, on: date, review_by: date, other_marks: Sequence[str] = ()
) -> FactsheetVersion | None:
    """Publish a new version of the sheet and show it; None if the current one already says exactly this.

    `other_marks` are the marks for guidelines, safety and practice. Raises NotPrintable.
    """
    sheet = Factsheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.current is not None and sheet.current.checksum == wording.checksum:
        return None
    sections = read(wording.body)
    marked = {mark for _, cite in cites(sections) for mark in cite.marks}
    claims = {claim.slug: claim for claim in Claim.objects.filter(slug__in=marked).with_standing()}
    known = {mark: Standing() for mark in other_marks}
    known |= {slug: Standing(claim.effective_verdict, claim.effective_has_figures) for slug, claim in claims.items()}
    problems = list(printing_problems(sections, known))
    if problems:
        raise NotPrintable(problems)
    last = sheet.versions.order_by("-number").first()
    version = FactsheetVersion.objects.create(
        sheet=sheet, number=last.number + 1 if last else 1, checksum=wording.checksum, **asdict(wording)
    )
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
    return version


def give_handout(
    *, patient: Patient, sheet: Factsheet, paper: str, print_size: str, by: Any, once_key: uuid.UUID
) -> Handout:
    """Record that `by` prints the sheet's current version for the patient.

    Raises NothingToGive, or clinic.trail.once.AlreadyMade when this form was sent before.
    """

    def make() -> Handout:
        version = Factsheet.objects.select_related("current").get(pk=sheet.pk).current
        if version is None:
            raise NothingToGive
        return Handout.objects.create(
            once_key=once_key,
            patient=patient,
            version=version,
            language=sheet.language,
            paper=paper,
            print_size=print_size,
            given_to=patient.full_name,
            given_by=_written_name(by),
            by=by,
            at=timezone.now(),
        )

    return make_once(Handout, once_key, make)


def _written_name(user: Any) -> str:
    practitioner = Practitioner.objects.filter(user=user).first()
    return practitioner.titled if practitioner else user.name


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
