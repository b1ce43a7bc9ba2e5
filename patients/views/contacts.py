"""The log of what was said with a patient between visits."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from patients import actions, record_queries
from patients.forms import ContactForm, initial_for_correction
from patients.models import ContactNote, Patient


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def contacts(request: HttpRequest, patient: Patient) -> HttpResponse:
    log = record_queries.contacts_of(patient, user=request.user)
    page = Paginator(log, record_queries.ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"patient": patient, "tab": "details", "part": "contacts", "page": page}
    return render(request, "patients/record/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def add(request: HttpRequest, patient: Patient) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _logged(request, patient, form)
    return _form_page(request, {"patient": patient, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.ContactNote")
def correct(request: HttpRequest, note: ContactNote) -> HttpResponse:
    """Write the note anew; the first stays readable under it."""
    if ContactNote.objects.filter(corrects=note).exists() and request.method != "POST":
        messages.info(request, "This note was corrected already. Correct the newer one.")
        return redirect("patients:contacts", pk=note.patient_id)
    posted = request.method == "POST"
    form = ContactForm(request.POST) if posted else ContactForm(initial=initial_for_correction(note))
    if form.is_valid():
        return _logged(request, note.patient, form, corrects=note)
    return _form_page(request, {"patient": note.patient, "form": form, "corrected": note})


def _logged(
    request: HttpRequest, patient: Patient, form: ContactForm, corrects: ContactNote | None = None
) -> HttpResponse:
    try:
        actions.log_contact(patient=patient, by=request.user, corrects=corrects, **form.note)
    except AlreadyMade as already:
        if already.existing.patient_id != patient.pk:
            raise Http404 from None
        messages.info(request, "This was already saved. Nothing was made twice.")
    except actions.AlreadyCorrected:
        form.add_error(None, "Somebody else has corrected this note meanwhile. Open the log and correct the newer one.")
        return _form_page(request, {"patient": patient, "form": form, "corrected": corrects}, status=409)
    else:
        messages.success(request, "The note was saved.")
    return redirect("patients:contacts", pk=patient.pk)


def _form_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "patients/record/contact_form.html", {"tab": "details", **context}, status=status)
