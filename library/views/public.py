"""The library for everyone: find a sheet, read it, print it. No login. `?lang=` asks for another language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.access import public
from clinic.locales import speaking
from clinic.printing import Paper, PrintSize, pdf_response
from library import queries, sheet_words
from library.forms import FindForm
from library.models import Factsheet, FactsheetVersion
from library.sheet_page import page_of
from library.sheet_pdf import Form, sheet_pdf

English: str = Factsheet.Language.ENGLISH


def in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language that `?lang=` names; one that the library does not keep is a 400 in words."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = request.GET.get("lang", English).lower()
        if language not in Factsheet.Language.values:
            context = {"languages": _switch("")}
            return render(request, "library/bad_language.html", context, status=400)
        with speaking(language):
            return view(request, *args, language=language, **kwargs)

    return wrapper


def _switch(language: str, editions: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The links to a page in each language: a sheet's editions, or the library's own first page."""
    home = reverse("library:index")
    every = editions or [
        {
            "language": code,
            "tag": sheet_words.language_tag(code),
            "name": name,
            "address": home + (f"?lang={code}" if code != English else ""),
        }
        for code, name in Factsheet.Language.choices
    ]
    return [one | {"is_current": one["language"] == language} for one in every]


@require_safe
@public
@in_its_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Find a sheet by words, by body area, or by looking through all of them."""
    form = FindForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    every = list(queries.published_sheets(language))
    area = request.GET.get("area", "")
    shown = queries.find_sheets(text, language) if text else [s for s in every if area in ("", s.body_area)]
    context = {
        "form": form,
        "text": text,
        "areas": queries.areas_of(every),
        "area": queries.AREAS.get(area, "") if not text else "",
        "area_slug": area,
        "sheets": shown,
        "conditions": [sheet for sheet in shown if sheet.kind == Factsheet.Kind.CONDITION],
        "topics": [sheet for sheet in shown if sheet.kind == Factsheet.Kind.TOPIC],
        "language": language,
        "page_language": sheet_words.language_tag(language),
        "languages": _switch(language),
        "all_sheets": reverse("library:index") + (f"?lang={language}" if language != English else ""),
    }
    return render(request, "library/index.html", context)


@require_safe
@public
@in_its_language
def sheet(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """One sheet to read; 404 unless published. In English, and saying so, where it is not in that language yet."""
    found, version, editions = _shown(slug, language)
    today = timezone.localdate()
    context = {
        "sheet": found,
        "version": version,
        "is_overdue": version.is_overdue(today),
        "is_older": sheet_words.is_older(version, on=today),
        "review_mark": sheet_words.review_mark(version),
        "page": page_of(version),
        "related": queries.related_sheets(found),
        "language": language,
        "page_language": sheet_words.language_tag(language),
        "sheet_language": sheet_words.language_tag(found.language),
        "languages": _switch(found.language, sheet_words.editions(editions)),
        "not_yet": sheet_words.NOT_YET.get(language, "") if language != found.language else "",
    }
    return render(request, "library/sheet.html", context)


@require_safe
@public
@in_its_language
def pdf(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The sheet as PDF: ?paper=a4|letter, ?print=normal|large, ?lang=en|es|zh-hans."""
    found, version, _editions = _shown(slug, language)
    context = {"sheet": found, "language": language, "page_language": sheet_words.language_tag(language)}
    if found.language != language:
        not_yet = sheet_words.NOT_YET[language]
        return render(request, "library/not_in_language.html", context | {"not_yet": not_yet}, status=404)
    try:
        form = Form(Paper(request.GET.get("paper", "a4")), PrintSize(request.GET.get("print", "normal")))
    except ValueError:
        return render(request, "library/bad_print.html", context, status=400)
    name = slug if language == English else f"{slug}-{language}"
    return pdf_response(sheet_pdf(version, form, on=timezone.localdate()), f"{name}-{form.paper}-{form.print_size}.pdf")


def _shown(slug: str, language: str) -> tuple[Factsheet, FactsheetVersion, list[Factsheet]]:
    """The sheet in a language, or else in English; the version that is shown; all its editions. 404 without any."""
    editions = queries.editions_of(slug)
    by_language = {one.language: one for one in editions}
    found = by_language.get(language) or by_language.get(English)
    if found is None or found.current is None:
        raise Http404
    return found, found.current, editions
