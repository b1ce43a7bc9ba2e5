"""The Safety tab: the answers that count, taking new ones, and confirming them with one press."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from patients import actions, safety
from patients.forms import ConfirmForm, ScreeningForm
from patients.models import Patient, SafetyScreening
from patients.rules.answers import ANSWER_WORDS, NOTHING, Answer, told

NOT_MADE_TWICE = "This was already saved. Nothing was made twice."


def grouped(words: dict[str, str]) -> dict[str, Any]:
    """What stands out first; every no, and what was not asked, in one line each."""
    plain = {"no": ANSWER_WORDS[Answer.NO], "not_asked": ANSWER_WORDS[Answer.NOT_ASKED]}
    together = {name: [label for label, said in words.items() if said == word] for name, word in plain.items()}
    others = [(label, said) for label, said in words.items() if said not in (*plain.values(), NOTHING)]
    return together | {"others": others}


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Patient")
def overview(request: HttpRequest, patient: Patient) -> HttpResponse:
    state = safety.state_of(patient)
    context = {
        "patient": patient,
        "tab": "safety",
        "state": state,
        "told": grouped(told(state.answers)) if state else {},
        "history": safety.history_of(patient, user=request.user),
        "once_key": uuid.uuid4(),
    }
    return render(request, "patients/safety.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSION_WRITE, opens="patients.Patient")
def take(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Ask the questions. The form starts from the newest answers; saving keeps new ones beside the old."""
    state = safety.state_of(patient)
    answers = state.answers if state else None
    form = ScreeningForm(request.POST if request.method == "POST" else None, patient=patient, answers=answers)
    if request.method == "POST" and form.is_valid():
        source, once_key = SafetyScreening.Source.STAFF, form.cleaned_data["once_key"]
        try:
            actions.record_screening(
                patient=patient, by=request.user, source=source, answers=form.answers(), once_key=once_key
            )
            messages.success(request, "The safety answers were saved.")
        except AlreadyMade:
            messages.info(request, NOT_MADE_TWICE)
        return redirect("patients:safety", pk=patient.pk)
    return render(request, "patients/safety_form.html", {"patient": patient, "tab": "safety", "form": form})


@require_POST
@require(Permission.SESSION_WRITE, opens="patients.Patient")
def confirm(request: HttpRequest, patient: Patient) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if form.is_valid():
        seen, once_key = form.cleaned_data["screening"], form.cleaned_data["once_key"]
        try:
            actions.confirm_screening(patient=patient, by=request.user, screening_id=seen, once_key=once_key)
            messages.success(request, "Confirmed: nothing has changed.")
        except AlreadyMade:
            messages.info(request, NOT_MADE_TWICE)
        except actions.Refused as refused:
            messages.error(request, refused.sentence)
    else:
        messages.error(request, "Nothing was saved. Read the safety answers, then press the button again.")
    to_chart = form.is_valid() and form.cleaned_data["back"] == "chart"
    return redirect("treatments:chart" if to_chart else "patients:safety", pk=patient.pk)
