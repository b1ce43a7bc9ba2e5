"""Subject access: the page that asks why, and the press that makes the ZIP."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from clinic.access import Permission, require
from clinic.trail.entries import EXPORTED
from keeping.actions.disclosures import export_record
from keeping.forms import ExportForm
from patients.models import Patient


@require_safe
@require(Permission.PATIENT_EXPORT, opens="patients.Patient")
def export(request: HttpRequest, patient: Patient) -> HttpResponse:
    return render(request, "keeping/export.html", {"patient": patient, "tab": "export", "form": ExportForm()})


@require_POST
@require(Permission.PATIENT_EXPORT, opens="patients.Patient", kind=EXPORTED)
def export_zip(request: HttpRequest, patient: Patient) -> HttpResponse | FileResponse:
    """Make the ZIP from a temporary file and send it as it is read."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return render(request, "keeping/export.html", {"patient": patient, "tab": "export", "form": form})
    file = export_record(patient=patient, by=request.user, reason=form.cleaned_data["reason"])
    response = FileResponse(
        file, as_attachment=True, filename=f"record-{patient.pk}.zip", content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
