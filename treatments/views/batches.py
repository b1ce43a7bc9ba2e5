"""The handouts of a day in one go: choosing them, working them off with a progress bar, and the one PDF to print."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require, roles_of
from clinic.diary.queries import diary_zone
from clinic.printing import pdf_response
from clinic.times import today, written_date
from clinic.trail.entries import PRINTED, record_opening
from clinic.trail.once import AlreadyMade
from library.actions import NotKept
from treatments.batch_actions import make_batch, work_on
from treatments.batch_forms import BatchForm, asked_day
from treatments.batch_pdf import joined, printed_again
from treatments.models import PrintBatch, PrintItem
from treatments.visitors import visitors_on

NOT_KEPT = "The store does not take files at the moment, so it stopped. What is done is kept. Continue later."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDOUT_GIVE)
def choose(request: HttpRequest) -> HttpResponse:
    """Who comes tomorrow (or `?day=`), the sheet that fits each, and a button that prints those that are ticked."""
    zone = diary_zone()
    day, day_form = asked_day(request.GET, otherwise=today(zone) + timedelta(days=1))
    visitors, sheets = visitors_on(day, user=request.user, zone=zone)
    form = BatchForm(request.POST if request.method == "POST" else None, visitors=visitors, sheets=sheets)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("once_key", "paper", "two_sided")}
        try:
            batch = make_batch(by=request.user, day=day, wanted=form.wanted(), **said)
        except AlreadyMade as made:
            batch = made.existing
        return redirect("treatments:batch", pk=batch.pk)
    context: dict[str, Any] = {"day": day, "day_form": day_form, "form": form, "zone": zone}
    context["is_tomorrow"] = day == today(zone) + timedelta(days=1)
    return render(request, "treatments/handouts_of_day.html", context)


@require_safe
@require(Permission.HANDOUT_GIVE)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch has come; when all is done, its PDF."""
    found = _found(request, pk)
    return render(request, "treatments/batch.html", {"batch": found, **_standing(found)})


@require_POST
@require(Permission.HANDOUT_GIVE)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the next few sheets: figures for the script of the page, the page itself for those without."""
    found = _found(request, pk)
    roles = roles_of(request.user)
    for_script = request.headers.get("Accept") == "application/json"
    try:
        record = partial(record_opening, request, kind=PRINTED, roles=roles)
        work_on(by=request.user, batch=found, record=record)
    except NotKept:
        if for_script:
            return JsonResponse({"error": NOT_KEPT}, status=503)
        messages.error(request, NOT_KEPT)
    if not for_script:
        return redirect("treatments:batch", pk=found.pk)
    standing = _standing(found)
    return JsonResponse({name: standing[name] for name in ("done", "total", "is_done")})


@require_safe
@require(Permission.HANDOUT_GIVE)
def batch_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sheet of the batch that was given, in the order of the day, as one PDF."""
    found = _found(request, pk)
    given = found.items.filter(state=PrintItem.State.GIVEN).order_by("order")
    items = list(given.select_related("handout__version__sheet"))
    if not items:
        return redirect("treatments:batch", pk=found.pk)
    for item in items:
        record_opening(request, item, kind=PRINTED, roles=roles_of(request.user))
    handouts = (item.handout for item in items if item.handout is not None)
    sheets = ((handout.version.title, printed_again(handout)) for handout in handouts)
    title = f"Handouts for {written_date(found.day)}"
    return pdf_response(joined(sheets, two_sided=found.two_sided, title=title), f"handouts-{found.pk}.pdf")


def _found(request: HttpRequest, pk: int) -> PrintBatch:
    return get_object_or_404(PrintBatch.objects.visible_to(request.user), pk=pk)


def _standing(found: PrintBatch) -> dict[str, Any]:
    """The items with their people and sheets, and how many are done."""
    items = list(found.items.select_related("patient", "sheet__current").order_by("order"))
    done = sum(item.state != PrintItem.State.WAITING for item in items)
    given = sum(item.state == PrintItem.State.GIVEN for item in items)
    return {"items": items, "done": done, "total": len(items), "given": given, "is_done": done == len(items)}
