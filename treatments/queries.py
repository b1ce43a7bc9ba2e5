"""What the pages ask about courses, sessions and scores; each question is bounded to a patient, a course or a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet

from clinic.prepared import Prepared, PreparedForRecords
from clinic.printing import PainPoint
from clinic.times import localised
from patients.models import Patient

from .models import Course, Measure, PointUse, Session
from .models.courses import reads_courses
from .models.sessions import SessionQuerySet
from .points import PointFact
from .prescription import Needled
from .scores import change_percent, is_responder

RECENT_SESSIONS = 12
SESSIONS_ON_A_PAGE = 50
MOST_COURSES = 20
MOST_VISITS = 200
MOST_POINTS_SHOWN = 60
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
    """The patient's courses, current ones first, then newest first."""
    return _courses_of_records(patient.record_ids) if reads_courses(user) else []


@PreparedForRecords
def _courses_of_records(ids: tuple[int, ...]) -> QuerySet:
    courses = Course.objects.filter(patient__in=ids).select_related("condition")
    # "current" comes before "finished" and "stopped".
    return courses.order_by("status", "-started_on", "-pk")[:MOST_COURSES]


def conditions_of(patient: Patient, user: Any) -> list[int]:
    """The conditions of the patient's current courses that the user may know of, newest first."""
    courses = Course.objects.visible_to(user).current().filter(patient__in=patient.record_ids, condition__isnull=False)
    found = courses.order_by("-started_on", "-pk").values_list("condition_id", flat=True)[:MOST_COURSES]
    return list(dict.fromkeys(found))


def count_sessions(courses: list[Course]) -> dict[int, int]:
    """The number of sessions of each course that has any, by the course's key; one query."""
    counted = Session.objects.filter(course__in=[course.pk for course in courses]).order_by()
    return dict(counted.values_list("course").annotate(Count("pk")))


def progress_of(course: Course, *, signed_only: bool = False) -> Progress:
    """Every session of a course in order, with its scores: one query, however long the course."""
    rows = _signed_of_course(course.pk) if signed_only else _all_of_course(course.pk)
    visits = _grouped(rows, most=MOST_VISITS)
    visits.reverse()
    for number, visit in enumerate(visits, start=1):
        visit.number = number
    return Progress(course, visits)


@Prepared
def _all_of_course(course_id: int) -> QuerySet:
    return _with_scores(Session.objects.filter(course=course_id), most=MOST_VISITS)


@Prepared
def _signed_of_course(course_id: int) -> QuerySet:
    return _with_scores(Session.objects.filter(course=course_id).signed(), most=MOST_VISITS)


def _with_scores(sessions: SessionQuerySet, *, most: int) -> QuerySet:
    """The newest of `sessions` with their scores as plain values, a row for each score: no model is made of them."""
    columns = ("pk", "started_at", "status", "course__complaint", "practitioner__display_name")
    scores = ("measures__kind", "measures__moment", "measures__value_mm")
    return sessions.order_by("-started_at", "-pk").values_list(*columns, *scores)[: most * SCORES_OF_A_SESSION]


def _grouped(rows: Iterable[tuple[Any, ...]], *, most: int) -> list[Visit]:
    """One visit for each session of `rows`, in their order, with its scores."""
    visits: dict[int, Visit] = {}
    for pk, started_at, status, course, practitioner, kind, moment, value in rows:
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


def needled_in(session_id: int) -> list[Needled]:
    """The points of a session in order, as pages show them and the shorthand writes them."""
    columns = [f"point__{name}" for name in PointFact._fields]
    uses = PointUse.objects.filter(session=session_id).order_by("order")
    rows = uses.values_list("side", "depth_mm", "angle", *columns)
    return [Needled(PointFact(*fact), side, depth_mm, angle or None) for side, depth_mm, angle, *fact in rows]


def sessions_page(
    patient: Patient, *, user: Any, before: datetime | None = None, size: int = SESSIONS_ON_A_PAGE
) -> tuple[list[Visit], datetime | None]:
    """A page of a patient's sessions with their scores, newest first, and where the next page begins, if there is one.

    `before` is where a page before this one ended. The number in the course is left at 0.
    """
    sessions = Session.objects.visible_to(user).filter(course__patient__in=patient.record_ids)
    if before is not None:
        sessions = sessions.filter(started_at__lt=before)
    visits = _grouped(_with_scores(sessions, most=size + 1), most=size + 1)
    return visits[:size], visits[size - 1].started_at if len(visits) > size else None


class LastSession(NamedTuple):
    """What the chart shows of the newest session, as plain values."""

    pk: int
    started_at: datetime
    change_since: str
    advice: str
    practitioner: str


@dataclass
class Chart:
    """What the clinical chart shows of a patient, at a glance."""

    progress: Progress | None = None
    last: "LastSession | None" = None
    last_uses: list[Needled] = field(default_factory=list)

    @property
    def course(self) -> Course | None:
        return self.progress.course if self.progress else None


def chart_of(patient: Patient, *, user: Any) -> Chart:
    """The chart at a glance: three queries, whatever the patient's past holds."""
    course = current_course(patient, user=user)
    if course is None:
        return Chart()
    last, uses = _last_session(patient)
    return Chart(progress_of(course), last, uses)


@PreparedForRecords
def _newest_with_points(ids: tuple[int, ...]) -> QuerySet:
    theirs = Session.objects.filter(course__patient__in=ids).order_by("-started_at", "-pk", "point_uses__order")
    columns = [f"point_uses__{name}" for name in ("side", "depth_mm", "angle")]
    columns += [f"point_uses__point__{name}" for name in PointFact._fields]
    shown = ("pk", "started_at", "change_since", "advice", "practitioner__display_name")
    return theirs.values_list(*shown, *columns)[:MOST_POINTS_SHOWN]


def _last_session(patient: Patient) -> tuple[LastSession | None, list[Needled]]:
    """The patient's newest session with its points, in one query: a row for each point, or one row without."""
    last, uses, shown = None, [], len(LastSession._fields)
    for row in _newest_with_points(patient.record_ids):
        session, (side, depth_mm, angle, *fact) = LastSession(*row[:shown]), row[shown:]
        if last is not None and session.pk != last.pk:
            break
        last = session
        if side is not None:
            uses.append(Needled(PointFact(*fact), side, depth_mm, angle or None))
    return last, uses


def current_course(patient: Patient, *, user: Any) -> Course | None:
    """The course whose curve is drawn: the current one, else the newest."""
    if not reads_courses(user):
        return None
    return next(iter(_newest_course_of(patient.record_ids)), None)


@PreparedForRecords
def _newest_course_of(ids: tuple[int, ...]) -> QuerySet:
    return Course.objects.filter(patient__in=ids).order_by("status", "-started_on", "-pk")[:1]
