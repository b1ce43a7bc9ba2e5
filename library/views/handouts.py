"""What a patient was given: the list, giving one more, and the very sheet again."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.printing import pdf_response
from clinic.trail.once import AlreadyMade
from library import queries
from library.actions import give_handout
from library.forms import GiveForm
from library.models import Handout
from library.sheet_pdf import handout_pdf
from patients.models import Patient


@require_safe
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def patient_handouts(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What this patient was given."""
    context = {"patient": patient, "tab": "handouts", "handouts": queries.handouts_of(patient)}
    return render(request, "library/patient_handouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def give(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Choose a sheet and how to print it; one press records the handout and opens its PDF."""
    is_posted = request.method == "POST"
    form = GiveForm(request.POST) if is_posted else GiveForm(initial=_chosen(request, patient))
    if is_posted and form.is_valid():
        try:
            handout = give_handout(patient=patient, by=request.user, **form.cleaned_data)
        except AlreadyMade as made:
            if made.existing.patient_id != patient.pk:
                raise Http404 from None
            if _is_same(made.existing, form.cleaned_data):
                messages.info(request, "This was already saved. Nothing was made twice.")
                return redirect("library:patient-handouts", pk=patient.pk)
            # The page was brought back with its key, and another sheet or print chosen: that is one more handout.
            handout = give_handout(patient=patient, by=request.user, **form.cleaned_data | {"once_key": uuid4()})
        return redirect("library:handout-pdf", pk=handout.pk)
    context: dict[str, Any] = {"patient": patient, "tab": "handouts", "form": form}
    return render(request, "library/give.html", context)


def _chosen(request: HttpRequest, patient: Patient) -> dict[str, Any]:
    return {"sheet": request.GET.get("sheet"), "language": queries.language_for(patient)}


def _is_same(given: Handout, asked: dict[str, Any]) -> bool:
    return all(getattr(given, name) == asked[name] for name in ("paper", "print_size")) and (
        given.version.sheet_id == asked["sheet"].pk
    )


@require_safe
@require(Permission.HANDOUT_GIVE, opens="library.Handout", kind="printed")
def handout(request: HttpRequest, given: Handout) -> HttpResponse:
    """The very sheet that was given, as PDF, as often as it is asked for."""
    return pdf_response(handout_pdf(given), f"handout-{given.pk}.pdf")
