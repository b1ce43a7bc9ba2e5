"""Saying why a restricted record is opened, and restricting one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from clinic.access import Permission, find_visible, remember_reason, require
from clinic.forms import PlainForm
from clinic.trail.once import AlreadyMade
from patients import actions
from patients.forms import ReasonForm
from patients.models import Patient


class OpenForm(PlainForm):
    patient = forms.IntegerField(max_value=2**62, widget=forms.HiddenInput)
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why you open it",
        max_length=300,
        error_messages={"required": "Enter why you open this record, for example “Treating her today”."},
    )


@require_POST
@require(Permission.PATIENT_VIEW)
def say_why(request: HttpRequest) -> HttpResponse:
    """Keep the reason for a while and go where one wanted to go; the access entries there carry it."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "patient_id": request.POST.get("patient"), "next": request.POST.get("next", "")}
        return render(request, "restricted.html", context, status=400)
    patient = find_visible(Patient, request.user, form.cleaned_data["patient"])
    remember_reason(request, patient.pk, form.cleaned_data["reason"])
    wanted = form.cleaned_data["next"]
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return redirect(wanted)
    return redirect("treatments:chart", pk=patient.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ADMIN, opens="patients.Patient")
def restrict(request: HttpRequest, patient: Patient) -> HttpResponse:
    form, on = ReasonForm(request.POST if request.method == "POST" else None), request.POST.get("to") == "on"
    if request.method == "POST" and form.is_valid():
        reason, once_key = form.cleaned_data["reason"], form.cleaned_data["once_key"]
        try:
            actions.restrict(patient=patient, by=request.user, on=on, reason=reason, once_key=once_key)
            messages.success(request, "The record is restricted." if on else "The record is open to all again.")
        except AlreadyMade:
            messages.info(request, "This was already saved. Nothing was made twice.")
        return redirect("patients:details", pk=patient.pk)
    changes = patient.restriction_changes.select_related("by")[:20]
    context = {"patient": patient, "tab": "details", "form": form, "changes": changes}
    return render(request, "patients/restrict.html", context)
