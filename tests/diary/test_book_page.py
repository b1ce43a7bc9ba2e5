"""The desk's booking page."""

from datetime import date, time

import pytest

from clinic.diary.models import Appointment
from clinic.forms import BAD_EMAIL
from patients.models import Patient
from tests.diary.conftest import TUESDAY, at
from tests.factories import PatientFactory, PractitionerFactory, WorkingHoursFactory

BOOK = "/diary/book/"
ONE_PERSON = "Choose with whom: a typed time needs one person."
PASSED = "That time has passed. Choose a time from now on."
TOO_LONG = "Full name must be 300 characters or fewer. Shorten it."
WITHIN_HOURS = (
    "Mei Chen works 09:00 to 17:00 on Tuesdays. Free consultation takes 15 minutes. Choose a time within that."
)
SKIPPED = "The clocks go forward then, so 01:30 on Sunday 28 March 2027 does not exist. Choose a time before or after."


@pytest.fixture
def form(desk, clinic):
    """What the page sends for a free consultation with Mei Chen on Tuesday at 09:15, for a known patient."""
    page = desk.get(BOOK)
    return {
        "once_key": page.context["form"].data["once_key"],
        "service": "free-consultation",
        "channel": "in_person",
        "practitioner": str(clinic.mei.pk),
        "day": "2027-03-02",
        "slot": f"{clinic.mei.pk} 2027-03-02 09:15",
        "who": "known",
        "patient": str(PatientFactory().pk),
        "book": "1",
    }


def errors(response):
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def offered(response):
    days = response.context["times"].days
    return [f"{offer.local:%d %H:%M}" for _, people in days for _, offers in people for offer in offers]


def test_first_look_offers_the_free_consultation(desk, clinic):
    page = desk.get(BOOK)

    assert page.context["form"].chosen_service() == clinic.consultation
    assert offered(page)[:3] == ["02 09:00", "02 09:15", "02 09:30"]
    assert "Book consultation" in page.content.decode()
    assert "Tuesday 2 March 2027" in page.content.decode()
    assert not page.context["form"].errors


def test_books_for_a_known_person(desk, form):
    response = desk.post(BOOK, form | {"note": "Prefers the ground floor"}, follow=True)

    made = Appointment.objects.get()
    assert response.redirect_chain == [(f"/diary/appointments/{made.pk}/", 302)]
    assert "Booked for Tuesday 2 March 2027 at 09:15 with Mei Chen." in response.content.decode()
    assert (made.patient.pk, made.booked_by) == (int(form["patient"]), desk.user)
    assert (made.starts_at, made.note) == (at("09:15"), "Prefers the ground floor")
    assert made.events.get().by == desk.user


def test_twice_makes_one(desk, form):
    desk.post(BOOK, form)
    response = desk.post(BOOK, form, follow=True)

    assert "This was already saved. Nothing was made twice." in response.content.decode()
    assert Appointment.objects.count() == 1


def newcomer(form, **changes):
    kept = {name: value for name, value in form.items() if name != "patient"}
    return kept | {"who": "new", "full_name": "Zoë O’Neill", "phone": "07700 900 461"} | changes


def test_books_for_a_new_person_who_becomes_an_enquiry(desk, form):
    for _ in range(2):
        desk.post(BOOK, newcomer(form))

    made = Appointment.objects.get()
    assert (made.patient.full_name, made.patient.status) == ("Zoë O’Neill", "enquiry")
    assert made.patient.created_by == desk.user
    assert Patient.objects.filter(full_name="Zoë O’Neill").count() == 1


def test_new_person_who_may_be_here_already(desk, form):
    known = PatientFactory(full_name="Zoe O'Neill", phone="07700 900461")

    response = desk.post(BOOK, newcomer(form))
    assert errors(response) == {
        "is_new": ["Is this person here already? Book for them, or tick “This is someone new”."]
    }
    assert Appointment.objects.count() == 0

    chosen = desk.post(BOOK, newcomer(form, use=str(known.pk)))
    assert chosen.context["form"].data["who"] == "known"
    assert Appointment.objects.count() == 0
    assert f'value="{known.pk}" checked' in chosen.content.decode()

    desk.post(BOOK, newcomer(form, is_new="on", shown=str(known.pk)))
    assert Appointment.objects.get().patient != known


def test_loser_of_a_race_keeps_what_was_typed_and_adds_nobody(desk, clinic, form, book):
    book("09:00", service=clinic.consultation)
    book("09:15", service=clinic.consultation)

    response = desk.post(BOOK, newcomer(form, note="First time"))

    assert errors(response) == {
        "slot": ["Mei Chen is already booked from 09:15 to 09:30 on Tuesday 2 March 2027. Choose another time."]
    }
    page = response.content.decode()
    assert 'value="Zoë O’Neill"' in page
    assert 'value="First time"' in page
    assert [f"{offer.local:%H:%M}" for offer in response.context["form"].nearest] == [
        "09:30",
        "09:45",
        "10:00",
        "10:15",
    ]
    assert not Patient.objects.filter(full_name="Zoë O’Neill").exists()


