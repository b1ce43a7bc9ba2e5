from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clinic.access import Role
from clinic.trail.models import AccessEntry
from tests.factories import AppointmentFactory, CourseFactory, MeasureFactory, PatientFactory, SessionFactory
from treatments import queries

pytestmark = pytest.mark.django_db
SECRET = "burning pain of the soul"


@pytest.fixture
def course():
    return CourseFactory(complaint=SECRET, planned_sessions=8)


def visit(course, days_ago, before=None, after=None, *, sign=False, **kwargs):
    """A session some days ago with its scores."""
    session = SessionFactory(course=course, started_at=timezone.now() - timedelta(days=days_ago), **kwargs)
    for moment, value in (("before", before), ("after", after)):
        if value is not None:
            MeasureFactory(session=session, moment=moment, value_mm=value)
    if sign:
        type(session).objects.filter(pk=session.pk).update(
            **{"status": "signed", "signed_at": timezone.now(), "signed_by": session.saved_by},
            **{"signed_credentials": [], "needles_in": 0, "needles_out": 0},
        )
    return session


def text_of(response):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


def test_progress_numbers_and_percentages(course):
    visit(course, 10, 72, 60)
    visit(course, 3)
    visit(course, 1, 50, 41)

    progress = queries.progress_of(course)
    assert [(v.number, v.before, v.after) for v in progress.visits] == [(1, 72, 60), (2, None, None), (3, 50, 41)]
    assert (progress.baseline, progress.latest, progress.percent, progress.is_responder) == (72, 41, "43", True)


def test_progress_of_one_score_has_a_baseline_only(course):
    visit(course, 1, 72)
    progress = queries.progress_of(course)
    assert (progress.baseline, progress.latest, progress.change_percent) == (72, None, None)


def test_number_of_session_follows_time_then_order_of_entry(course):
    late, early = visit(course, 1), visit(course, 5)
    twin = visit(course, 1, pulse="twin")
    type(twin).objects.filter(pk=twin.pk).update(started_at=late.started_at)
    twin.refresh_from_db()
    assert [queries.number_of(session) for session in (early, late, twin)] == [1, 2, 3]


def test_chart_for_a_practitioner(practitioner, course):
    visit(course, 10, 72, 60)
    last = visit(course, 1, 50, 41, change_since="Sleeps through", advice="Walk")
    booked = AppointmentFactory(patient=course.patient, starts_at=timezone.now() + timedelta(days=2))

    page = practitioner.get(reverse("treatments:chart", args=[course.patient_id])).content.decode()
    for expected in (SECRET, "72 → 41", "43", "Responder", "Sleeps through", "Start session", booked.service.name):
        assert expected in page
    assert reverse("treatments:pain-curve", args=[course.patient_id]) in page
    assert reverse("treatments:session", args=[last.pk]) in page


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_chart_without_clinical_view_holds_no_clinical_text(login, role, course):
    visit(course, 1, 50, 41, change_since="Sleeps through", notes="note", advice="Walk")
    booked = AppointmentFactory(patient=course.patient, starts_at=timezone.now() + timedelta(days=2))

    page = login(role).get(reverse("treatments:chart", args=[course.patient_id])).content.decode()
    assert course.patient.phone in page
    assert booked.service.name in page
    for clinical in (SECRET, "Sleeps through", "Walk", "pain.svg", "Session 1", "worst pain"):
        assert clinical not in page


def test_chart_of_a_new_patient(practitioner):
    page = practitioner.get(reverse("treatments:chart", args=[PatientFactory(enquiry=True).pk])).content.decode()
    assert "No course of treatment yet" in page


def test_chart_queries_do_not_grow(practitioner, course, at_most_queries):
    url = reverse("treatments:chart", args=[course.patient_id])
    visit(course, 40, 72, 60)
    practitioner.get(url)
    for day in range(30):
        visit(course, day, 60, 50)
    AppointmentFactory.create_batch(5, patient=course.patient, starts_at=timezone.now() + timedelta(days=2))
    CourseFactory.create_batch(5, patient=course.patient, status="finished")
    with at_most_queries(12):
        response = practitioner.get(url)
    assert response.content.decode().count("/sessions/") < 20


def test_pain_curve_is_an_image_of_the_current_course(practitioner, course):
    visit(course, 10, 72, 60)
    old = CourseFactory(patient=course.patient, status="finished")
    visit(old, 100, 3, 3)

    response = practitioner.get(reverse("treatments:pain-curve", args=[course.patient_id]))
    svg = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert "baseline 72" in svg
    assert "style=" not in svg


def test_pain_curve_without_anything(practitioner):
    response = practitioner.get(reverse("treatments:pain-curve", args=[PatientFactory().pk]))
    assert "No pain scores yet" in response.content.decode()


def test_progress_report_holds_signed_sessions_only_and_is_recorded_as_printed(practitioner, course):
    course.patient.full_name = "王小明 <Zoë> & Søn"
    course.patient.save()
    visit(course, 10, 72, 60, sign=True, notes="secret note")
    visit(course, 5, 50, 41, sign=True)
    visit(course, 1, 13, 7)

    response = practitioner.get(reverse("treatments:progress-pdf", args=[course.patient_id]))
    text = text_of(response)
    assert response["Content-Type"] == "application/pdf"
    assert "王小明 <Zoë> & Søn" in text
    assert "Your pain score was 72 at the start and 41 last time. That is 43 % less." in text
    assert "2 sessions so far, 8 planned" in text
    assert "secret note" not in text
    assert AccessEntry.objects.get().kind == "printed"


@pytest.mark.parametrize("asked", [{}, {"paper": "letter"}, {"print": "large"}, {"paper": "nonsense"}])
def test_progress_report_in_every_size_and_empty(practitioner, asked):
    url = reverse("treatments:progress-pdf", args=[PatientFactory().pk])
    assert "no signed sessions yet" in text_of(practitioner.get(url, asked))


def test_sessions_list_pages_by_time_without_growing(practitioner, course, at_most_queries):
    url = reverse("treatments:sessions", args=[course.patient_id])
    assert "No sessions yet" in practitioner.get(url).content.decode()
    for day in range(53):
        visit(course, day, 60)
    with at_most_queries(8):
        first = practitioner.get(url)
    assert len(first.context["sessions"]) == 50

    rest = practitioner.get(url, {"before": first.context["older"].isoformat()})
    assert (len(rest.context["sessions"]), rest.context["older"]) == (3, None)
    assert practitioner.get(url, {"before": "nonsense"}).status_code == 200
