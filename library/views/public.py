"""The library for everyone: find a sheet, read it, print it. No login."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.access import public
from clinic.printing import Paper, PrintSize, pdf_response
from library import queries
from library.forms import FindForm
from library.models import Factsheet, FactsheetVersion
from library.sheet_page import page_of
from library.sheet_pdf import Form, sheet_pdf


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
    return pdf_response(sheet_pdf(version, form, on=timezone.localdate()), f"{slug}-{form.paper}-{form.print_size}.pdf")


def _shown(slug: str, language: str = Factsheet.Language.ENGLISH) -> tuple[Factsheet, FactsheetVersion]:
    """The sheet and the version of it that is shown; 404 where there is none."""
    found = get_object_or_404(queries.published_sheets(language), slug=slug)
    if found.current is None:
        raise Http404
    return found, found.current
