"""From a sheet to a patient: whoever reads it picks the person, and goes on to that patient's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from clinic.access import Permission, require
from library import queries
from library.forms import PickPatientForm
from library.sheet_words import known_language


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDOUT_GIVE)
def give_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Pick the patient whom this sheet is for. Nothing is recorded here: the page that follows does that."""
    sheet = get_object_or_404(queries.published_sheets(), slug=slug)
    language = known_language(request.GET.get("lang", ""))  # of the page that one came from
    form = PickPatientForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        give = reverse("library:give", args=[form.cleaned_data["patient"].pk])
        chosen = {"sheet": slug} | ({"lang": language} if language else {})
        return redirect(f"{give}?{urlencode(chosen)}")
    return render(request, "library/give_sheet.html", {"sheet": sheet, "form": form})
