"""Looking for free times on the booking page."""

from datetime import date

import pytest

from clinic.diary.models import Appointment
from tests.diary.conftest import TUESDAY, errors
from tests.factories import PatientFactory, PractitionerFactory, WorkingHoursFactory

BOOK = "/diary/book/"


def test_looking_for_times_books_nothing_and_asks_for_nobody(desk, form, clinic):
    other = PractitionerFactory(display_name="Tom Reed")
    WorkingHoursFactory(practitioner=other, site=clinic.site, weekday=2)

    response = desk.post(BOOK, {**form, "find": "1", "practitioner": "", "patient": "", "day": "2027-03-03"})

    assert errors(response) == {}
    people = [person.display_name for person, _ in response.context["times"].days[0][1]]
    assert people == ["Mei Chen", "Tom Reed"]
    assert Appointment.objects.count() == 0


def test_looking_again_keeps_what_was_picked_and_typed(desk, clinic, form):
    response = desk.post(
        BOOK, form | {"find": "1", "service": "follow-up", "slot": f"{clinic.mei.pk} 2027-03-02 16:45", "note": "Hello"}
    )

    data = response.context["form"].data
    assert (data["slot"], data.get("clock"), data["note"]) == (f"{clinic.mei.pk} 2027-03-02 16:45", None, "Hello")


def test_nonsense_where_the_page_begins(desk, form):
    assert desk.post(BOOK, form | {"service": "usual"}).status_code == 200
    assert desk.post(BOOK, {}).status_code == 200
    assert desk.post(BOOK, {"later": "x"}).status_code == 200
    assert desk.post(BOOK, {"use": "x"}).status_code == 200


def test_later_times_go_on_from_the_day_after(desk, form):
    first = desk.post(BOOK, form | {"find": "1"})
    later = first.context["times"].later
    assert later == date(2027, 3, 10)

    response = desk.post(BOOK, form | {"later": later.isoformat()})

    assert response.context["times"].days[0][0] == later
    assert Appointment.objects.count() == 0


def test_no_free_time_says_so(desk, form, clinic):
    clinic.mei.working_hours.all().delete()

    response = desk.post(BOOK, form | {"find": "1"})

    assert "No free time for Free consultation with Mei Chen in the 14 days from Tuesday 2 March 2027." in (
        response.content.decode()
    )


def test_the_address_chooses_time_and_person(desk, clinic):
    patient = PatientFactory()

    page = desk.get(f"{BOOK}?with={clinic.mei.pk}&day={TUESDAY}&at=09:15&patient={patient.pk}")

    content = page.content.decode()
    assert page.context["form"].chosen_service() == clinic.visit
    assert f'value="{clinic.mei.pk} 2027-03-02 09:15" checked' in content
    assert f'value="{patient.pk}" checked' in content


def test_a_time_asked_for_that_is_not_free_stands_in_the_box(desk, clinic):
    page = desk.get(f"{BOOK}?with={clinic.mei.pk}&day={TUESDAY}&at=09:20")

    assert page.context["form"].data["clock"] == "09:20"


@pytest.mark.parametrize("query", ["?with=x&day=y&at=z", "?service=x", "?patient=%00", "?day=9999-12-31", "?with=9e9"])
def test_nonsense_in_the_address_is_no_error_page(desk, clinic, query):
    assert desk.get(BOOK + query).status_code == 200


def test_number_of_queries_does_not_grow(desk, clinic, book, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        desk.get(BOOK)
    for clock in ("09:00", "10:00", "11:00", "12:00"):
        book(clock)
    for _ in range(10):
        WorkingHoursFactory(site=clinic.site, weekday=1)

    with django_assert_max_num_queries(12):
        desk.get(BOOK)


def test_nobody_else_may_book(anonymous, clinic):
    assert anonymous.get(BOOK).status_code == 302
