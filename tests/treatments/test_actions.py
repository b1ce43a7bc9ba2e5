import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from clinic.diary.models import Appointment
from clinic.trail.once import AlreadyMade
from tests.factories import (
    AppointmentFactory,
    CourseFactory,
    CredentialFactory,
    PatientFactory,
    PractitionerFactory,
    SessionFactory,
    UserFactory,
)
from treatments import actions, prescription, queries
from treatments.errors import (
    AlreadySigned,
    AppointmentHasSession,
    FutureSession,
    NeedlesUnaccounted,
    NotYours,
    OtherPatient,
    StaleDraft,
)
from treatments.models import Course, Measure, PointUse, Session

pytestmark = pytest.mark.django_db
NEW = {"complaint": "Knee pain", "goal": "Stairs", "planned_sessions": 6, "condition": None}


def content(course, **kwargs):
    kwargs.setdefault("started_at", timezone.now() - timedelta(hours=1))
    return actions.SessionContent(course=course, **kwargs)


@pytest.fixture
def course():
    return CourseFactory()


@pytest.fixture
def start(course):
    """Start a session of the course; keyword arguments change how."""

    def do(**kwargs):
        given = {
            "by": course.practitioner.user,
            "once_key": uuid.uuid4(),
            "patient": course.patient,
            "practitioner": course.practitioner,
            "content": content(course),
        }
        return actions.start_session(**given | kwargs)

    return do


def test_start_session_keeps_points_scores_and_who(course, start, catalogue):
    needled = prescription.read("LI4 l 10mm perp, Yintang", catalogue).needled
    session = start(content=content(course, needled=needled, vas_before=0, vas_after=None, fields={"pulse": "wiry"}))

    assert (session.status, session.version, session.saved_by, session.pulse) == (
        *("draft", 1),
        *(course.practitioner.user, "wiry"),
    )
    uses = [(use.point.code, use.side, use.depth_mm, use.angle) for use in queries.needled_in(session.pk)]
    assert uses == [("LI4", "left", 10, "perpendicular"), ("EX-HN3", "midline", None, None)]
    assert queries.scores_of(session) == {"before": 0}


def test_start_session_can_begin_a_course(start, course):
    session = start(content=content(NEW))
    assert session.course != course
    assert (session.course.complaint, session.course.patient, session.course.entered_by) == (
        *("Knee pain", course.patient),
        course.practitioner.user,
    )


def test_start_session_twice_makes_one_session_and_one_course(start):
    key = uuid.uuid4()
    first = start(once_key=key, content=content(NEW))
    courses = Course.objects.count()

    with pytest.raises(AlreadyMade) as again:
        start(once_key=key, content=content(NEW))
    assert again.value.existing == first
    assert (Session.objects.count(), Course.objects.count()) == (1, courses)


def test_one_session_per_appointment(start, course):
    appointment = AppointmentFactory(patient=course.patient, starts_at=timezone.now() - timedelta(minutes=10))
    first = start(appointment=appointment)
    with pytest.raises(AppointmentHasSession) as again:
        start(appointment=appointment)
    assert again.value.existing == first


def test_start_and_sign_move_the_appointment_on(start, course):
    appointment = AppointmentFactory(patient=course.patient, starts_at=timezone.now() - timedelta(minutes=10))
    session = start(appointment=appointment, content=content(course, fields={"needles_in": 2, "needles_out": 2}))
    assert Appointment.objects.get().status == "in_treatment"

    actions.sign_session(by=course.practitioner.user, session=Session.objects.get(pk=session.pk))
    assert Appointment.objects.get().status == "completed"


def test_start_session_refusals_save_nothing(start, course):
    with pytest.raises(NotYours):
        start(by=UserFactory())
    with pytest.raises(FutureSession):
        start(content=content(course, started_at=timezone.now() + timedelta(minutes=2)))
    with pytest.raises(OtherPatient):
        start(patient=PatientFactory())
    with pytest.raises(OtherPatient):
        start(appointment=AppointmentFactory())
    assert not Session.objects.exists()


def test_start_course_twice_makes_one(course):
    who = {"by": course.practitioner.user, "patient": course.patient, "practitioner": course.practitioner}
    key = uuid.uuid4()
    made = actions.start_course(once_key=key, started_on=date(2026, 5, 4), new=NEW, **who)
    with pytest.raises(AlreadyMade) as again:
        actions.start_course(once_key=key, started_on=date(2026, 5, 4), new=NEW, **who)
    assert again.value.existing == made


