"""The patient's chart at a glance, its pain curve, and the progress report on paper."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.access import Permission, permissions_for, require
from clinic.printing import Paper, PrintSize, drawing_svg, pain_curve, pdf_response
from library import suggestions
from patients.models import Patient
from patients.safety import state_of
from treatments import queries, visits_ahead
from treatments.curve import described
from treatments.report import progress_report
from treatments.safety import is_due

WIDE: dict[str, int] = {"width": 640, "height": 260}
SMALL: dict[str, int] = {"width": 340, "height": 260, "font_size": 12}


@require_safe
@require(Permission.PATIENT_VIEW, opens="patients.Patient")
def chart(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Clinical roles see the course; others who to ring and when the patient comes next, and nothing clinical."""
    context = {"patient": patient, "tab": "chart", "next_visits": visits_ahead.next_visits(patient)}
    if Permission.CLINICAL_VIEW not in permissions_for(request.user):
        return render(request, "treatments/chart_contact.html", context)
    state, found = state_of(patient), queries.chart_of(patient, user=request.user)
    context |= {"state": state, "is_due": is_due(state, day=timezone.localdate(), zone=settings.TIME_ZONE)}
    context |= {"once_key": uuid.uuid4(), "back": "chart"}
    fitting = suggestions.fitting(patient, found.course.condition_id if found.course else None)
    context |= {"chart": found, "recent_limit": queries.RECENT_SESSIONS, "fitting": fitting}
    return render(request, "treatments/chart.html", context)


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Patient")
def pain_svg(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The pain curve of the current course, as an image; `?size=small` for phones."""
    course = queries.current_course(patient, user=request.user)
    progress = queries.progress_of(course) if course is not None else None
    points = progress.points() if progress else []
    size = SMALL if request.GET.get("size") == "small" else WIDE
    drawing = pain_curve(points, baseline_mm=progress.baseline if progress else None, **size)
    svg = drawing_svg(drawing, title="Pain over the course", description=described(progress))
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Patient", kind="printed")
def progress_pdf(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What the patient takes home: signed sessions only. `?paper=letter`, `?print=large`."""
    course = queries.current_course(patient, user=request.user)
    progress = queries.progress_of(course, signed_only=True) if course is not None else None
    paper = Paper.LETTER if request.GET.get("paper") == "letter" else Paper.A4
    size = PrintSize.LARGE if request.GET.get("print") == "large" else PrintSize.NORMAL
    return pdf_response(progress_report(patient, progress, paper=paper, size=size), f"progress-{patient.pk}.pdf")
