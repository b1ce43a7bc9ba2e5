from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from clinic.access import Role
from tests.factories import (
    AppointmentFactory,
    CourseFactory,
    CredentialFactory,
    PatientFactory,
    PractitionerFactory,
    SessionFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db
URL = "/today/"
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    SiteFactory()
    with time_machine.travel(NOON, tick=False):
        yield


def booked(hour, **kwargs):
    return AppointmentFactory(starts_at=NOON.replace(hour=hour), **kwargs)


def page_of(client):
    response = client.get(URL)
    assert response.status_code == 200
    return response.content.decode()


def test_practitioner_sees_own_list_by_time_with_the_next_step(practitioner):
    me = practitioner.user.practitioner
    late = booked(15, practitioner=me, patient__full_name="Late Person")
    early = booked(9, practitioner=me, patient__full_name="Early Person", status="arrived")
    draft = SessionFactory(course__practitioner=me, appointment=booked(10, practitioner=me), started_at=NOON)
    booked(11, patient__full_name="Someone Else’s")
    booked(16, practitioner=me, patient__full_name="Cancelled Person", cancelled=True)
    AppointmentFactory(practitioner=me, patient__full_name="Next Day", starts_at=NOON + timedelta(days=1))

    page = page_of(practitioner)
    assert page.index("Early Person") < page.index("Late Person")
    for absent in ("Someone Else", "Cancelled Person", "Next Day"):
        assert absent not in page
    start = reverse("treatments:session-new", args=[early.patient_id])
    assert f"{start}?appointment={early.pk}" in page
    assert f"?appointment={late.pk}" in page
    assert reverse("treatments:session-edit", args=[draft.pk]) in page


def test_practitioner_is_reminded_of_older_drafts(practitioner):
    me = practitioner.user.practitioner
    mine = SessionFactory(course__practitioner=me, started_at=NOON - timedelta(days=2))
    SessionFactory(course__practitioner=me, started_at=NOON - timedelta(days=2), signed=True)
    others = SessionFactory(started_at=NOON - timedelta(days=2))

    page = page_of(practitioner)
    assert reverse("treatments:session-edit", args=[mine.pk]) in page
    assert reverse("treatments:session-edit", args=[others.pk]) not in page
    assert page.count("Not signed") == 1


def test_desk_sees_everyone_and_marks_with_one_press(desk):
    soon = booked(13, patient__full_name="Soon Person")
    past = booked(9, patient__full_name="Past Person")
    page = page_of(desk)
    assert "Soon Person" in page
    assert page.count('value="arrived"') == 2
    assert page.count('value="did_not_attend"') == 1  # nobody is late for 13:00 yet
    status = reverse("diary:status", args=[past.pk])
    assert status in page

    response = desk.post(status, {"to": "arrived", "back": URL})
    assert response.url == URL
    past.refresh_from_db()
    assert past.status == "arrived"
    assert soon.status == "booked"
    assert page_of(desk).count('value="arrived"') == 1


def test_desk_sees_calls_and_nothing_clinical(desk):
    booked(14, channel="phone", patient__full_name="Phone Person", patient__phone="01632 960 555")
    draft = SessionFactory(course__complaint="secret complaint", appointment=booked(9), started_at=NOON)
    page = page_of(desk)
    assert "Calls to make" in page
    assert "01632 960 555" in page
    assert "secret complaint" not in page
    assert reverse("treatments:session-edit", args=[draft.pk]) not in page


def test_manager_sees_expiries_and_the_day(manager):
    booked(9, patient__full_name="Day Person")
    CredentialFactory(expires_on=date(2026, 1, 25), type__name="Ending licence")
    CredentialFactory(expires_on=date(2026, 1, 1), type__name="Ended licence")
    CredentialFactory(type__name="Good licence")
    page = page_of(manager)
    assert "Day Person" in page
    assert "20 days left" in page
    assert "Ended licence" in page
    assert "Good licence" not in page


@pytest.mark.parametrize("role", list(Role))
def test_empty_day(login, role):
    assert "booked" in page_of(login(role))


@pytest.mark.parametrize("role", list(Role))
def test_today_queries_do_not_grow(login, role, at_most_queries):
    client = login(role)
    me = client.user.practitioner if role == Role.PRACTITIONER else PractitionerFactory()
    booked(9, practitioner=me)
    client.get(URL)
    for hour in range(10, 18):
        booked(hour, practitioner=me)
        course = CourseFactory(practitioner=me, patient=PatientFactory())
        SessionFactory(course=course, started_at=NOON - timedelta(days=hour))
    CredentialFactory.create_batch(5, expires_on=date(2026, 1, 20))
    with at_most_queries(9):
        client.get(URL)
