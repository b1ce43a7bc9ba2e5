"""The whole record on paper, for the person it is about."""

from typing import Any

from django.conf import settings

from clinic.printing import LTR, Paper, build_document, lead, para, section, styles, subsection, table, title
from clinic.times import written_date
from patients.models import Patient

from .plain import for_eyes

ABOUT = (
    "This is everything that we keep about you. The same is in this archive as data for another clinic’s computer "
    "(record.fhir.json and the folder “data”), with the files that you were given, and the list of who opened your "
    "record (access.csv)."
)


def record_pdf(patient: Patient, parts: dict[str, list[dict[str, Any]]], *, day: Any, paper: Paper = Paper.A4) -> bytes:
    """Return the parts as PDF: title -> rows in words."""
    st = styles()
    story = [title("Your record", st), lead(f"{LTR}{patient.full_name}, {written_date(day)}", st), para(ABOUT, st.body)]
    for heading, rows in parts.items():
        story.append(section(heading, st))
        if not rows:
            story.append(para("Nothing.", st.body))
        for row in rows:
            if len(rows) > 1:
                story.append(subsection(f"{heading}, number {row['number']}", st))
            cells = [
                [[(name[0].upper() + name[1:], {"bold": True})], for_eyes(value)]
                for name, value in row.items()
                if name != "number" and value not in ("", [], {})
            ]
            if cells:
                story.append(table(cells, st, widths=[1, 2.4], header=False))
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
