"""Looking points up while typing: suggestions as JSON, and what a text of shorthand is understood as."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic.access import Permission, require
from treatments import prescription
from treatments.catalogue import catalogue
from treatments.points import LONGEST_NAME, PointFact
from treatments.shorthand import LONGEST_TEXT


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSION_WRITE)
def points(request: HttpRequest) -> HttpResponse:
    """GET `?q=` gives suggestions. POST `points` shows what the shorthand says; it saves nothing."""
    if request.method == "POST":
        typed = request.POST.get("points", "")[:LONGEST_TEXT]
        return render(request, "treatments/_points_read.html", {"prescription": prescription.read(typed, catalogue())})
    found = catalogue().search(request.GET.get("q", "")[:LONGEST_NAME])
    return JsonResponse({"points": [_suggestion(fact) for fact in found]})


def _suggestion(fact: PointFact) -> dict[str, Any]:
    return {
        "code": fact.code,
        "pinyin": fact.pinyin,
        "hanzi": fact.hanzi,
        "english": fact.english_name,
        "where": fact.location_hint,
        "bilateral": fact.is_bilateral,
    }