def test_save_draft_replaces_points_and_scores(start, course, catalogue):
    session = start(content=content(course, needled=prescription.read("LI4", catalogue).needled, vas_before=50))
    needled = prescription.read("ST36, LI4 l", catalogue).needled
    saved = actions.save_draft(
        by=course.practitioner.user,
        session=session,
        version=1,
        content=content(course, needled=needled, vas_after=20, fields={"notes": "calm"}),
    )
    stored = Session.objects.get()
    assert (saved.version, stored.version, stored.notes) == (2, 2, "calm")
    assert [use.point.code for use in queries.needled_in(stored.pk)] == ["ST36", "LI4"]
    assert queries.scores_of(stored) == {"after": 20}


def test_save_draft_can_move_to_another_course_of_the_patient(start, course):
    session = start(content=content(course, vas_before=50))
    actions.save_draft(by=session.saved_by, session=session, version=1, content=content(NEW, vas_before=50))
    assert Measure.objects.get().course_id == Session.objects.get().course_id != course.pk

    with pytest.raises(OtherPatient):
        actions.save_draft(by=session.saved_by, session=session, version=2, content=content(CourseFactory()))


def test_two_windows_the_later_one_is_told(start, course):
    session = start()
    by = course.practitioner.user
    first, second = Session.objects.get(), Session.objects.get()
    actions.save_draft(by=by, session=first, version=1, content=content(course, fields={"notes": "first"}))

    with pytest.raises(StaleDraft) as stale:
        actions.save_draft(by=by, session=second, version=1, content=content(NEW, fields={"notes": "second"}))
    assert (stale.value.current.notes, stale.value.current.version) == ("first", 2)
    assert Session.objects.get(pk=session.pk).notes == "first"
    assert Course.objects.count() == 1


def test_save_draft_refusals(start, course):
    session = start()
    with pytest.raises(NotYours):
        actions.save_draft(by=UserFactory(), session=session, version=1, content=content(course))
    later = content(course, started_at=timezone.now() + timedelta(days=1))
    with pytest.raises(FutureSession):
        actions.save_draft(by=session.saved_by, session=session, version=1, content=later)


def test_sign_stores_who_when_and_the_credentials_of_that_day():
    session = SessionFactory(needles_in=8, needles_out=8)
    held = CredentialFactory(practitioner=session.practitioner)
    CredentialFactory(practitioner=session.practitioner, issued_on=date(2001, 1, 1), expires_on=date(2002, 1, 1))
    CredentialFactory()

    actions.sign_session(by=session.practitioner.user, session=session)
    stored = Session.objects.get()
    assert (stored.status, stored.signed_by, stored.version) == ("signed", session.practitioner.user, 2)
    assert timezone.now() - stored.signed_at < timedelta(minutes=1)
    assert stored.signed_credentials == [held.as_line()]


@pytest.mark.parametrize(
    ("needles", "sentence"),
    [
        ({}, "Enter how many needles went in before signing, 0 if there were none."),
        ({"needles_in": 3}, "Enter how many needles came out before signing, 0 if there were none."),
        ({"needles_in": 8, "needles_out": 7}, "8 needles went in and 7 came out. Look for what is missing"),
        ({"needles_in": 1, "needles_out": 0}, "1 needle went in and 0 came out."),
    ],
)
def test_sign_needs_every_needle_accounted_for(needles, sentence):
    session = SessionFactory(**needles)
    with pytest.raises(NeedlesUnaccounted, match=sentence):
        actions.sign_session(by=session.practitioner.user, session=session)
    assert Session.objects.get().status == "draft"


def test_sign_with_an_explained_difference():
    session = SessionFactory(needles_in=8, needles_out=7, needles_note="Stud left in the ear.")
    assert actions.sign_session(by=session.practitioner.user, session=session).is_signed


def test_only_the_practitioner_signs_and_only_once():
    session = SessionFactory(needles_in=0, needles_out=0)
    with pytest.raises(NotYours):
        actions.sign_session(by=PractitionerFactory().user, session=session)
    one, other = Session.objects.get(), Session.objects.get()
    actions.sign_session(by=session.practitioner.user, session=one)
    signed_at = Session.objects.get().signed_at

    with pytest.raises(AlreadySigned):
        actions.sign_session(by=session.practitioner.user, session=other)
    with pytest.raises(AlreadySigned):
        actions.sign_session(by=session.practitioner.user, session=one)
    assert Session.objects.get().signed_at == signed_at


def test_sign_is_refused_when_the_draft_was_saved_meanwhile():
    session = SessionFactory(needles_in=0, needles_out=0)
    seen = Session.objects.get()
    Session.objects.update(version=2)
    with pytest.raises(StaleDraft):
        actions.sign_session(by=session.practitioner.user, session=seen)


def test_signed_session_is_not_saved_as_draft():
    session = SessionFactory(needles_in=0, needles_out=0)
    stale = Session.objects.get()
    actions.sign_session(by=session.practitioner.user, session=session)
    with pytest.raises(AlreadySigned), transaction.atomic():
        actions.save_draft(by=session.practitioner.user, session=stale, version=1, content=content(session.course))
    assert not PointUse.objects.exists()
