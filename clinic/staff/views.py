"""Pages about credentials: what the team holds, until when."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade

from . import actions
from .forms import AddCredentialForm, CorrectCredentialForm
from .models import Credential
from .queries import Holding, current_holdings, earlier_terms


@require_safe
@require(Permission.CREDENTIAL_VIEW)
def credentials(request: HttpRequest) -> HttpResponse:
    """Who holds what, until when, for the whole team."""
    holdings = current_holdings(on=timezone.localdate())
    team = [(person, list(rows)) for person, rows in groupby(holdings, key=lambda row: row.credential.practitioner)]
    urgent = sorted((row for row in holdings if row.needs_attention), key=_last_day)
    return render(request, "staff/credentials.html", {"team": team, "urgent": urgent})


@require_safe
@require(Permission.CREDENTIAL_VIEW)
def credential(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Credential.objects.select_related("practitioner", "type", "entered_by"), pk=pk)
    holding = Holding.of(shown, on=timezone.localdate())
    return render(request, "staff/credential.html", {"holding": holding, "others": earlier_terms(shown)})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CREDENTIAL_EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """Add a credential; `?renews=<id>` starts from the one that it follows."""
    posted = request.method == "POST"
    form = AddCredentialForm(request.POST if posted else None, initial=_initial(request))
    if posted and form.is_valid():
        try:
            made = actions.add_credential(by=request.user, **form.cleaned_data)
        except AlreadyMade as already:
            messages.info(request, "This was already saved. Nothing was made twice.")
            made = already.existing
        return redirect("staff:credential", pk=made.pk)
    return render(request, "staff/credential_form.html", {"form": form, "button": "Save credential"})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CREDENTIAL_EDIT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Credential.objects.select_related("practitioner", "type"), pk=pk)
    posted = request.method == "POST"
    form = CorrectCredentialForm(request.POST if posted else None, credential=shown)
    if posted and form.is_valid():
        actions.correct_credential(credential=shown, **form.cleaned_data)
        messages.success(request, "Credential corrected.")
        return redirect("staff:credential", pk=pk)
    context = {"form": form, "credential": shown, "button": "Save correction"}
    return render(request, "staff/credential_form.html", context)


def _initial(request: HttpRequest) -> dict[str, object]:
    renewed = request.GET.get("renews", "")
    if not (renewed.isascii() and renewed.isdigit() and len(renewed) < 18):
        return {}
    return Credential.objects.filter(pk=renewed).values("practitioner", "type", "number").first() or {}


def _last_day(holding: Holding) -> date:
    return holding.credential.expires_on or date.max
