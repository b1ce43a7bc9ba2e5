"""The library for everyone: find a sheet, read it, print it. No login, no cookie; what is shown may be kept a while.

`?lang=` asks for another language. It is part of the address, so whoever keeps a page keeps it for that language alone.
"""

from collections.abc import Callable
from functools import wraps
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe

from clinic.access import public
from clinic.locales import speaking
from clinic.printing import Paper, PrintSize, pdf_response
from library import queries, sheet_words
from library.forms import FindForm
from library.models import Factsheet, FactsheetVersion
from library.sheet_page import page_of
from library.sheet_pdf import Form, sheet_pdf
from library.shelf import Shelf, shelf
from library.structured import medical_web_page

English: str = Factsheet.Language.ENGLISH
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


def in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language that `lang` names; one that the library does not keep is a 400 in words."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST if request.method == "POST" else request.GET
        language = asked.get("lang", English).lower()
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
            "address": home + sheet_words.asked(code),
        }
        for code, name in Factsheet.Language.choices
    ]
    return [one | {"is_current": one["language"] == language} for one in every]


def _spoken(language: str) -> dict[str, Any]:
    """What every page of the library needs to know of its language; `lang_first` and `lang_more` end addresses."""
    return {
        "language": language,
        "page_language": sheet_words.language_tag(language),
        "lang_first": sheet_words.asked(language),
        "lang_more": sheet_words.asked(language, "&"),
    }


@require_safe
@public
@kept_a_while
@in_its_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Find a sheet by words, by body area, by letter, or by looking through all of them."""
    form, kept = FindForm(request.GET), shelf(language)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    area, letter = request.GET.get("area", ""), request.GET.get("letter", "")
    context = {
        "form": form,
        "areas": queries.areas_of(kept.of_kind(Factsheet.Kind.CONDITION)),
        "area": queries.AREAS.get(area, ""),
        "area_slug": area,
        "letters": list(kept.letters) if len(kept.letters) > 1 else [],  # Chinese has none
        "letter": letter if letter in kept.letters else "",
        "names": kept.letters.get(letter, []),
        "conditions": kept.of_kind(Factsheet.Kind.CONDITION, area)[:MOST_CARDS],
        "topics": kept.of_kind(Factsheet.Kind.TOPIC)[:MOST_CARDS],
        "without_sheet": kept.without_sheet[:MOST_CARDS],
        "count": len(kept.cards),
        "languages": _switch(language),
    }
    return render(request, "library/index.html", context | _spoken(language) | _found(text, kept))


# Words for an illness are nobody else's business: while one types they travel in the body of a POST, which no log and
# no history keeps, and without cookies. It changes nothing, so it needs no token, and so no cookie to hold one. The
# page's own button sends a GET, whose address can be kept and works without scripts. Both answers come from here: the
# rules are written once, and answer in a few milliseconds.
@csrf_exempt
@require_POST
@public
@in_its_language
def find(request: HttpRequest, language: str) -> HttpResponse:
    """Answer the search box while somebody types: the part of the page that shows what was found."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form} | _spoken(language) | _found(text, shelf(language))
    return render(request, "library/_found.html", context)


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
@in_its_language
def sheet(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """One sheet to read; 410 when it was withdrawn, 404 where there is none. In English, and saying so, where it is
    not in that language yet."""
    editions = queries.editions_of(slug)
    found = _edition(editions, language, slug)
    if found is None or found.current is None:
        return _withdrawn(request, slug, language, editions)
    return render(request, "library/sheet.html", _sheet_context(request, found, found.current, language, editions))


def _sheet_context(
    request: HttpRequest, found: Factsheet, version: FactsheetVersion, language: str, editions: list[Factsheet]
) -> dict[str, Any]:
    today = timezone.localdate()
    address = request.build_absolute_uri(sheet_words.address_of(found))
    return _spoken(language) | {
        "sheet": found,
        "version": version,
        "address": address,
        "area": queries.AREAS.get(found.body_area, "") if found.kind == Factsheet.Kind.CONDITION else "",
        "is_overdue": version.is_overdue(today),
        "is_older": sheet_words.is_older(version, on=today),
        "review_mark": sheet_words.review_mark(version),
        "page": page_of(version),
        "related": queries.related_sheets(found),
        "structured": medical_web_page(found, version, address=address),
        "sheet_language": sheet_words.language_tag(found.language),
        "sheet_more": sheet_words.asked(found.language, "&"),
        "languages": _switch(found.language, sheet_words.editions(editions)),
        "not_yet": sheet_words.NOT_YET.get(language, "") if language != found.language else "",
    }


@require_safe
@public
@kept_a_while
@in_its_language
def pdf(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The sheet as PDF: ?paper=a4|letter, ?print=normal|large, ?lang=en|es|zh-hans."""
    editions = queries.editions_of(slug)
    found = _edition(editions, language, slug)
    if found is None or found.current is None:
        return _withdrawn(request, slug, language, editions)
    context = _spoken(language) | {"sheet": found}
    if found.language != language:
        not_yet = sheet_words.NOT_YET[language]
        return render(request, "library/not_in_language.html", context | {"not_yet": not_yet}, status=404)
    try:
        form = Form(Paper(request.GET.get("paper", "a4")), PrintSize(request.GET.get("print", "normal")))
    except ValueError:
        return render(request, "library/bad_print.html", context, status=400)
    name = slug if language == English else f"{slug}-{language}"
    drawn = sheet_pdf(found.current, form, on=timezone.localdate())
    return pdf_response(drawn, f"{name}-{form.paper}-{form.print_size}.pdf")


def _edition(editions: list[Factsheet], language: str, slug: str) -> Factsheet | None:
    """The sheet in a language, or in English where it never was in that language; None where it was taken back."""
    by_language = {one.language: one for one in editions}
    if language in by_language or queries.withdrawal_of(slug, language) is None:
        return by_language.get(language) or by_language.get(English)
    return None


def _withdrawn(request: HttpRequest, slug: str, language: str, editions: list[Factsheet]) -> HttpResponse:
    """A page for those who come with a printed copy; 410 tells search engines to forget the sheet. Else 404."""
    withdrawal = queries.withdrawal_of(slug, language) or queries.withdrawal_of(slug, English)
    if withdrawal is None:
        raise Http404
    english = next((one for one in editions if one.language == English), None)
    context = _spoken(language) | {
        "withdrawal": withdrawal,
        "withdrawn_language": sheet_words.language_tag(withdrawal.version.sheet.language),
        "english": english,
        "went_with_english": withdrawal.version.sheet.language != English and english is None,
    }
    return render(request, "library/withdrawn.html", context, status=410)
