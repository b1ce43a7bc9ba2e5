"""The library for everyone: find a sheet, read it, print it. No login, no cookie; what is shown may be kept a while."""

from collections.abc import Callable
from functools import wraps
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe

from clinic.access import public
from clinic.printing import Paper, PrintSize, pdf_response
from library import queries
from library.forms import FindForm
from library.models import Factsheet, FactsheetVersion
from library.sheet_page import page_of
from library.sheet_pdf import Form, sheet_pdf
from library.shelf import Shelf, shelf
from library.structured import medical_web_page

KEPT_SECONDS = 300  # a withdrawn sheet must be gone from everywhere soon
MOST_CARDS = 60  # of a kind on the first page; the rest is found by letter, by area or by search


def kept_a_while(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let caches keep what nobody in particular sees; ask again with its ETag, and an unchanged page is a 304."""
    tagged = conditional_page(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        response = tagged(request, *args, **kwargs)
        if response.status_code in (200, 304):
            patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
            patch_vary_headers(response, ["Cookie"])
        return response

    return wrapper


@require_safe
@public
@kept_a_while
def index(request: HttpRequest) -> HttpResponse:
    """Find a sheet by words, by body area, by letter, or by looking through all of them."""
    form, kept = FindForm(request.GET), shelf()
    text = form.cleaned_data["q"] if form.is_valid() else ""
    area, letter = request.GET.get("area", ""), request.GET.get("letter", "")
    context = {
        "form": form,
        "areas": queries.areas_of(kept.of_kind(Factsheet.Kind.CONDITION)),
        "area": queries.AREAS.get(area, ""),
        "area_slug": area,
        "letters": list(kept.letters),
        "letter": letter if letter in kept.letters else "",
        "names": kept.letters.get(letter, []),
        "conditions": kept.of_kind(Factsheet.Kind.CONDITION, area)[:MOST_CARDS],
        "topics": kept.of_kind(Factsheet.Kind.TOPIC)[:MOST_CARDS],
        "without_sheet": kept.without_sheet[:MOST_CARDS],
        "count": len(kept.cards),
    }
    return render(request, "library/index.html", context | _found(text, kept))


# Words for an illness are nobody else's business: while one types they travel in the body of a POST, which no log and
# no history keeps, and without cookies. It changes nothing, so it needs no token, and so no cookie to hold one. The
# page's own button sends a GET, whose address can be kept and works without scripts. Both answers come from here: the
# rules are written once, and answer in a few milliseconds.
@csrf_exempt
@require_POST
@public
def find(request: HttpRequest) -> HttpResponse:
    """Answer the search box while somebody types: the part of the page that shows what was found."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return render(request, "library/_found.html", {"form": form} | _found(text, shelf()))


def _found(text: str, kept: Shelf) -> dict[str, Any]:
    if not text:
        return {"text": ""}
    found = kept.finder.find(text)
    cards = [] if found.is_near else found.cards
    near = (found.cards or [card for card in kept.cards if card.order < queries.ORDINARY]) if not cards else []
    return {
        "text": text,
        "sheets": [card for card in cards if card.slug],
        # Said only where it answers the question, before any sheet does.
        "without": list(takewhile(lambda card: not card.slug, cards)),
        "near": near,
        "is_alike": bool(found.cards),
    }


@require_safe
@public
@kept_a_while
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet to read; 404 unless published, 410 when it was withdrawn."""
    try:
        found, version = _shown(slug)
    except Http404:
        return _withdrawn(request, slug, Factsheet.Language.ENGLISH)
    address = request.build_absolute_uri(reverse("library:sheet", args=[slug]))
    context = {
        "sheet": found,
        "version": version,
        "address": address,
        "area": queries.AREAS.get(found.body_area, "") if found.kind == Factsheet.Kind.CONDITION else "",
        "is_overdue": version.is_overdue(timezone.localdate()),
        "page": page_of(version),
        "related": queries.related_sheets(found),
        "structured": medical_web_page(found, version, address=address),
    }
    return render(request, "library/sheet.html", context)


@require_safe
@public
@kept_a_while
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet as PDF: ?paper=a4|letter, ?print=normal|large, ?lang=en."""
    try:
        form = Form(Paper(request.GET.get("paper", "a4")), PrintSize(request.GET.get("print", "normal")))
        language = Factsheet.Language(request.GET.get("lang", "en"))
    except ValueError:
        found, _ = _shown(slug)
        return render(request, "library/bad_print.html", {"sheet": found}, status=400)
    try:
        _, version = _shown(slug, language)
    except Http404:
        return _withdrawn(request, slug, language)
    return pdf_response(sheet_pdf(version, form, on=timezone.localdate()), f"{slug}-{form.paper}-{form.print_size}.pdf")


def _withdrawn(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A page for those who come with a printed copy; 410 tells search engines to forget the sheet. Else 404."""
    withdrawal = queries.withdrawal_of(slug, language)
    if withdrawal is None:
        raise Http404
    return render(request, "library/withdrawn.html", {"withdrawal": withdrawal}, status=410)


def _shown(slug: str, language: str = Factsheet.Language.ENGLISH) -> tuple[Factsheet, FactsheetVersion]:
    """The sheet and the version of it that is shown; 404 where there is none."""
    found = get_object_or_404(queries.published_sheets(language), slug=slug)
    if found.current is None:
        raise Http404
    return found, found.current
