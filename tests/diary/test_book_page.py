"""The desk's booking page."""

from datetime import time

import pytest

from clinic.diary.models import Appointment
from clinic.forms import BAD_EMAIL
from patients.models import Patient
from tests.diary.conftest import at, errors, offered
from tests.factories import PatientFactory, WorkingHoursFactory

BOOK = "/diary/book/"
ONE_PERSON = "Choose with whom: a typed time needs one person."
PASSED = "That time has passed. Choose a time from now on."
TOO_LONG = "Full name must be 300 characters or fewer. Shorten it."
WITHIN_HOURS = (
    "Mei Chen works 09:00 to 17:00 on Tuesdays. Free consultation takes 15 minutes. Choose a time within that."
)
SKIPPED = "The clocks go forward then, so 01:30 on Sunday 28 March 2027 does not exist. Choose a time before or after."


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
        ({"day": "0001-01-01"}, "day", "That is more than two years ago. Enter a later day."),
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


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0001-01-01", "That is more than two years ago. Enter a later day."),
        ("9999-12-31", "That is more than two years away. Enter an earlier day."),
    ],
)
def test_ends_of_the_calendar(desk, clinic, form, day, sentence):
    assert desk.get(f"{BOOK}?day={day}").context["form"].errors == {"day": [sentence]}
    assert errors(desk.post(BOOK, form | {"day": day, "find": "1"})) == {"day": [sentence]}
    for clock in ("00:00", "23:59"):
        assert errors(desk.post(BOOK, form | {"slot": f"{clinic.mei.pk} {day} {clock}"})) == {"slot": [sentence]}


def test_key_of_another_form_is_refused_in_words(desk, form):
    """Not an appointment's key, but a patient's: nobody is booked and nothing breaks."""
    stranger = PatientFactory()

    response = desk.post(BOOK, newcomer(form, once_key=str(stranger.once_key)))

    assert errors(response) == {
        "service": ["This page’s key has been used for something else. Open the booking page again."]
    }
    assert Appointment.objects.count() == 0


def test_sent_again_with_another_time_says_that_it_was_not_changed(desk, clinic, form):
    desk.post(BOOK, form)

    response = desk.post(BOOK, form | {"slot": f"{clinic.mei.pk} 2027-03-02 11:00"}, follow=True)

    assert "This was booked before, for the time below." in response.content.decode()
    assert Appointment.objects.get().starts_at == at("09:15")
