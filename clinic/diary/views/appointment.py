"""One appointment: its history, one-press marks, moving and cancelling."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.diary import actions, queries
from clinic.diary.actions.states import CAN_BE_CANCELLED, STEPS, UNDO
from clinic.diary.errors import Refused, TimeRefused
from clinic.diary.forms import CancelForm, MoveForm
from clinic.diary.models import Appointment
from clinic.diary.models.appointments import Status
from clinic.times import today, written_date
from patients.consent_queries import missing_consents, missing_sentence
from patients.intake_queries import asked_before_visit
from patients.models import Patient

MARKS = {Status.ARRIVED, Status.DID_NOT_ATTEND}


@require_safe
@require(Permission.DIARY_VIEW, opens="diary.Appointment")
def appointment(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    status = appointment.status
    context = {
        "appointment": appointment,
        "events": queries.history(appointment),
        "marks": _marks(appointment),
        "can_undo": status in UNDO,
        "can_cancel": status in CAN_BE_CANCELLED,
        "can_move": status == Status.BOOKED,
        "missing": _missing(appointment),
        "intake_state": asked_before_visit(appointment.patient),
        "once_key": uuid4(),
    }
    return render(request, "diary/appointment.html", context)


@require_POST
@require(Permission.DIARY_BOOK, opens="diary.Appointment")
def status(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """One press: `to` is a mark, entered_in_error or undo. Goes back to `back` when that is one of our pages."""
    to = request.POST.get("to", "")
    try:
        if to == "undo":
            marked = actions.undo(by=request.user, appointment=appointment)
        elif to == Status.ENTERED_IN_ERROR:
            marked = actions.mark_entered_in_error(by=request.user, appointment=appointment)
        elif to in MARKS:
            marked = actions.mark_status(by=request.user, appointment=appointment, to=to)
        else:
            messages.error(request, "Nothing was marked. Use one of the buttons on this page.")
            return _back(request, appointment)
        messages.success(request, f"The appointment is now marked “{marked.get_status_display()}”.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return _back(request, appointment)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DIARY_BOOK, opens="diary.Appointment")
def cancel(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    posted = request.method == "POST"
    form = CancelForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            actions.cancel_appointment(by=request.user, appointment=appointment, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "The appointment was cancelled and its time is free again.")
        return redirect("diary:appointment", appointment.pk)
    return render(request, "diary/cancel.html", {"appointment": appointment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DIARY_BOOK, opens="diary.Appointment")
def move(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Choose another time; `find` only looks for free ones."""
    posted = request.method == "POST"
    form = MoveForm(request.POST if posted else None, appointment=appointment, finding=is_finding(request))
    if posted and form.is_valid() and not form.finding:
        try:
            moved = actions.move_appointment(by=request.user, appointment=appointment, **form.wanted_time)
        except TimeRefused as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("diary:appointment", appointment.pk)
        else:
            when = f"{written_date(moved.local_day)} at {moved.local_start:%H:%M}"
            messages.success(request, f"Moved to {when} with {moved.practitioner.display_name}.")
            return redirect("diary:appointment", appointment.pk)
    return render(request, "diary/move.html", {"appointment": appointment, "form": form, "times": form.times()})


@require_safe
@require(Permission.DIARY_VIEW, opens="patients.Patient")
def patient_appointments(request: HttpRequest, patient: Patient) -> HttpResponse:
    coming, past = queries.coming_and_past(user=request.user, patient=patient)
    context: dict[str, Any] = {"patient": patient, "tab": "appointments", "coming": coming, "past": past}
    return render(request, "diary/patient_appointments.html", context)


def is_finding(request: HttpRequest) -> bool:
    """Whether the button pressed only asks for free times."""
    return "find" in request.POST or "later" in request.POST


def _back(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Today's list and the diary post here too, and want their people back."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(reverse("diary:appointment", args=[appointment.pk]))


def _marks(appointment: Appointment) -> frozenset[str]:
    """The marks that one press may set now: nobody arrives before the day."""
    if appointment.local_day > today(appointment.site.time_zone):
        return frozenset()
    return STEPS.get(appointment.status, frozenset()) & MARKS


def _missing(appointment: Appointment) -> str:
    """Which consents are to be taken before this visit, in words."""
    if appointment.status not in (Status.BOOKED, Status.ARRIVED):
        return ""
    modality, place = appointment.service.modality, appointment.site.jurisdiction
    missing = missing_consents(appointment.patient, [modality], jurisdiction=place)
    return missing_sentence(missing) if missing else ""
