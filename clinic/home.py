"""The front page, the health check and what search engines ask for: the pages that belong to no room."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db import DatabaseError, connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic.access import public
from clinic.staff.models import Practitioner
from library.models import Factsheet
from library.queries import shown_in_any_language
from library.sheet_words import address_of
from library.shelf import shelf


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the clinic to the public; staff go on to Today."""
    if request.user.is_authenticated:
        return redirect("treatments:today")
    listed = Practitioner.objects.filter(is_listed=True, is_active=True)
    return render(request, "home.html", {"practitioners": listed, "sheets": shelf().cards[:6]})


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this by themselves when they show a PDF."""
    return redirect(static("img/mark-32.png"))


@require_safe
@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        for connection in connections.all():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


# Closed like the house: what is not named here is for nobody's index, pages of later rooms too.
ROBOTS = """User-agent: *
Disallow: /
Allow: /$
Allow: /static/
Allow: /library/

Sitemap: {sitemap}
"""


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is public. It keeps nobody out: the door does."""
    return HttpResponse(
        ROBOTS.format(sitemap=request.build_absolute_uri(reverse("sitemap"))), content_type="text/plain"
    )


class PublicPages(Sitemap):
    """The front page and the library's."""

    def items(self) -> list[str]:
        return ["home", "library:index"]

    def location(self, item: str) -> str:
        return reverse(item)


class SheetPages(Sitemap):
    """Every sheet that is shown, in each of its languages, with the day of its version."""

    def items(self) -> QuerySet[Factsheet]:
        return shown_in_any_language()

    def location(self, item: Factsheet) -> str:
        return address_of(item)

    def lastmod(self, item: Factsheet) -> Any:
        return item.current and item.current.published_on


SITEMAPS = {"pages": PublicPages, "sheets": SheetPages}
