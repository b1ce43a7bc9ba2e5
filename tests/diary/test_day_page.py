"""The day's page: the drawing, the list, and how much it asks of the database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.diary.actions import cancel_appointment
from clinic.diary.models import Site
from tests.diary.conftest import at
from tests.factories import AppointmentFactory, PractitionerFactory, TimeOffFactory, WorkingHoursFactory

DAY = "/diary/2027-03-02/"


def column(page, name="Mei Chen"):
    return next(one for one in page.context["grid"].columns if one.practitioner.display_name == name)


def places(page, kind):
    return [(b["at"], b["for"], b["word"]) for b in column(page).blocks if b["kind"].split()[0] == kind]


def test_home_goes_to_today_or_the_day_asked_for(desk, clinic):
    assert desk.get("/diary/").url == "/diary/2027-03-01/"
    assert desk.get("/diary/?day=2027-03-02").url == DAY
    assert "That was not a date" in desk.get("/diary/?day=soon", follow=True).content.decode()


def test_blocks_carry_time_name_service_and_state_in_words(desk, clinic, book):
    made = book("10:30")

    page = desk.get(DAY)

    content = page.content.decode()
    assert "Tuesday 2 March 2027" in content
    for word in ("10:30", made.patient.full_name, "Follow-up", "Booked", f'href="/diary/appointments/{made.pk}/"'):
        assert content.count(word) >= 2, word
    # The drawing begins at nine; rows are of five minutes.
    assert places(page, "visit") == [(18, 9, "Booked")]


def test_gaps_can_be_booked_from_each_hour_on(desk, clinic, book):
    book("10:30")

    page = desk.get(DAY)

    assert places(page, "gap")[:4] == [(0, 12, "09:00"), (12, 6, "10:00"), (30, 6, "11:30"), (36, 12, "12:00")]
    assert f'href="/diary/book/?with={clinic.mei.pk}&amp;day=2027-03-02&amp;at=11:30"' in page.content.decode()
    assert "free, book with Mei Chen" in page.content.decode()


def test_today_has_a_now_line_and_no_gaps_in_the_past(desk, clinic):
    with time_machine.travel(at("11:20"), tick=False):
        page = desk.get(DAY)

    grid = page.context["grid"]
    assert (grid.now_row, grid.now_clock, grid.past_rows) == (28, "11:20", 28)
    assert places(page, "gap")[0] == (30, 6, "11:30")


def test_past_day_offers_nothing(desk, clinic):
    with time_machine.travel(at("09:00", date(2027, 3, 5)), tick=False):
        page = desk.get(DAY)

    assert places(page, "gap") == []
    assert page.context["grid"].now_row is None


def test_time_off_is_hatched_and_named(desk, clinic):
    TimeOffFactory(practitioner=clinic.mei, starts_at=at("12:00"), ends_at=at("17:00"))

    page = desk.get(DAY)

    assert places(page, "rest") == [(36, 60, "Away")]
    assert [word for *_, word in places(page, "gap")] == ["09:00", "10:00", "11:00"]


def test_cancelled_stands_in_the_list_only(desk, clinic, book):
    cancel_appointment(by=clinic.desk, appointment=book("10:00"), by_patient=True, reason="unwell")

    page = desk.get(DAY)

    assert places(page, "visit") == []
    assert "Cancelled by patient" in page.content.decode()


def test_missed_time_given_to_somebody_else_shows_who_came(desk, clinic):
    for status in ("did_not_attend", "booked"):
        AppointmentFactory(
            practitioner=clinic.mei, site=clinic.site, service=clinic.visit, starts_at=at("10:00"), status=status
        )

    assert [word for *_, word in places(desk.get(DAY), "visit")] == ["Booked"]


def test_day_without_hours_or_appointments(desk, clinic):
    page = desk.get("/diary/2027-03-07/")

    assert page.context["grid"] is None
    assert "Nobody has working hours on Sundays" in page.content.decode()


def test_appointment_outside_hours_is_still_drawn(desk, clinic):
    AppointmentFactory(
        practitioner=clinic.mei, site=clinic.site, service=clinic.visit, starts_at=at("19:10", date(2027, 3, 7))
    )

    page = desk.get("/diary/2027-03-07/")

    assert places(page, "visit") == [(2, 9, "Booked")]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2027, 3, 28), ["00:00", "02:00", "03:00", "04:00"]),
        (date(2027, 10, 31), ["00:00", "01:00", "01:00", "02:00", "03:00", "04:00"]),
    ],
)
def test_hours_at_the_side_on_a_clock_change(desk, clinic, day, hours):
    WorkingHoursFactory(practitioner=clinic.mei, site=clinic.site, weekday=6, from_time=time(0), until_time=time(5))

    page = desk.get(f"/diary/{day}/")

    assert [hour["word"] for hour in page.context["grid"].hours] == hours


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31", "0001-01-01", "2200-06-01"])
def test_far_days_are_no_error_page(desk, clinic, day):
    assert desk.get(f"/diary/{day}/").status_code in (200, 404)


def test_no_site_yet(desk, manager):
    assert Site.objects.count() == 0
    assert "Ask the practice manager" in desk.get(DAY).content.decode()
    assert "Add the first site" in manager.get(DAY).content.decode()


def test_names_are_escaped(desk, clinic):
    AppointmentFactory(
        practitioner=clinic.mei, site=clinic.site, starts_at=at("10:00"), patient__full_name="<b>Bold</b> & 'Co'"
    )

    content = desk.get(DAY).content.decode()

    assert "<b>Bold</b>" not in content
    assert content.count("&lt;b&gt;Bold&lt;/b&gt; &amp; &#x27;Co&#x27;") == 2


def fill(clinic, people, each):
    for _ in range(people):
        practitioner = PractitionerFactory()
        WorkingHoursFactory(practitioner=practitioner, site=clinic.site, weekday=1)
        for n in range(each):
            starts_at = datetime(2027, 3, 2, 9, 0, tzinfo=UTC) + timedelta(minutes=30 * n)
            AppointmentFactory(
                practitioner=practitioner, site=clinic.site, service=clinic.consultation, starts_at=starts_at
            )


def test_queries_do_not_grow(desk, clinic):
    def look():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(DAY)
        return len(queries), len(page.context["rows"])

    fill(clinic, 1, 2)
    few, rows = look()
    fill(clinic, 4, 15)

    assert look() == (few, rows + 60)
    assert few <= 8


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_for_looking(desk, clinic, method):
    assert getattr(desk, method)(DAY).status_code == 405


def test_every_row_that_the_drawing_names_has_its_class(desk, clinic):
    """Inline styles are refused by the security policy, so each place in the drawing is a class."""
    from django.contrib.staticfiles.finders import find

    with open(find("css/diary-rows.css"), encoding="utf-8") as sheet:
        rules = sheet.read()

    # 25 hours of twelve rows: the longest day there is.
    for n in range(300):
        expected = f".at-{n}{{grid-row-start:{n + 1}}}.for-{n + 1}{{grid-row-end:span {n + 1}}}"
        assert f"{expected}.lane-{n + 1}{{grid-template-rows:repeat({n + 1},var(--row))}}" in rules


@pytest.mark.parametrize(("asked", "shown"), [("0001-01-01", "1900-01-02"), ("9999-12-31", "2199-12-30")])
def test_asked_for_a_day_beyond_the_calendar(desk, clinic, asked, shown):
    response = desk.get(f"/diary/?day={asked}")

    assert response.url == f"/diary/{shown}/"
    assert desk.get(response.url).status_code == 200
