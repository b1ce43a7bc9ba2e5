"""What the pages ask about courses, sessions and scores; each question is bounded to a patient, a course or a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clinic.printing import PainPoint
from clinic.times import localised
from patients.models import Patient

from .models import Course, Measure, PointUse, Session
from .models.sessions import SessionQuerySet
from .points import PointFact
from .prescription import Needled
from .scores import change_percent, is_responder

RECENT_SESSIONS = 12
SESSIONS_ON_A_PAGE = 50
MOST_COURSES = 20
MOST_VISITS = 200
SCORES_OF_A_SESSION = 2


@dataclass(slots=True)
class Visit:
    """One session with its number in the course and its scores."""

    pk: int
    started_at: datetime
    is_signed: bool
    number: int = 0
    before: int | None = None
    after: int | None = None
    course: str = ""
    practitioner: str = ""

    @property
    def day(self) -> str:
        """The date in figures and a short month, for narrow tables."""
        local = localised(self.started_at, settings.TIME_ZONE)
        return f"{local.day} {local:%b %Y}"


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
        return [PainPoint(v.started_at, v.before, v.after) for v in self.visits]


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
    """Every session of a course in order, with its scores: one query, however long the course."""
    sessions = Session.objects.filter(course=course)
    visits = _visits(sessions.signed() if signed_only else sessions, most=MOST_VISITS)
    visits.reverse()
    for number, visit in enumerate(visits, start=1):
        visit.number = number
    return Progress(course, visits)


def _visits(sessions: SessionQuerySet, *, most: int) -> list[Visit]:
    """The newest of `sessions` with their scores, newest first, read as plain values: no model is made of them."""
    columns = ("pk", "started_at", "status", "course__complaint", "practitioner__display_name")
    newest = sessions.order_by("-started_at", "-pk").values_list(
        *columns, "measures__kind", "measures__moment", "measures__value_mm"
    )
    visits: dict[int, Visit] = {}
    for pk, started_at, status, course, practitioner, kind, moment, value in newest[: most * SCORES_OF_A_SESSION]:
        if pk not in visits and len(visits) == most:
            break
        signed = status == Session.Status.SIGNED
        visit = visits.setdefault(pk, Visit(pk, started_at, signed, course=course, practitioner=practitioner))
        if kind == Measure.Kind.VAS:
            setattr(visit, moment, value)
    return list(visits.values())


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
    """The points of a session in order, with what pages and the shorthand need of each."""
    columns = [f"point__{name}" for name in PointFact._fields]
    uses = PointUse.objects.filter(session=session).select_related("point").order_by("order")
    return list(uses.only("session", "side", "depth_mm", "angle", "order", *columns))


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
    visits = _visits(sessions, most=size + 1)
    return visits[:size], visits[size - 1].started_at if len(visits) > size else None


@dataclass
class Chart:
    """What the clinical chart shows of a patient, at a glance."""

    progress: Progress | None = None
    last: Session | None = None
    last_uses: list[PointUse] = field(default_factory=list)

    @property
    def course(self) -> Course | None:
        return self.progress.course if self.progress else None


def chart_of(patient: Patient, *, user: Any) -> Chart:
    """The chart at a glance: four queries, whatever the patient's past holds."""
    course = current_course(patient, user=user)
    if course is None:
        return Chart()
    shown = ("started_at", "status", "change_since", "advice", "practitioner__display_name")
    theirs = Session.objects.filter(course__patient=patient).select_related("practitioner").only(*shown)
    last = theirs.order_by("-started_at", "-pk").first()
    return Chart(progress_of(course), last, point_uses_of(last) if last is not None else [])


def current_course(patient: Patient, *, user: Any) -> Course | None:
    """The course whose curve is drawn: the current one, else the newest."""
    courses = Course.objects.visible_to(user).filter(patient=patient)
    return courses.order_by("status", "-started_on", "-pk").first()
