"""/today/: what the person logged in needs now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.access import Permission, Role, permissions_for, require, roles_of
from clinic.diary.queries import diary_zone
from clinic.staff.queries import current_holdings
from clinic.times import today as today_in
from library.queries import due_for_review
from patients.safety import open_red_flags
from treatments.consents import note_missing
from treatments.today import appointments_today, older_drafts


@require_safe
@require(Permission.TODAY_VIEW)
def today(request: HttpRequest) -> HttpResponse:
    """My own list for a practitioner; everyone's arrivals and calls for the desk; expiries too for a manager."""
    roles, may = roles_of(request.user), permissions_for(request.user)
    zone = diary_zone()
    context: dict[str, Any] = {"today": today_in(zone), "may_book": Permission.DIARY_BOOK in may}
    context |= {"red_flags": open_red_flags(), "is_clinical": Permission.CLINICAL_VIEW in may}
    if Permission.SESSION_WRITE in may:
        practitioner = getattr(request.user, "practitioner", None)
        if practitioner is not None:
            context["mine"] = appointments_today(of=practitioner, user=request.user, zone=zone)
            context["drafts"] = older_drafts(practitioner, zone=zone)
    if Role.DESK in roles or Role.MANAGER in roles or "mine" not in context:
        everyone = appointments_today(user=request.user, zone=zone)
        context |= {"everyone": everyone, "calls": [visit for visit in everyone if visit.is_call_due]}
    context |= _with_missing_consents(context)
    if Role.MANAGER in roles:
        context["expiring"] = [row for row in current_holdings(on=context["today"]) if row.needs_attention]
    if Permission.LIBRARY_PUBLISH in may:
        context["sheets_due"] = due_for_review(context["today"]).count()
    return render(request, "treatments/today.html", context)


def _with_missing_consents(context: dict[str, Any]) -> dict[str, Any]:
    """The lists of the page once more, with what is missing noted."""
    names = [name for name in ("mine", "everyone") if name in context]
    return dict(zip(names, note_missing(*(context[name] for name in names)), strict=True))
