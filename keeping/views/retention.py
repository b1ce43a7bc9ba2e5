"""Retention and erasure: what is due, what is held, and the two people that an erasure needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require, roles_of
from clinic.trail.entries import record_openings
from clinic.trail.once import AlreadyMade
from keeping import queries
from keeping.actions import erasures as actions
from keeping.forms import ErasureForm, HoldForm
from keeping.models import Erasure
from patients.models import Patient

SETTLED = "Somebody else has settled this meanwhile. Here is how it stands."


@require_safe
@require(Permission.RETENTION)
def retention(request: HttpRequest) -> HttpResponse:
    """The records whose time is over, and the erasures that wait for a second person."""
    rule = queries.rule_in_use()
    page, due = queries.due(rule, request.GET.get("page"))
    record_openings(request, [one.patient for one in due], kind="opened", roles=roles_of(request.user))
    context = {"rule": rule, "page": page, "due": due, "requests": queries.open_requests()}
    return render(request, "keeping/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RETENTION, opens="patients.Patient")
def erase(request: HttpRequest, patient: Patient) -> HttpResponse:
    """How long this record is kept; ask for its erasure."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.request_erasure(patient=patient, by=request.user, **form.cleaned_data)
        except actions.MustBeKept as kept:
            form.add_error("scope", kept.sentence)
        except (actions.Settled, AlreadyMade):
            messages.info(request, "Its erasure is asked for already.")
            return redirect("keeping:erase", pk=patient.pk)
        else:
            messages.success(request, "Asked for. Another manager has to confirm it.")
            return redirect("keeping:erase", pk=patient.pk)
    context = {"patient": patient, "tab": "retention", "form": form, "hold_form": HoldForm(auto_id="hold_%s")}
    context |= {"standing": queries.standing(patient), "rule": queries.rule_in_use()}
    return render(request, "keeping/erase.html", context)


@require_POST
@require(Permission.RETENTION, opens="patients.Patient")
def hold(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Place a legal hold, or lift it."""
    form = HoldForm(request.POST)
    try:
        if "lift" in request.POST:
            actions.lift_hold(patient=patient, by=request.user)
        elif form.is_valid():
            actions.place_hold(patient=patient, by=request.user, reason=form.cleaned_data["reason"])
        else:
            messages.error(request, form.errors["reason"][0])
    except actions.Settled:
        messages.info(request, SETTLED)
    return redirect("keeping:erase", pk=patient.pk)


@require_POST
@require(Permission.RETENTION)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an erasure as a second person, or refuse it."""
    erasure = get_object_or_404(Erasure, pk=pk)
    try:
        if "refuse" in request.POST:
            actions.refuse_erasure(erasure=erasure, by=request.user)
            messages.success(request, "Refused. Nothing was erased.")
        else:
            actions.confirm_erasure(erasure=erasure, by=request.user)
            messages.success(request, f"Erased: patient {erasure.patient_number}.")
    except actions.NeedsAnother:
        messages.error(request, "You asked for this erasure yourself. Another manager has to confirm it.")
    except actions.MustBeKept as kept:
        messages.error(request, kept.sentence)
    except actions.Settled:
        messages.info(request, SETTLED)
    return redirect("keeping:retention")
