"""The whole record on paper, for the person it is about."""

from typing import Any

from django.conf import settings

from clinic.printing import (
    LTR,
    Paper,
    Styles,
    build_document,
    bullets,
    lead,
    para,
    section,
    styles,
    subsection,
    table,
    title,
)
from clinic.times import written_date
from patients.models import Patient

from .plain import for_eyes

SHORT = 80  # characters of a fact that goes into a line
ABOUT = (
    "This is everything that we keep about you. The same is in this archive as data for another clinic’s computer "
    "(record.fhir.json and the folder “data”), with the files that you were given, and the list of who opened your "
    "record (access.csv)."
)


def _row(row: dict[str, Any], st: Styles, *, alone: bool) -> list[Any]:
    """One row: a line of short facts, or a table where something long was written."""
    said = [
        (name[0].upper() + name[1:], for_eyes(value))
        for name, value in row.items()
        if name != "number" and value not in ("", [], {}, None)
    ]
    if alone or any(len(text) > SHORT or "\n" in text for _, text in said):
        cells = [[[(name, {"bold": True})], text] for name, text in said]
        heading = [] if alone else [subsection(f"Number {row['number']}", st)]
        return [*heading, table(cells, st, widths=[1, 2.4], header=False)]
    parts: list[Any] = []
    for name, text in said:
        parts += ["; " if parts else "", (f"{name}: ", {"bold": True}), text]
    return bullets([parts], st)


def record_pdf(patient: Patient, parts: dict[str, list[dict[str, Any]]], *, day: Any, paper: Paper = Paper.A4) -> bytes:
    """Return the parts as PDF: title -> rows in words."""
    st = styles()
    story = [title("Your record", st), lead(f"{LTR}{patient.full_name}, {written_date(day)}", st), para(ABOUT, st.body)]
    for heading, rows in parts.items():
        if rows:
            story.append(section(heading, st))
        for row in rows:
            story += _row(row, st, alone=len(rows) == 1)
    if empty := [heading.lower() for heading, rows in parts.items() if not rows]:
        story += [section("What we do not hold", st), para(f"Nothing is kept under: {'; '.join(empty)}.", st.body)]
    return build_document(
        story,
        title="Your record",
        author=settings.CLINIC["name"],
        subject="Everything kept about one patient",
        paper=paper,
        head=settings.CLINIC["name"],
        head_right="Confidential",
        footer_left=f"{settings.CLINIC['name']}, {settings.CLINIC['phone']}",
    )
