"""A text as the public page would show it, with all that is wrong with it."""

from dataclasses import dataclass

from clinic.locales import speaking
from library.actions.editing import notes_for
from library.marks import findings_in
from library.models import Factsheet, FactsheetVersion
from library.plain_words import Finding, grade_of, is_english, pieces, plain_text
from library.sheet_page import SheetPage, page_of


@dataclass(frozen=True)
class Preview:
    version: FactsheetVersion
    page: SheetPage
    findings: list[Finding]
    grade: float | None  # None where it means nothing: in other languages than English

    @property
    def stops(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.stops]

    @property
    def hints(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.stops]


def preview_of(*, sheet: Factsheet, title: str, summary: str, body: str) -> Preview:
    version = FactsheetVersion(sheet=sheet, title=title, summary=summary, body=body)
    version.notes = notes_for(version, body)
    grade = grade_of(plain_text(pieces(body))) if is_english(sheet.language) else None
    findings = findings_in(sheet=sheet, title=title, summary=summary, body=body)
    with speaking(sheet.language):
        page = page_of(version)
    return Preview(version, page, findings, grade)
