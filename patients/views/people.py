"""Pages for finding people, adding them, and keeping their details."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from patients import actions, queries
from patients.forms import EditPatientForm, NewPatientForm, SearchForm, from_search
from patients.listing import rows_of
from patients.models import Patient

PICKER_LIMIT = 8


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Find people. The page's own form posts, so that names do not land in addresses; `?q=` works too."""
    asked = request.POST if request.method == "POST" else request.GET
    form = SearchForm(asked if "q" in asked else None)
    context: dict[str, Any] = {"form": form}
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    if typed:
        found = queries.search(user=request.user, text=typed)
        context |= {"typed": typed, "found": found}
    people = found.patients if typed else queries.recently_added(user=request.user)
    context["rows"] = rows_of(people, today=timezone.localdate())
    return render(request, "patients/search.html", context)


@require_POST
@require(Permission.PATIENT_VIEW)
def lookup(request: HttpRequest) -> HttpResponse:
    """Answer a picker with a few people who match `q`."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": form.errors["q"][0]}, status=400)
    found = queries.search(user=request.user, text=form.cleaned_data["q"], limit=PICKER_LIMIT)
    people = [
        {"id": one.pk, "name": one.full_name, "called": one.preferred_name, "facts": one.facts}
        for one in found.patients
    ]
    return JsonResponse({"people": people, "more": found.more, "guess": found.is_guess})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Add a patient. The search page posts `typed` to start the form with it, which saves nothing."""
    if request.method != "POST" or "typed" in request.POST:
        initial = {"status": Patient.Status.CURRENT} | from_search(request.POST.get("typed", ""))
        return render(request, "patients/new.html", {"form": NewPatientForm(user=request.user, initial=initial)})
    form = NewPatientForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            patient = actions.add_patient(by=request.user, once_key=form.cleaned_data["once_key"], **form.details)
        except AlreadyMade as already:
            patient = already.existing
            if any(getattr(patient, name) != value for name, value in form.details.items()):
                # Typed after Back: the browser sends it again, to be saved as a change of the record that is there.
                return HttpResponseRedirect(reverse("patients:edit", args=[patient.pk]), preserve_request=True)
            messages.info(request, "This was already saved. Nothing was made twice.")
        else:
            messages.success(request, "The patient was added.")
        return redirect("patients:details", pk=patient.pk)
    return render(request, "patients/new.html", {"form": form})


@require_POST
@require(Permission.PATIENT_EDIT)
def alike(request: HttpRequest) -> HttpResponse:
    """Who may be here already, for what stands in the form for a new patient so far; nothing is saved or refused."""
    form = NewPatientForm(request.POST, user=request.user)
    form.is_valid()
    return render(request, "patients/_alike.html", {"found": form.duplicates})


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def details(request: HttpRequest, patient: Patient) -> HttpResponse:
    return render(request, "patients/details.html", {"patient": patient, "tab": "details", "part": "details"})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_EDIT, opens="patients.Patient")
def edit(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Change the details. Of two people who do so at once the second is shown what the first saved."""
    posted = request.method == "POST"
    form = EditPatientForm(_sent(request, patient) if posted else None, patient=patient)
    context: dict[str, Any] = {"patient": patient, "tab": "details", "form": form}
    if posted and form.is_valid():
        try:
            actions.update_patient(
                patient=patient, by=request.user, version=form.cleaned_data["version"], **form.details
            )
        except actions.ChangedMeanwhile as meanwhile:
            form.meet(meanwhile.now)
            context |= {"now": meanwhile.now, "differences": form.differences(meanwhile.now)}
        else:
            messages.success(request, "The details were saved.")
            return redirect("patients:details", pk=patient.pk)
    return render(request, "patients/edit.html", context, status=409 if "now" in context else 200)


def _sent(request: HttpRequest, patient: Patient) -> QueryDict:
    """What was sent. From the page that added this patient it is a change of the record's first version."""
    if "version" in request.POST or request.POST.get("once_key") != str(patient.once_key):
        return request.POST
    data = request.POST.copy()
    data["version"] = "1"
    return data