def test_loser_with_a_typed_time_picks_another(desk, clinic, form, book):
    book("09:15", service=clinic.consultation)
    typed = form | {"slot": "", "clock": "9.15"}
    refused = desk.post(BOOK, typed)
    assert 'name="refused" value="9.15"' in refused.content.decode()

    desk.post(BOOK, typed | {"refused": "9.15", "slot": f"{clinic.mei.pk} 2027-03-02 09:30"})

    assert Appointment.objects.filter(starts_at=at("09:30")).exists()


@pytest.mark.parametrize("typed", ["14:30", "14.30", "1430", "2:30pm", "2.30 PM"])
def test_typed_time(desk, form, typed):
    desk.post(BOOK, form | {"slot": "", "clock": typed})

    assert Appointment.objects.get().starts_at == at("14:30")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"clock": "half past two"}, "clock", "Type a time such as 14:30."),
        ({"clock": "25:00"}, "clock", "Type a time such as 14:30."),
        ({"clock": "13pm"}, "clock", "Type a time such as 14:30."),
        ({"clock": "9" * 10_000}, "clock", "Type a time such as 14:30."),
        ({"clock": "1\x004:30"}, "clock", "Type a time such as 14:30."),
        ({"clock": "14:32"}, "clock", "Choose a time in steps of five minutes, such as 14:30 or 14:35."),
        ({"clock": "14:30"}, "clock", "You picked 09:15 and typed 14:30. Clear the box, or type the same."),
        (
            {"slot": "", "clock": "18:00"},
            "clock",
            WITHIN_HOURS,
        ),
        ({"slot": "", "clock": "14:30", "practitioner": ""}, "practitioner", ONE_PERSON),
        ({"slot": ""}, "slot", "Choose one of the free times, or type a time."),
        ({"slot": "nonsense"}, "slot", "Choose one of the free times, or type a time."),
        ({"slot": "1 2027-02-31 09:00"}, "slot", "Choose one of the free times, or type a time."),
        ({"slot": "999999 2027-03-02 09:00"}, "slot", "Choose one of the free times, or type a time."),
        ({"slot": "", "clock": "9:00", "day": "2027-02-23"}, "clock", PASSED),
        ({"day": "31 2 2027"}, "day", "Enter a real date, for example 27 3 2027."),
        ({"day": ""}, "day", "Enter the day from which to look."),
        ({"day": "2031-01-01"}, "day", "That is more than two years away. Enter an earlier day."),
        ({"service": "haircut"}, "service", "Choose one of the services."),
        ({"channel": "owl"}, "channel", "Choose in person, video or phone."),
        (
            {"service": "follow-up", "channel": "video"},
            "channel",
            "Follow-up is offered in person only. Choose that, or another service.",
        ),
        ({"patient": "999999"}, "patient", "That patient cannot be found. Search again."),
        ({"who": ""}, "who", "Say for whom."),
        ({"who": "new"}, "full_name", "Enter the full name."),
        (
            {"who": "new", "full_name": "Zoë"},
            "phone",
            "Give a phone number or an e-mail address, so that the clinic can reach them.",
        ),
        (
            {"who": "new", "full_name": "Zoë", "email": "zoe at example"},
            "email",
            BAD_EMAIL,
        ),
        ({"who": "new", "full_name": "Z" * 10_000}, "full_name", TOO_LONG),
        ({"note": "N" * 301}, "note", "Note for the desk must be 300 characters or fewer. Shorten it."),
    ],
)
def test_bad_input_is_named_kept_and_changes_nothing(desk, form, changes, field, sentence):
    response = desk.post(BOOK, form | changes)

    assert response.status_code == 200
    assert sentence in errors(response)[field]
    assert "There is a problem" in response.content.decode()
    for name, typed in changes.items():
        assert response.context["form"].data[name] == typed
    assert Appointment.objects.count() == 0
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "clock", "sentence"),
    [
        (
            "2027-03-28",
            "01:30",
            SKIPPED,
        ),
        (
            "2027-10-31",
            "01:30",
            "The clocks go back then, so 01:30 on Sunday 31 October 2027 comes twice. Choose another time.",
        ),
    ],
)
def test_hour_of_a_clock_change(desk, clinic, form, day, clock, sentence):
    WorkingHoursFactory(practitioner=clinic.mei, site=clinic.site, weekday=6, from_time=time(0), until_time=time(6))

    typed = desk.post(BOOK, form | {"slot": "", "day": day, "clock": clock})
    picked = desk.post(BOOK, form | {"slot": f"{clinic.mei.pk} {day} {clock}"})

    assert errors(typed) == {"clock": [sentence]}
    assert errors(picked) == {"slot": [sentence]}


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
