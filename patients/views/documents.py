"""Documents and photographs of a patient: the list, adding one, the file itself, and striking one out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.kept_files import FileLost, kept
from clinic.trail.once import AlreadyMade
from patients import actions, record_queries
from patients.fields import BIGGEST_ID
from patients.forms import DocumentForm, ErrorForm
from patients.models import Patient, PatientDocument
from patients.received import SUFFIXES
from patients.virus_scan import CannotScan, Infected

# Should a browser ever take a file for a page: no script, no form, no other file, no cookies.
SANDBOX = "default-src 'none'; sandbox"
WHY_NOT: dict[type[Exception], str] = {
    actions.NotKept: ("The file could not be stored, so nothing was recorded. The disk may be full: tell the manager."),
    Infected: "The virus scanner found something in this file. Nothing was kept. Tell whoever sent it.",
    CannotScan: "The virus scanner does not answer, so nothing was kept. Try again, or tell the manager.",
}


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def documents(request: HttpRequest, patient: Patient) -> HttpResponse:
    found = record_queries.documents_of(patient, user=request.user)
    return render(
        request, "patients/record/documents.html", {"patient": patient, "tab": "documents", "documents": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def add(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Check a file and keep it."""
    if request.method != "POST":
        initial = {"kind": request.GET.get("kind")}
        return _form_page(request, patient, DocumentForm(user=request.user, patient=patient, initial=initial))
    form = DocumentForm(request.POST, request.FILES, user=request.user, patient=patient, request=request)
    if not form.is_valid() or (document := _kept(request, patient, form)) is None:
        return _form_page(request, patient, form)
    is_photograph = document.kind == PatientDocument.Kind.TONGUE
    return redirect("patients:tongue" if is_photograph else "patients:documents", pk=patient.pk)


def _kept(request: HttpRequest, patient: Patient, form: DocumentForm) -> PatientDocument | None:
    """Keep the document and say so; where that fails, say why beside the field."""
    try:
        document = actions.keep_document(patient=patient, by=request.user, **form.document)
    except AlreadyMade as already:
        if already.existing.patient_id != patient.pk:
            raise Http404 from None
        messages.info(request, "This was already saved. Nothing was made twice.")
        return already.existing
    except (actions.NotKept, Infected, CannotScan) as failed:
        form.add_error("file", WHY_NOT[type(failed)])
        return None
    messages.success(request, f"“{document.title}” is kept with the record.")
    return document


def _form_page(request: HttpRequest, patient: Patient, form: DocumentForm) -> HttpResponse:
    context: dict[str, Any] = {"patient": patient, "tab": "documents", "form": form}
    return render(request, "patients/record/document_form.html", context)


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.PatientDocument")
def file(request: HttpRequest, document: PatientDocument) -> HttpResponse:
    """Give the file: a picture that we drew ourselves is shown in place, all else is only downloaded."""
    try:
        content = kept(document.file_name, document.sha256)
    except FileLost as lost:
        context = {"patient": document.patient, "tab": "documents", "document": document, "reason": str(lost)}
        return render(request, "patients/record/document_lost.html", context, status=410)
    response = HttpResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = content_disposition_header(not document.is_image, _name(document)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _name(document: PatientDocument) -> str:
    """The name as it came, with the ending that the content has."""
    suffix, name = SUFFIXES[document.content_type], document.original_name
    same = name.lower().endswith(suffix) or (suffix == ".jpg" and name.lower().endswith(".jpeg"))
    return name if same else f"{name}{suffix}"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.PatientDocument")
def strike_out(request: HttpRequest, document: PatientDocument) -> HttpResponse:
    """Mark a document as entered in error, with a reason. It stays in the record, struck out."""
    form = ErrorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.mark_in_error(document=document, by=request.user, reason=form.cleaned_data["reason"])
        except actions.AlreadyInError:
            messages.info(request, "This document was marked already. Nothing was changed.")
        else:
            messages.success(request, f"“{document.title}” is marked as entered in error.")
        return redirect("patients:documents", pk=document.patient_id)
    context = {"patient": document.patient, "tab": "documents", "document": document, "form": form}
    return render(request, "patients/record/document_error.html", context)


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Patient")
def tongue(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Two photographs of the tongue side by side: at first the oldest and the newest."""
    photographs = record_queries.tongue_photographs(patient, user=request.user)
    by_number = {photograph.pk: photograph for photograph in photographs}
    left = by_number.get(_number(request.GET.get("left"))) or (photographs[-1] if photographs else None)
    right = by_number.get(_number(request.GET.get("right"))) or (photographs[0] if photographs else None)
    context = {"patient": patient, "tab": "documents", "photographs": photographs, "left": left, "right": right}
    return render(request, "patients/record/tongue.html", context)


def _number(asked: str | None) -> int:
    return int(asked) if asked and asked.isascii() and asked.isdigit() and int(asked[:20]) <= BIGGEST_ID else 0
