"""The front page and the health check: the two pages that belong to no room."""

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from clinic.access import public
from clinic.staff.models import Practitioner
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
