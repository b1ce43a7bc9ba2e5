"""What the pages for writing and recalling sheets ask; each list in a few questions, however long it is."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from library.models import Factsheet, FactsheetVersion, Handout, RecallContact, Withdrawal
from library.queries import DUE_WITHIN
from patients.models import Patient


@dataclass(frozen=True)
class SheetRow:
    """A sheet in the editors' list: what is shown, what is being written, what was withdrawn."""

    sheet: Factsheet
    draft: FactsheetVersion | None
    withdrawal: Withdrawal | None
    on: date

    @property
    def title(self) -> str:
        words = self.sheet.current or self.draft or (self.withdrawal and self.withdrawal.version)
        return words.title if words else self.sheet.slug

    @property
    def is_overdue(self) -> bool:
        return bool(self.sheet.current and self.sheet.current.is_overdue(self.on))

    @property
    def is_due(self) -> bool:
        return bool(self.sheet.current and self.sheet.current.is_overdue(self.on + DUE_WITHIN))


def rows_by_language(on: date) -> list[tuple[str, list[SheetRow]]]:
    """Return every sheet by language, in the library's order."""
    open_drafts = FactsheetVersion.objects.exclude(status=FactsheetVersion.Status.PUBLISHED)
    drafts = {draft.sheet_id: draft for draft in open_drafts}
    withdrawn: dict[int, Withdrawal] = {}
    for withdrawal in Withdrawal.objects.select_related("version").order_by("at", "pk"):
        withdrawn[withdrawal.version.sheet_id] = withdrawal
    found: dict[str, list[SheetRow]] = defaultdict(list)
    for sheet in Factsheet.objects.select_related("current").order_by("language", "order", "slug"):
        gone = withdrawn.get(sheet.pk) if sheet.current is None else None
        found[sheet.language].append(SheetRow(sheet, drafts.get(sheet.pk), gone, on))
    names = dict(Factsheet.Language.choices)
    return [(names[language], rows) for language, rows in sorted(found.items(), key=lambda pair: pair[0] != "en")]


def versions_of(sheet: Factsheet) -> QuerySet[FactsheetVersion]:
    """All versions, the newest first, each with its withdrawal."""
    return sheet.versions.select_related("withdrawal__by", "reviewed_by", "published_by").order_by("-number")


@dataclass(frozen=True)
class Change:
    """A line of a text that another text lacks ("removed"), has besides ("added"), or shares ("same")."""

    kind: str
    text: str


def changes_between(old: str, new: str) -> list[Change]:
    """Return the lines that differ, each with its neighbours."""
    kinds = {"+": "added", "-": "removed", " ": "same"}
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm="")
    return [Change(kinds[line[0]], line[1:]) for line in list(lines)[2:] if line[0] in kinds and line[1:].strip()]


# --- recall ---


def recalled_patients(withdrawal: Withdrawal) -> QuerySet[Patient]:
    """Everyone who was given the withdrawn version, by name."""
    given = Handout.objects.filter(version=withdrawal.version_id).values("patient_id")
    return Patient.objects.filter(pk__in=given)


@dataclass
class RecallRow:
    """One person to tell: every time the sheet was given, and the note that counts."""

    patient: Patient
    handouts: list[Handout] = field(default_factory=list)
    last: RecallContact | None = None

    @property
    def pk(self) -> int:
        return self.handouts[0].pk

    @property
    def patient_id(self) -> int:
        return self.patient.pk

    @property
    def turn(self) -> int:
        return self.last.turn if self.last else 0

    @property
    def contact(self) -> RecallContact | None:
        """Who told this person and when; None if nobody has."""
        return self.last if self.last and self.last.is_contacted else None


def recall_rows(withdrawal: Withdrawal, patients: Sequence[Patient]) -> list[RecallRow]:
    """Return the rows of these patients, in two questions."""
    rows = {patient.pk: RecallRow(patient) for patient in patients}
    for handout in Handout.objects.filter(version=withdrawal.version_id, patient__in=rows).order_by("at", "pk"):
        rows[handout.patient_id].handouts.append(handout)
    contacts = RecallContact.objects.filter(withdrawal=withdrawal, patient__in=rows)
    for contact in contacts.select_related("by").order_by("turn"):
        rows[contact.patient_id].last = contact
    return list(rows.values())


def every_recall_row(withdrawal: Withdrawal, at_once: int = 500) -> Iterator[RecallRow]:
    """Yield the rows of everyone; the databases limit how many numbers one question may hold."""
    patients = list(recalled_patients(withdrawal))
    for start in range(0, len(patients), at_once):
        yield from recall_rows(withdrawal, patients[start : start + at_once])


def not_yet_told(withdrawal: Withdrawal) -> int:
    """How many of those who hold the version have not been told."""
    told: dict[int, bool] = {}
    for patient, is_contacted in withdrawal.contacts.order_by("turn").values_list("patient_id", "is_contacted"):
        told[patient] = is_contacted
    return recalled_patients(withdrawal).count() - sum(told.values())
