"""The staff's pages about an intake: how far it has come, sending it, typing one in, reading what was answered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.printing import pdf_response
from clinic.trail.once import AlreadyMade
from patients import actions
from patients.answers import by_step
from patients.forms.intake import OnceForm, PaperForm, PrintForm
from patients.intake_pdf import blank_pdf, intake_pdf
from patients.intake_queries import latest_answers, standing_of, who_is
from patients.models import Intake, IntakeLink, Patient
from patients.questionnaire_file import newest

from .answering import KIOSK, OPENED, remember

TABLET_SECONDS = 60 * 60
AGAIN = "This was already done. Nothing was made twice."


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def of_patient(request: HttpRequest, patient: Patient) -> HttpResponse:
    """How far the intake has come; what was answered, for those who treat."""
    intake = latest_answers(patient=patient, user=request.user)
    context: dict[str, Any] = {"patient": patient, "tab": "intake", "standing": standing_of(patient), "intake": intake}
    context |= {"said": said_in(intake) if intake else [], "send": OnceForm(), "copy": OnceForm(), "tablet": OnceForm()}
    return render(request, "patients/intake/tab.html", context)


def said_in(intake: Intake) -> list[Any]:
    """The answers of an intake, step by step; questions that were not asked or not answered are left out."""
    steps = by_step(intake.version.questionnaire.steps, intake.answers)
    kept = [(step, [one for one in said if one.lines]) for step, said in steps]
    return [(step, said) for step, said in kept if said]


@require_POST
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def send(request: HttpRequest, patient: Patient) -> HttpResponse:
    """E-mail a new link to the patient."""
    form, to_tab = OnceForm(request.POST), redirect("patients:intake", pk=patient.pk)
    if not form.is_valid():
        messages.error(request, form.errors["once_key"][0])
        return to_tab
    if not patient.email:
        messages.error(request, "There is no e-mail address on the record. Add one under Details, or copy a link.")
        return to_tab
    try:
        key = form.cleaned_data["once_key"]
        actions.send_link(patient=patient, by=request.user, once_key=key, address_of=_address_for(request))
        messages.success(request, "The link was sent by e-mail. Any link sent before has stopped working.")
    except AlreadyMade:
        messages.info(request, AGAIN)
    except actions.NotSent:
        messages.error(request, "The e-mail could not be sent. Copy a link instead, or try again later.")
    return to_tab


@require_POST
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def copy(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Make a new link and show it this once: only its hash is kept."""
    form = OnceForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["once_key"][0])
        return redirect("patients:intake", pk=patient.pk)
    try:
        link, token = actions.make_link(
            patient=patient, by=request.user, way=IntakeLink.Way.COPIED, once_key=form.cleaned_data["once_key"]
        )
    except AlreadyMade:
        messages.info(request, "That link was made and shown already. Make a new one if it was not copied.")
        return redirect("patients:intake", pk=patient.pk)
    context = {"patient": patient, "tab": "intake", "link": link, "address": _address_for(request)(token)}
    return render(request, "patients/intake/link.html", context)


@require_POST
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def revoke(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Void the link that is out."""
    voided = actions.revoke_links(patient=patient)
    messages.success(request, "The link was voided." if voided else "There was no link to void.")
    return redirect("patients:intake", pk=patient.pk)


@require_POST
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def tablet(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Hand this device to the patient: whoever was logged in on it is logged out first."""
    form = OnceForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["once_key"][0])
        return redirect("patients:intake", pk=patient.pk)
    try:
        link, _ = actions.make_link(
            patient=patient, by=request.user, way=IntakeLink.Way.TABLET, once_key=form.cleaned_data["once_key"]
        )
    except AlreadyMade:
        messages.info(request, AGAIN)
        return redirect("patients:intake", pk=patient.pk)
    logout(request)
    request.session[KIOSK] = True
    request.session.set_expiry(TABLET_SECONDS)
    remember(request, link, OPENED)
    return redirect("patients:intake-start", pk=link.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def paper(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Type in what a patient wrote on paper."""
    questionnaire = newest()
    who = who_is(patient=patient, questionnaire=questionnaire)
    data = request.POST if request.method == "POST" else None
    form = PaperForm(data, questionnaire=questionnaire, patient=patient, who=who)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("filled_on", "once_key")}
        try:
            actions.type_in(patient=patient, by=request.user, answers=form.answers, **given)
            messages.success(request, "The intake was saved.")
        except AlreadyMade:
            messages.info(request, "This was already saved. Nothing was made twice.")
        return redirect("patients:intake", pk=patient.pk)
    return render(request, "patients/intake/paper.html", {"patient": patient, "tab": "intake", "form": form})


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Intake")
def intake(request: HttpRequest, intake: Intake) -> HttpResponse:
    """One intake, as it was handed in."""
    context = {"patient": intake.patient, "tab": "intake", "intake": intake, "said": said_in(intake)}
    return render(request, "patients/intake/intake.html", context)


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Intake", kind="printed")
def as_pdf(request: HttpRequest, intake: Intake) -> HttpResponse:
    made = intake_pdf(intake, said_in(intake), **PrintForm(request.GET).chosen)
    return pdf_response(made, f"intake-{intake.pk}.pdf")


@require_safe
@require(Permission.PATIENT_VIEW)
def blank(request: HttpRequest) -> HttpResponse:
    """The questions on paper, for those who would rather write."""
    return pdf_response(blank_pdf(newest(), **PrintForm(request.GET).chosen), "intake.pdf")


def _address_for(request: HttpRequest) -> Any:
    """What turns a token into the whole address that a patient can open."""
    return lambda token: request.build_absolute_uri(reverse("patients:intake-open", kwargs={"token": token}))
