"""Past courses: for each patient a story, its visits in the practitioner's free hours, points and scores."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from clinic.diary.models import Appointment, AppointmentEvent, Service, Site
from clinic.staff.models import User
from library.models import Condition
from patients.models import Patient
from treatments.models import Course, Measure, Point, PointUse, Session
from treatments.shorthand import parse

from .stories import ADVICE, CHANGES, NOTES, STORIES, Story, pain_path
from .team import Chair

RHYTHM = (0, 4, 7, 11, 18, 25, 32, 39, 53, 67, 81, 95)  # days from the first visit: twice weekly, weekly, tapering


@dataclass
class Rows:
    """What a batch of patients brings, ready for `bulk.insert`, in the order of the foreign keys."""

    courses: list[Course] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    events: list[AppointmentEvent] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    point_uses: list[PointUse] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)

    def in_order(self) -> tuple[list, ...]:
        return (self.courses, self.appointments, self.events, self.sessions, self.point_uses, self.measures)


class Keys:
    """Primary keys given by hand, so that rows can point at one another before they are stored."""

    def __init__(self) -> None:
        self.course, self.appointment, self.event = count(1), count(1), count(1)
        self.session, self.point_use, self.measure = count(1), count(1), count(1)


class Historian:
    """Writes the past of one patient after another."""

    def __init__(
        self, *, rng: random.Random, site: Site, services: dict[str, Service], by: User, now: datetime, years: int
    ) -> None:
        self.rng, self.site, self.services, self.by, self.now = rng, site, services, by, now
        self.today = now.date()
        self.first_day = self.today - timedelta(days=365 * years)
        self.keys = Keys()
        self.sessions_written = 0
        self.current: list[tuple[Course, Chair]] = []
        self.recent_days: set[tuple[int, date]] = set()  # patient and day, so that nobody comes twice on one
        self.drafts: list[int] = []  # sessions that stay unsigned
        self.conditions = {condition.slug: condition for condition in Condition.objects.all()}
        self.uses = {story.condition: list(_point_uses(story)) for story in STORIES}

    def course(self, patient: Patient, chair: Chair, rows: Rows, *, begun: date, visits: int, planned: int) -> Course:
        """Add one course of up to `visits` visits from `begun` on; fewer where the hours run out."""
        story = self.rng.choice(STORIES)
        course = Course(
            pk=next(self.keys.course),
            once_key=self.uuid(),
            patient=patient,
            practitioner=chair.practitioner,
            condition=self.conditions.get(story.condition),
            complaint=story.complaint,
            goal=story.goal,
            planned_sessions=planned,
            started_on=begun,
            entered_at=self.now,
            entered_by_id=chair.practitioner.user_id,
        )
        rows.courses.append(course)
        path = pain_path(visits, rng=self.rng)
        day = begun
        for visit in range(visits):
            day = max(day, begun + timedelta(days=RHYTHM[visit] if visit < len(RHYTHM) else 7 * visit))
            start = chair.agenda.take(day, self.today - timedelta(days=1), hours=2 if visit == 0 else 1)
            if start is None:
                break
            day = start.date() + timedelta(days=2)
            self._visit(course, story, chair, rows, start=start, visit=visit, vas=(path.before_mm, path.after_mm))
        over = day < self.today - timedelta(days=30)
        course.status = (Course.Status.FINISHED if visits >= planned else Course.Status.STOPPED) if over else "current"
        return course

    def appointment(self, patient: Patient, chair: Chair, rows: Rows, *, start: datetime, **fields) -> Appointment:
        """Add one appointment that begins at `start`."""
        service = fields.pop("service")
        ends_at = start + timedelta(minutes=service.minutes)
        channel = fields.pop("channel", Appointment.Channel.IN_PERSON)
        appointment = Appointment(
            pk=next(self.keys.appointment),
            once_key=self.uuid(),
            patient_id=patient.pk,
            practitioner_id=chair.practitioner.pk,
            service_id=service.pk,
            site_id=self.site.pk,
            room_id=chair.room.pk if channel == Appointment.Channel.IN_PERSON else None,
            channel=channel,
            starts_at=start,
            ends_at=ends_at,
            busy_until=ends_at + timedelta(minutes=service.buffer_minutes),
            booked_at=min(start - timedelta(days=self.rng.randint(1, 20)), self.now),
            booked_by_id=self.by.pk,
            reference=self._reference(),
            **fields,
        )
        rows.appointments.append(appointment)
        if start > self.now - timedelta(days=15):
            self.recent_days.add((patient.pk, start.date()))
        rows.events.append(self._event(appointment))
        return appointment

    def session(self, course: Course, story: Story, rows: Rows, appointment: Appointment, *, first: bool) -> Session:
        """Add a draft session for `appointment`, with its points."""
        chair_user = course.practitioner.user_id
        uses = self.uses[story.condition]
        needles = sum(2 if use["side"] == "both" else 1 for use in uses)
        session = Session(
            pk=next(self.keys.session),
            once_key=self.uuid(),
            course_id=course.pk,
            appointment_id=appointment.pk,
            practitioner_id=course.practitioner_id,
            started_at=appointment.starts_at,
            ended_at=appointment.ends_at,
            change_since="" if first else self.rng.choice(CHANGES),
            tongue=story.tongue,
            pulse=story.pulse,
            patterns=story.patterns,
            principle=story.principle,
            notes=self.rng.choice(NOTES),
            advice=self.rng.choice(ADVICE),
            needles_in=needles,
            needles_out=needles,
            retention_minutes=self.rng.choice((20, 25, 25, 30)),
            saved_at=appointment.ends_at,
            saved_by_id=chair_user,
        )
        rows.sessions.append(session)
        self.sessions_written += 1
        for order, use in enumerate(uses):
            rows.point_uses.append(PointUse(pk=next(self.keys.point_use), session_id=session.pk, order=order, **use))
        return session

    def score(self, session: Session, rows: Rows, *, before: int | None, after: int | None) -> None:
        ended_at = session.ended_at or session.started_at
        for moment, value, at in (("before", before, session.started_at), ("after", after, ended_at)):
            if value is not None:
                rows.measures.append(
                    Measure(
                        pk=next(self.keys.measure),
                        session_id=session.pk,
                        course_id=session.course_id,
                        moment=moment,
                        value_mm=value,
                        taken_at=at,
                        entered_by_id=session.saved_by_id,
                    )
                )

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _visit(self, course: Course, story: Story, chair: Chair, rows: Rows, *, start, visit: int, vas) -> None:
        service = self.services["first-visit" if visit == 0 else "follow-up"]
        done = Appointment.Status.COMPLETED
        appointment = self.appointment(course.patient, chair, rows, start=start, service=service, status=done)
        session = self.session(course, story, rows, appointment, first=visit == 0)
        self.score(session, rows, before=vas[0][visit], after=vas[1][visit])

    def _event(self, appointment: Appointment) -> AppointmentEvent:
        return AppointmentEvent(
            pk=next(self.keys.event),
            appointment_id=appointment.pk,
            kind=AppointmentEvent.Kind.BOOKED,
            at=appointment.booked_at,
            by_id=self.by.pk,
            to_status=Appointment.Status.BOOKED,
            to_start=appointment.starts_at,
            to_practitioner_id=appointment.practitioner_id,
        )

    def _reference(self) -> str:
        return "".join(self.rng.choices("BCDFGHJKLMNPQRSTVWXZ23456789", k=10))


def _point_uses(story: Story) -> Iterator[dict]:
    points = Point.objects.in_bulk(field_name="code")
    for entry in parse(", ".join(story.points)).entries:
        point = points[entry.name]
        side = entry.side or ("both" if point.is_bilateral else "midline")
        yield {"point_id": point.pk, "side": side, "depth_mm": entry.depth_mm, "angle": entry.angle or ""}
