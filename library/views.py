"""The library for everyone, its sheets on screen and on paper, and what a patient was given."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, public, require
from clinic.printing import Paper, PrintSize
from clinic.trail.once import AlreadyMade
from library import queries
from library.actions import give_handout
from library.forms import FindForm, GiveForm
from library.models import Factsheet, FactsheetVersion, Handout
from library.sheet_page import page_of
from library.sheet_pdf import Form, handout_pdf, sheet_pdf
from patients.models import Patient


@require_safe
@public
def index(request: HttpRequest) -> HttpResponse:
    """Find a sheet by words, by body area, or by looking through all of them."""
    form = FindForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    every = list(queries.published_sheets())
    area = request.GET.get("area", "")
    shown = queries.find_sheets(text) if text else [s for s in every if area in ("", s.body_area)]
    context = {
        "form": form,
        "text": text,
        "areas": queries.areas_of(every),
        "area": queries.AREAS.get(area, "") if not text else "",
        "area_slug": area,
        "sheets": shown,
        "conditions": [sheet for sheet in shown if sheet.kind == Factsheet.Kind.CONDITION],
        "topics": [sheet for sheet in shown if sheet.kind == Factsheet.Kind.TOPIC],
    }
    return render(request, "library/index.html", context)


@require_safe
@public
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet to read; 404 unless published."""
    found, version = _shown(slug)
    context = {
        "sheet": found,
        "version": version,
        "is_overdue": version.is_overdue(timezone.localdate()),
        "page": page_of(version),
        "related": queries.related_sheets(found),
    }
    return render(request, "library/sheet.html", context)


@require_safe
@public
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet as PDF: ?paper=a4|letter, ?print=normal|large, ?lang=en."""
    try:
        form = Form(Paper(request.GET.get("paper", "a4")), PrintSize(request.GET.get("print", "normal")))
        language = Factsheet.Language(request.GET.get("lang", "en"))
    except ValueError:
        found, _ = _shown(slug)
        return render(request, "library/bad_print.html", {"sheet": found}, status=400)
    _, version = _shown(slug, language)
    return _pdf(sheet_pdf(version, form, on=timezone.localdate()), f"{slug}-{form.paper}-{form.print_size}.pdf")


def _shown(slug: str, language: str = Factsheet.Language.ENGLISH) -> tuple[Factsheet, FactsheetVersion]:
    """The sheet and the version of it that is shown; 404 where there is none."""
    found = get_object_or_404(queries.published_sheets(language), slug=slug)
    if found.current is None:
        raise Http404
    return found, found.current


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def patient_handouts(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What this patient was given."""
    context = {"patient": patient, "tab": "handouts", "handouts": queries.handouts_of(patient)}
    return render(request, "library/patient_handouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDOUT_GIVE, opens="patients.Patient")
def give(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Choose a sheet and how to print it; one press records the handout and opens its PDF."""
    is_posted = request.method == "POST"
    form = GiveForm(request.POST) if is_posted else GiveForm(initial={"sheet": request.GET.get("sheet")})
    if is_posted and form.is_valid():
        try:
            handout = give_handout(patient=patient, by=request.user, **form.cleaned_data)
        except AlreadyMade as made:
            if made.existing.patient_id != patient.pk:
                raise Http404 from None
            if _is_same(made.existing, form.cleaned_data):
                messages.info(request, "This was already saved. Nothing was made twice.")
                return redirect("library:patient-handouts", pk=patient.pk)
            # The page was brought back with its key, and another sheet or print chosen: that is one more handout.
            handout = give_handout(patient=patient, by=request.user, **form.cleaned_data | {"once_key": uuid4()})
        return redirect("library:handout-pdf", pk=handout.pk)
    context: dict[str, Any] = {"patient": patient, "tab": "handouts", "form": form}
    return render(request, "library/give.html", context)


def _is_same(given: Handout, asked: dict[str, Any]) -> bool:
    return all(getattr(given, name) == asked[name] for name in ("paper", "print_size")) and (
        given.version.sheet_id == asked["sheet"].pk
    )


@require_safe
@require(Permission.HANDOUT_GIVE, opens="library.Handout", kind="printed")
def handout(request: HttpRequest, given: Handout) -> HttpResponse:
    """The very sheet that was given, as PDF, as often as it is asked for."""
    return _pdf(handout_pdf(given), f"handout-{given.pk}.pdf")
