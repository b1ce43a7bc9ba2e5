"""A patient's consents: what stands, taking one on the tablet or from paper, withdrawing, and the copy on paper."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.printing import pdf_response
from clinic.trail.once import AlreadyMade
from patients import actions, consent_pdf
from patients.consent_queries import history_of, is_minor, newest_of
from patients.forms.consents import PaperForm, SignForm, WithdrawForm, print_options
from patients.models import Consent, Patient
from patients.models.consents import blocks
from patients.wordings import Wording, register

AGAIN = "This was already saved. Nothing was made twice."
CHOOSE = "Choose on this page which consent it is about."


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def of_patient(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What stands for each purpose, and every decision so far."""
    history = history_of(patient)
    newest = newest_of(history)
    wordings = register().in_force(settings.CLINIC_JURISDICTIONS)
    known = {wording.purpose for wording in wordings}
    wordings += [register().newest[one] for one in sorted(newest.keys() - known) if one in register().newest]
    rows = [{"wording": wording, "consent": newest.get(wording.purpose)} for wording in wordings]
    context = {"patient": patient, "tab": "consents", "rows": rows, "history": history, "is_minor": is_minor(patient)}
    return render(request, "patients/consents/tab.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def take(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The page that the patient reads and signs on the practice's tablet; `?purpose=` names the wording."""
    wording, refusing = _wording(request), "refuse" in request.POST
    if wording is None:
        messages.info(request, CHOOSE)
        return redirect("patients:consents", pk=patient.pk)
    data = request.POST if request.method == "POST" else None
    form = SignForm(data, patient=patient, wording=wording, refusing=refusing)
    if form.is_valid():
        write = actions.refuse_consent if refusing else actions.give_consent
        taken = _recorded(request, form, write, patient=patient, wording=wording, signed=form.signed)
        if taken is not None:
            return redirect("patients:consent-done", pk=taken.pk)
    context = {"patient": patient, "wording": wording, "blocks": blocks(wording.text), "form": form}
    return render(request, "patients/consents/take.html", context)


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Consent")
def done(request: HttpRequest, consent: Consent) -> HttpResponse:
    """What the patient sees after deciding, before the tablet goes back."""
    return render(request, "patients/consents/done.html", {"consent": consent, "patient": consent.patient})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def paper(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Enter a consent that was signed on paper."""
    wording = _wording(request)
    if wording is None:
        messages.info(request, CHOOSE)
        return redirect("patients:consents", pk=patient.pk)
    data = request.POST if request.method == "POST" else None
    form = PaperForm(data, patient=patient, wording=wording)
    if form.is_valid():
        given = {"signed": form.signed, "signed_on": form.cleaned_data["signed_on"]}
        if _recorded(request, form, actions.enter_paper, patient=patient, wording=wording, **given):
            messages.success(request, "The consent was entered. Keep the paper, or its scan, with the record.")
            return redirect("patients:consents", pk=patient.pk)
    context = {"patient": patient, "tab": "consents", "wording": wording, "blocks": blocks(wording.text), "form": form}
    return render(request, "patients/consents/paper.html", context)


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Consent")
def consent(request: HttpRequest, consent: Consent) -> HttpResponse:
    """One decision, with the words as they were shown and the signature."""
    context = {"patient": consent.patient, "tab": "consents", "consent": consent}
    return render(request, "patients/consents/consent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Consent")
def withdraw(request: HttpRequest, consent: Consent) -> HttpResponse:
    if not consent.is_given or hasattr(consent, "withdrawal"):
        messages.info(request, "There is nothing to withdraw here: see what stands below.")
        return redirect("patients:consents", pk=consent.patient_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None, patient=consent.patient)
    if form.is_valid():
        details = {"signed": form.signed, "reason": form.cleaned_data["reason"]}
        if _recorded(request, form, actions.withdraw_consent, consent=consent, **details):
            messages.success(request, "The withdrawal was recorded. From now on this consent does not count.")
            return redirect("patients:consents", pk=consent.patient_id)
    context = {"patient": consent.patient, "tab": "consents", "consent": consent, "form": form}
    return render(request, "patients/consents/withdraw.html", context)


@require_POST
@require(Permission.SESSION_WRITE, opens="patients.Consent")
def countersign(request: HttpRequest, consent: Consent) -> HttpResponse:
    """The practitioner signs under the patient's signature, with their own name."""
    user: Any = request.user
    name = user.practitioner.display_name if hasattr(user, "practitioner") else user.name
    try:
        actions.countersign(by=request.user, consent=consent, name=name)
        messages.success(request, "You have signed too. Give the patient their copy.")
    except actions.ConsentRefused as refused:
        messages.error(request, refused.sentence)
    return redirect("patients:consent", pk=consent.pk)


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Consent", kind="printed")
def as_pdf(request: HttpRequest, consent: Consent) -> HttpResponse:
    """The patient's copy; in duplicate where the law wants two. `?paper=letter`, `?print=large`."""
    made = consent_pdf.consent_pdf(consent, **print_options(request.GET))
    return pdf_response(made, f"consent-{consent.pk}.pdf")


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient", kind="printed")
def blank_pdf(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The words on paper, to be signed by hand; every wording in force if `?purpose=` names none."""
    wording = _wording(request)
    wordings = [wording] if wording else register().in_force(settings.CLINIC_JURISDICTIONS)
    made = consent_pdf.blank_pdf(patient, wordings, **print_options(request.GET))
    return pdf_response(made, f"consent-to-sign-{patient.pk}.pdf")


def _wording(request: HttpRequest) -> Wording | None:
    """The newest wording for the purpose that the address names."""
    return register().newest.get(request.GET.get("purpose", ""))


def _recorded(request: HttpRequest, form: Any, write: Any, **details: Any) -> Consent | None:
    """Write it once. A form brought back with its key, to say something else, makes a row of its own."""
    key = form.cleaned_data["once_key"]
    try:
        return write(by=request.user, once_key=key, **details)
    except AlreadyMade as made:
        patient = details["patient"] if "patient" in details else details["consent"].patient
        if made.existing.patient_id != patient.pk:
            raise Http404 from None
        if _says_the_same(made.existing, write, details):
            messages.info(request, AGAIN)
            return made.existing
        return write(by=request.user, once_key=uuid4(), **details)
    except actions.ConsentRefused as refused:
        form.add_error("signer" if isinstance(refused, actions.GuardianSigns) else None, refused.sentence)
        return None


def _says_the_same(existing: Consent, write: Any, details: dict[str, Any]) -> bool:
    decision = {
        actions.refuse_consent: Consent.Decision.REFUSED,
        actions.withdraw_consent: Consent.Decision.WITHDRAWN,
    }.get(write, Consent.Decision.GIVEN)
    return existing.decision == decision and existing.signed_name == details["signed"].name
