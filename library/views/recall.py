"""Who holds a withdrawn version, and who of them has been told: as a page, for a spreadsheet, on paper.

Each name that is shown or exported is an opening of that patient's record, and is written down as one.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.access import Permission, require, roles_of
from clinic.printing import pdf_response
from clinic.spreadsheet import csv_response
from clinic.trail.entries import record_openings
from library import edit_queries
from library.actions import MarkedMeanwhile, mark_contact
from library.edit_forms import ContactForm
from library.edit_queries import RecallRow
from library.models import Withdrawal
from library.recall_pdf import recall_pdf, written_handout

ON_A_PAGE = 50


@require_safe
@require(Permission.HANDOUT_GIVE)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """The people to tell, some on each page."""
    withdrawal = _withdrawal(pk)
    page = Paginator(edit_queries.recalled_patients(withdrawal), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = edit_queries.recall_rows(withdrawal, list(page.object_list))
    _record(request, rows)
    context = {
        "withdrawal": withdrawal,
        "version": withdrawal.version,
        "rows": rows,
        "page": page,
        "left": edit_queries.not_yet_told(withdrawal),
    }
    return render(request, "library/editing/recall.html", context)


def _withdrawal(pk: int) -> Withdrawal:
    return get_object_or_404(Withdrawal.objects.select_related("version__sheet", "by"), pk=pk)


def _record(request: HttpRequest, rows: Sequence[RecallRow], kind: str = "opened") -> None:
    record_openings(request, rows, kind=kind, roles=roles_of(request.user))


@require_safe
@require(Permission.HANDOUT_GIVE)
def recall_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone on the list, for a spreadsheet."""
    withdrawal = _withdrawal(pk)
    rows = list(edit_queries.every_recall_row(withdrawal))
    _record(request, rows, kind="printed")
    header = ("Name", "Phone", "E-mail", "Given", "Told", "Told by")
    return csv_response(f"recall-{withdrawal.pk}.csv", header, (_cells(row) for row in rows))


def _cells(row: RecallRow) -> list[Any]:
    told = row.contact
    return [
        row.patient.full_name,
        row.patient.phone,
        row.patient.email,
        "; ".join(map(written_handout, row.handouts)),
        f"{timezone.localtime(told.at):%Y-%m-%d %H:%M}" if told else "",
        told.by.name if told else "",
    ]


@require_safe
@require(Permission.HANDOUT_GIVE)
def recall_list_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone on the list, on paper, with a box to tick."""
    withdrawal = _withdrawal(pk)
    rows = list(edit_queries.every_recall_row(withdrawal))
    _record(request, rows, kind="printed")
    return pdf_response(recall_pdf(withdrawal, rows), f"recall-{withdrawal.pk}.pdf")


@require_POST
@require(Permission.HANDOUT_GIVE)
def contacted(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one person has been told, or that this was noted by mistake."""
    withdrawal = _withdrawal(pk)
    form = ContactForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Nothing was noted: the page was out of date. Here is the list as it is now.")
        return redirect("library:recall", pk=pk)
    patient = get_object_or_404(edit_queries.recalled_patients(withdrawal), pk=form.cleaned_data["patient"])
    _record(request, edit_queries.recall_rows(withdrawal, [patient]))
    is_contacted = form.cleaned_data["told"] == "yes"
    turn = form.cleaned_data["turn"]
    try:
        mark_contact(withdrawal=withdrawal, patient=patient, turn=turn, is_contacted=is_contacted, by=request.user)
    except MarkedMeanwhile as meanwhile:
        who = f" by {meanwhile.now.by.name}" if meanwhile.now else ""
        messages.warning(request, f"That person was marked{who} while this page was open. Look before you ring.")
    return redirect(_page_of(request, pk))


def _page_of(request: HttpRequest, pk: int) -> str:
    """The page of the list on which the button stood."""
    number = request.GET.get("page", "")
    return reverse("library:recall", args=[pk]) + (f"?page={number}" if number.isascii() and number.isdigit() else "")
