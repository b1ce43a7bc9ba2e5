"""What a patient was given: the list, giving one more, and the very sheet again."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.kept_files import FileLost, kept
from clinic.printing import pdf_response
from clinic.trail.once import AlreadyMade
from library import queries, suggestions
from library.actions import NothingToGive, NotKept, give_handout
from library.forms import GiveForm
from library.models import Handout
from library.sheet_pdf import handout_pdf
from library.sheet_words import known_language
from patients.models import Patient


@require_safe
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def patient_handouts(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What this patient was given."""
    context = {
        "patient": patient,
        "tab": "handouts",
        "handouts": queries.handouts_of(patient),
        "fitting": suggestions.sheets_for(patient, user=request.user),
    }
    return render(request, "library/patient_handouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def give(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Choose a sheet and how to print it; one press keeps and records the handout and opens its PDF."""
    is_posted = request.method == "POST"
    form = GiveForm(request.POST) if is_posted else GiveForm(initial=_chosen(request, patient))
    if is_posted and form.is_valid():
        try:
            return _given(request, patient, form.cleaned_data)
        except NothingToGive:
            form.add_error("sheet", "That sheet was withdrawn a moment ago. Choose another.")
        except NotKept:
            form.add_error(None, "The sheet could not be stored, so nothing was recorded. Is the disk full?")
    context: dict[str, Any] = {"patient": patient, "tab": "handouts", "form": form}
    return render(request, "library/give.html", context)


def _chosen(request: HttpRequest, patient: Patient) -> dict[str, Any]:
    """The sheet and the language of the page that one came from, or else the language noted of the patient."""
    language = known_language(request.GET.get("lang", "")) or queries.language_for(patient)
    return {"sheet": request.GET.get("sheet"), "language": language}


def _given(request: HttpRequest, patient: Patient, asked: dict[str, Any]) -> HttpResponse:
    """Give the sheet and go to its PDF; if this form was sent before, to where it is listed."""
    try:
        handout = give_handout(patient=patient, by=request.user, **asked)
    except AlreadyMade as made:
        if made.existing.patient_id != patient.pk:
            raise Http404 from None
        if _is_same(made.existing, asked):
            messages.info(request, "This was already saved. Nothing was made twice.")
            return redirect("library:patient-handouts", pk=patient.pk)
        # The page was brought back with its key, and another sheet or print chosen: that is one more handout.
        handout = give_handout(patient=patient, by=request.user, **asked | {"once_key": uuid4()})
    return redirect("library:handout-pdf", pk=handout.pk)


def _is_same(given: Handout, asked: dict[str, Any]) -> bool:
    return all(getattr(given, name) == asked[name] for name in ("paper", "print_size")) and (
        given.version.sheet_id == asked["sheet"].pk
    )


@require_safe
@require(Permission.HANDOUT_GIVE, opens="library.Handout", kind="printed")
def handout(request: HttpRequest, given: Handout) -> HttpResponse:
    """The very file that was handed out, for ever. Where none was kept, or on asking, it is drawn anew and says so."""
    if not given.file_name or request.GET.get("drawn") == "again":
        return pdf_response(handout_pdf(given, is_redrawn=True), f"handout-{given.pk}-drawn-again.pdf")
    try:
        content = kept(given.file_name, given.file_sha256)
    except FileLost as lost:
        context = {"handout": given, "patient": given.patient, "tab": "handouts", "reason": str(lost)}
        return render(request, "library/file_lost.html", context, status=404)
    return pdf_response(content, f"handout-{given.pk}.pdf")
