"""The progress report that a patient takes home: figures of signed sessions, no clinical text."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from clinic.printing import (
    LTR,
    Paper,
    PrintSize,
    Styles,
    build_document,
    in_short,
    lead,
    logo_of,
    pain_curve,
    para,
    section,
    styles,
    table,
    title,
)
from clinic.times import localised, written_date
from patients.models import Patient

from .queries import Progress, Visit

HOW_TO_READ = (
    "Before and after each session you said how strong your pain was, from 0 (no pain) to 100 (worst pain). "
    "A lower number is better. Pain goes up and down, so look at the whole line rather than at one day."
)


def progress_report(patient: Patient, progress: Progress | None, *, paper: Paper, size: PrintSize) -> bytes:
    """Return the report as PDF. A course without signed sessions gives a page that says so."""
    st = styles(size)
    today = localised(timezone.now(), settings.TIME_ZONE).date()
    story = [title("Your progress", st), lead(f"{LTR}{patient.full_name}, {written_date(today)}", st)]
    if progress is None or not progress.visits:
        story.append(para("There are no signed sessions yet, so there is nothing to show.", st.body))
    else:
        story += [in_short(summary(progress), st)]
        if progress.has_scores:
            story += _pain(progress, st, size)
        story += [section("Your sessions", st), _sessions_table(progress.visits, st)]
    return build_document(
        story,
        title="Your progress",
        author=settings.CLINIC["name"],
        subject="Progress report",
        language="en",
        paper=paper,
        print_size=size,
        head=settings.CLINIC["name"],
        logo=logo_of(settings.CLINIC_LOGO),
        footer_left=f"{settings.CLINIC['name']}, {settings.CLINIC['phone']}",
    )


def summary(progress: Progress) -> list[str]:
    """What the report says first, in plain sentences."""
    course = progress.course
    given = f"{progress.sessions} session{'' if progress.sessions == 1 else 's'} so far"
    # Words stand between the complaint and the number: beside Arabic the number would go to its other side.
    lines = [f"{LTR}{course.complaint}: you had {given}, {course.planned_sessions} planned."]
    if progress.latest is not None:
        lines.append(f"Your pain score was {progress.baseline} at the start and {progress.latest} last time.")
    change = progress.change_percent
    if change is not None and change < 0:
        lines.append(f"That is {-change:.0f} % less.")
    elif change is not None:
        lines.append("It has not gone down so far. Talk with your practitioner about what to change.")
    return lines


def _pain(progress: Progress, st: Styles, size: PrintSize) -> list[Any]:
    large = size == PrintSize.LARGE
    width, height, font = (430, 260, 16) if large else (460, 210, 10)
    drawing = pain_curve(progress.points(), width=width, height=height, baseline_mm=progress.baseline, font_size=font)
    return [section("Your pain scores", st), para(HOW_TO_READ, st.body), drawing]


def _sessions_table(visits: list[Visit], st: Styles) -> Any:
    rows = [["Session", "Date", "Pain before", "Pain after"]]
    for visit in visits:
        day = localised(visit.started_at, settings.TIME_ZONE)
        rows.append([str(visit.number), f"{day.day} {day:%B %Y}", _score(visit.before), _score(visit.after)])
    return table(rows, st, widths=[1, 2.2, 1.4, 1.4], right=[2, 3])


def _score(value: int | None) -> str:
    return "not scored" if value is None else str(value)
