"""The pages of an import: choose a file, match its columns, look at the report, import, see what was left."""

import time
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require, roles_of
from clinic.spreadsheet import csv_response, xlsx_response
from clinic.trail.entries import CHANGED, record_openings
from clinic.trail.once import AlreadyMade
from patients import import_queries as queries
from patients.actions import imports as actions
from patients.forms.imports import ColumnsForm, FileForm
from patients.models import ImportRun, Patient

STEP_SECONDS = 1.5
REASONS = "What to mend"
MOVED_ON = "This import is further than that page showed. Here is where it is now."
door = require(Permission.PATIENT_IMPORT)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("started_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def start(request: HttpRequest) -> HttpResponse:
    """Take in a file; nothing becomes a patient before its report was seen."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            run = actions.take_in(sheet=cleaned["file"], by=request.user, once_key=cleaned["once_key"])
        except AlreadyMade as already:
            run = already.existing
        return redirect("patients:import-columns", pk=run.pk)
    context = {"form": form, "runs": queries.recent_runs(user=request.user)}
    return render(request, "patients/imports/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the columns, and begin the check."""
    run = _run(request, pk)
    if run.state not in (ImportRun.State.READ, ImportRun.State.CHECKED, ImportRun.State.CHECKING):
        messages.info(request, MOVED_ON)
        return redirect("patients:import-run", pk=pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_bound and form.is_valid():
        try:
            actions.start_checking(run=run, plan=form.plan)
        except actions.WrongState:
            messages.info(request, MOVED_ON)
        return redirect("patients:import-run", pk=pk)
    return render(request, "patients/imports/columns.html", {"run": run, "form": form})


@require_safe
@door
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: its progress, its report, or what came of it. It survives a reload."""
    one = _run(request, pk)
    if one.state == ImportRun.State.READ:
        return redirect("patients:import-columns", pk=pk)
    counted = queries.counts(one)
    done, goal = counted.progress(one)
    context = {"run": one, "counts": counted, "done": done, "goal": goal}
    context["page"] = queries.report(one, request.GET.get("page"))
    return render(request, "patients/imports/run.html", context)


@require_POST
@door
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a second or two of the work, and say how far it is."""
    one, until = _run(request, pk), time.monotonic() + STEP_SECONDS

    def record(patients: Sequence[Patient]) -> None:
        record_openings(request, patients, kind=CHANGED, roles=roles_of(request.user))

    try:
        while one.is_busy and time.monotonic() < until:
            if one.state == ImportRun.State.CHECKING:
                one = actions.check_step(run=one)
            else:
                one = actions.import_step(run=one, by=request.user, record=record)
    except actions.WrongState:
        one = _run(request, pk)
    if request.headers.get("Accept") != "application/json":
        return redirect("patients:import-run", pk=pk)
    done, _ = queries.counts(one).progress(one)
    return JsonResponse({"busy": one.is_busy, "done": done})


@require_POST
@door
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to import the good rows, with those that may be here already if that was ticked."""
    try:
        actions.start_importing(run=_run(request, pk), take_duplicates="duplicates" in request.POST)
    except actions.WrongState:
        messages.info(request, MOVED_ON)
    return redirect("patients:import-run", pk=pk)


@require_safe
@door
def left_csv(request: HttpRequest, pk: int) -> HttpResponse:
    one = _run(request, pk)
    return csv_response(f"import-{pk}-to-mend.csv", [*one.header, REASONS], queries.left_over(one))


@require_safe
@door
def left_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    one = _run(request, pk)
    return xlsx_response(f"import-{pk}-to-mend.xlsx", [*one.header, REASONS], queries.left_over(one))


@require_POST
@door
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what the file held and no patient was made of."""
    try:
        actions.drop(run=_run(request, pk))
    except actions.WrongState:
        messages.info(request, MOVED_ON)
    else:
        messages.success(request, "What was left of the file was thrown away.")
    return redirect("patients:import-run", pk=pk)


@require_POST
@door
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, while nobody has used its patients."""

    def record(patients: Sequence[Patient]) -> None:
        record_openings(request, patients, kind=CHANGED, roles=roles_of(request.user))

    try:
        actions.undo(run=_run(request, pk), record=record)
    except actions.WrongState:
        messages.info(request, MOVED_ON)
    except actions.InUse as used:
        messages.error(
            request,
            f"{used.count} of these patients were changed or used since, so the import stays. Nothing was taken back.",
        )
    else:
        messages.success(request, "The import was taken back. None of its patients is here any more.")
    return redirect("patients:import-run", pk=pk)
