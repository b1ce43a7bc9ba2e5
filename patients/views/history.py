"""Who changed what about a patient, and setting a detail back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic.access import Permission, require
from patients import actions, record_queries
from patients.fields import BIGGEST_ID
from patients.forms import EditPatientForm
from patients.models import ChangeEntry, Patient


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def history(request: HttpRequest, patient: Patient) -> HttpResponse:
    page = Paginator(record_queries.changes_of(patient), record_queries.ON_A_PAGE).get_page(request.GET.get("page"))
    changes = list(record_queries.shown_changes(page.object_list, patient))
    context = {"patient": patient, "tab": "details", "part": "history", "page": page, "changes": changes}
    return render(request, "patients/record/history.html", context)


@require_POST
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def set_back(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Make a new change that gives a detail the value it had before an older one."""
    entry = _entry(patient, request.POST.get("change", ""))
    form = EditPatientForm(EditPatientForm.sent_for(patient, {entry.detail: entry.before}), patient=patient)
    label = record_queries.LABELS[entry.detail]
    if not form.is_valid():
        problem = " ".join(error for errors in form.errors.values() for error in errors)
        messages.error(request, f"{label} was not set back. {problem}")
        return redirect("patients:history", pk=patient.pk)
    try:
        actions.update_patient(
            patient=patient,
            by=request.user,
            version=patient.version,
            **{entry.detail: form.details[entry.detail]},  # type: ignore[misc]
        )
    except actions.ChangedMeanwhile:
        messages.error(request, "Somebody changed this record at the same moment. Look at it, then try again.")
    else:
        messages.success(request, f"{label} was set back.")
    return redirect("patients:history", pk=patient.pk)


def _entry(patient: Patient, asked: str) -> ChangeEntry:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 20 and int(asked) <= BIGGEST_ID):
        raise Http404
    entry = ChangeEntry.objects.filter(patient=patient, pk=int(asked)).first()
    if entry is None or entry.detail not in actions.DETAILS:
        raise Http404
    return entry
