"""What the pages ask about courses, sessions and scores; each question is bounded to a patient, a course or a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clinic.printing import PainPoint
from patients.models import Patient

from .models import Course, Measure, PointUse, Session
from .points import PointFact
from .prescription import Needled
from .scores import change_percent, is_responder

RECENT_SESSIONS = 12
SESSIONS_ON_A_PAGE = 50
MOST_COURSES = 20
MOST_VISITS = 200


@dataclass
class Visit:
    """One session with its number in the course and its scores."""

    session: Session
    number: int
    before: int | None = None
    after: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass
class Progress:
    """How far a course has come. Scores are VAS in millimetres, lower is better."""

    course: Course
    visits: list[Visit] = field(default_factory=list)

    @property
    def sessions(self) -> int:
        return len(self.visits)

    @property
    def baseline(self) -> int | None:
        """The first score of the course."""
        return next(
            (value for visit in self.visits for value in (visit.before, visit.after) if value is not None), None
        )

    @property
    def latest(self) -> int | None:
        """The newest score of the course; None while there is only the baseline."""
        return self._scores[-1] if len(self._scores) > 1 else None

    @property
    def change_percent(self) -> float | None:
        return change_percent(self.baseline, self.latest)

    @property
    def percent(self) -> str:
        """The change without its sign, rounded, for people."""
        return "" if self.change_percent is None else f"{abs(self.change_percent):.0f}"

    @property
    def newest(self) -> list[Visit]:
        """The last few visits, newest first."""
        return self.visits[: -RECENT_SESSIONS - 1 : -1]

    @property
    def is_responder(self) -> bool | None:
        return is_responder(self.baseline, self.latest)

    @property
    def has_scores(self) -> bool:
        return bool(self._scores)

    @property
    def _scores(self) -> list[int]:
        """Every score in order of time."""
        return [score for visit in self.visits for score in (visit.before, visit.after) if score is not None]

    def points(self) -> list[PainPoint]:
        """The visits as the pain curve draws them, oldest first."""
        return [PainPoint(v.session.started_at, v.before, v.after) for v in self.visits]


def courses_of(patient: Patient, *, user: Any) -> list[Course]:
    """The patient's courses, current ones first, then newest first, each with the number of its sessions."""
    courses = Course.objects.visible_to(user).filter(patient=patient).select_related("condition", "practitioner")
    # "current" comes before "finished" and "stopped".
    return list(
        courses.annotate(session_count=_session_count()).order_by("status", "-started_on", "-pk")[:MOST_COURSES]
    )


def _session_count() -> Any:
    counted = Session.objects.filter(course=OuterRef("pk")).order_by().values("course").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def progress_of(course: Course, *, signed_only: bool = False) -> Progress:
    """Every session of a course in order, with its scores: two queries, however long the course."""
    sessions = Session.objects.filter(course=course).only("course_id", "started_at", "status")
    if signed_only:
        sessions = sessions.signed()
    newest = reversed(sessions.order_by("-started_at", "-pk")[:MOST_VISITS])
    visits = [Visit(session, number) for number, session in enumerate(newest, start=1)]
    _add_scores(visits, Measure.objects.filter(course=course, kind=Measure.Kind.VAS))
    return Progress(course, visits)


def _add_scores(visits: Iterable[Visit], measures: Iterable[Measure]) -> None:
    by_session = {visit.session.pk: visit for visit in visits}
    for session_id, moment, value in measures.values_list("session_id", "moment", "value_mm").order_by():  # type: ignore[attr-defined]
        visit = by_session.get(session_id)
        if visit is not None:
            setattr(visit, moment, value)


def number_of(session: Session) -> int:
    """The session's number in its course, counted from 1 in order of time."""
    started = Session.objects.filter(course_id=session.course_id, started_at__lte=session.started_at)
    earlier = started.exclude(started_at=session.started_at, pk__gte=session.pk)
    return earlier.count() + 1


def scores_of(session: Session) -> dict[str, int]:
    """The session's VAS by moment: before, after."""
    measures = Measure.objects.filter(session=session, kind=Measure.Kind.VAS)
    return dict(measures.values_list("moment", "value_mm"))


def point_uses_of(session: Session) -> list[PointUse]:
    return list(PointUse.objects.filter(session=session).select_related("point").order_by("order"))


def as_needled(uses: Iterable[PointUse]) -> list[Needled]:
    """Stored point uses as the shorthand's writer takes them."""
    return [
        Needled(
            PointFact(*(getattr(use.point, name) for name in PointFact._fields)),
            use.side,  # type: ignore[arg-type]
            use.depth_mm,
            use.angle or None,  # type: ignore[arg-type]
        )
        for use in uses
    ]


def sessions_page(
    patient: Patient, *, user: Any, before: datetime | None = None, size: int = SESSIONS_ON_A_PAGE
) -> tuple[list[Visit], datetime | None]:
    """A page of a patient's sessions with their scores, newest first, and where the next page begins, if there is one.

    `before` is where a page before this one ended. The number in the course is left at 0.
    """
    sessions = Session.objects.visible_to(user).filter(course__patient=patient)
    if before is not None:
        sessions = sessions.filter(started_at__lt=before)
    newest = list(sessions.order_by("-started_at", "-pk")[: size + 1])
    visits = [Visit(session, 0) for session in newest[:size]]
    _add_scores(visits, Measure.objects.filter(session__in=[visit.session for visit in visits], kind="vas"))
    return visits, newest[size - 1].started_at if len(newest) > size else None


@dataclass
class Chart:
    """What the clinical chart shows of a patient, at a glance."""

    courses: list[Course]
    progress: Progress | None = None
    recent: list[Session] = field(default_factory=list)
    last_uses: list[PointUse] = field(default_factory=list)

    @property
    def course(self) -> Course | None:
        return self.progress.course if self.progress else None

    @property
    def last(self) -> Session | None:
        return self.recent[0] if self.recent else None


def chart_of(patient: Patient, *, user: Any) -> Chart:
    """The chart at a glance: five queries, whatever the patient's past holds."""
    chart = Chart(courses_of(patient, user=user))
    if not chart.courses:
        return chart
    chart.progress = progress_of(chart.courses[0])
    sessions = Session.objects.filter(course__in=chart.courses).select_related("practitioner", "course")
    chart.recent = list(sessions.order_by("-started_at", "-pk")[:RECENT_SESSIONS])
    if chart.last is not None:
        chart.last_uses = point_uses_of(chart.last)
    return chart


def current_course(patient: Patient, *, user: Any) -> Course | None:
    """The course whose curve is drawn: the current one, else the newest."""
    courses = Course.objects.visible_to(user).filter(patient=patient)
    return courses.order_by("status", "-started_on", "-pk").first()
