"""The list of people who hold a withdrawn version, on paper."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from clinic.locales import written
from clinic.printing import Paper, PrintSize, build_document, lead, para, styles, table, title
from library.edit_queries import RecallRow
from library.models import Handout, Withdrawal


def written_handout(handout: Handout) -> str:
    size = handout.get_print_size_display().partition(" (")[0].lower()
    paper = f"{handout.get_language_display()}, {handout.get_paper_display()}, {size}"
    return f"{written(handout.given_on)} by {handout.given_by} ({paper})"


def recall_pdf(withdrawal: Withdrawal, rows: Sequence[RecallRow]) -> bytes:
    st = styles(PrintSize.NORMAL, "en")
    version, on = withdrawal.version, timezone.localdate(withdrawal.at)
    head = ["☐", "Name", "Phone and e-mail", "Given", "Told"]
    cells = [[_box(row), row.patient.full_name, _reached_at(row), _given(row), _told(row)] for row in rows]
    everyone = table([head, *cells], st, widths=[0.5, 2.6, 4.9, 3.6, 2.4])
    story = [
        title("People to tell", st),
        lead(f"{version.title}, version {version.number}, was withdrawn on {written(on)} by {withdrawal.by.name}.", st),
        para(f"Reason: {withdrawal.reason}", st.body),
        para("This list names patients. Do not leave it lying about; shred it when everyone has been told.", st.small),
        everyone if rows else para("Nobody was given this version.", st.body),
    ]
    return build_document(
        story,
        title=f"People to tell: {version.title}, version {version.number}",
        author=settings.CLINIC["name"],
        subject="Recall list",
        language="en-GB",
        paper=Paper.A4,
        print_size=PrintSize.NORMAL,
        head=settings.CLINIC["name"],
        head_right=settings.CLINIC["phone"],
        footer_left=f"Recall list, printed {written(timezone.localdate())}. Confidential.",
    )


def _box(row: RecallRow) -> str:
    return "☑" if row.contact else "☐"


def _reached_at(row: RecallRow) -> str:
    return "\n".join(filter(None, (row.patient.phone, row.patient.email))) or "No phone, no e-mail"


def _given(row: RecallRow) -> str:
    return "\n".join(map(written_handout, row.handouts))


def _told(row: RecallRow) -> str:
    return f"{written(timezone.localdate(row.contact.at))}, {row.contact.by.name}" if row.contact else ""
