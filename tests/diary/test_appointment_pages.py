"""One appointment: its page, marks, moving and cancelling; one patient's appointments."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, router
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.access import Role
from clinic.diary import actions
from clinic.diary.models import Appointment
from clinic.trail.models import AccessEntry
from tests.diary.conftest import at
from tests.factories import AppointmentFactory, PatientFactory


@pytest.fixture
def made(book):
    return book("10:00", note="Brings a friend")


def url(appointment, page=""):
    return f"/diary/appointments/{appointment.pk}/{page}"


def status_of(appointment):
    return Appointment.objects.get(pk=appointment.pk).status


@pytest.fixture
def on_the_day(made):
    with time_machine.travel(at("10:05"), tick=False):
        yield made


def test_page_shows_the_appointment_with_its_history(desk, clinic, made):
    actions.move_appointment(by=clinic.desk, appointment=made, starts_at=at("11:00"))

    content = desk.get(url(made)).content.decode()

    for words in (
        "Tuesday 2 March 2027, 11:00</time> to 11:45 with Mei Chen",
        made.reference,
        "Brings a friend",
        "Booked for 2 March 2027, 10:00 with Mei Chen",
        "Moved from 2 March 2027, 10:00 to 2 March 2027, 11:00",
        clinic.desk.name,
    ):
        assert words in content
    assert made.patient.full_name not in content.split("</title>")[0]


def test_opening_is_recorded(desk, made):
    desk.get(url(made))

    entry = AccessEntry.objects.using(router.db_for_read(AccessEntry)).get(user_id=desk.user.pk)
    assert (entry.patient_id, entry.what, entry.object_id) == (made.patient_id, "diary:appointment", made.pk)


def test_unknown_appointment_is_404(desk, made):
    for page in ("", "move/", "cancel/"):
        assert desk.get(f"/diary/appointments/999999/{page}").status_code == 404
    assert desk.post("/diary/appointments/999999/status/", {"to": "arrived"}).status_code == 404


@pytest.mark.parametrize("page", ["", "move/", "cancel/", "status/"])
def test_people_without_a_role_are_refused(login, client, made, page):
    from tests.factories import UserFactory

    client.force_login(UserFactory())

    assert client.post(url(made, page), {"to": "arrived"}).status_code in (403, 405)
    assert client.get(url(made, page)).status_code in (403, 405)
    assert status_of(made) == "booked"


@pytest.mark.parametrize("role", list(Role))
def test_all_three_roles_mark_arrivals(login, on_the_day, role):
    client = login(role)

    response = client.post(url(on_the_day, "status/"), {"to": "arrived"}, follow=True)

    assert "now marked “Arrived”" in response.content.decode()
    event = on_the_day.events.last()
    assert (event.to_status, event.by) == ("arrived", client.user)


def test_marking_twice_makes_one_event(desk, on_the_day):
    for _ in range(2):
        desk.post(url(on_the_day, "status/"), {"to": "arrived"})

    assert on_the_day.events.filter(to_status="arrived").count() == 1


def test_did_not_attend_and_undo(desk, on_the_day):
    desk.post(url(on_the_day, "status/"), {"to": "did_not_attend"})
    assert status_of(on_the_day) == "did_not_attend"

    assert "Undo “Did not attend”" in desk.get(url(on_the_day)).content.decode()
    desk.post(url(on_the_day, "status/"), {"to": "undo"})
    assert status_of(on_the_day) == "booked"


def test_entered_in_error_and_undo(desk, made, book):
    assert "Entered in error" in desk.get(url(made)).content.decode()
    for _ in range(2):
        desk.post(url(made, "status/"), {"to": "entered_in_error"})
    assert status_of(made) == "entered_in_error"
    event = made.events.get(to_status="entered_in_error")
    assert event.by == desk.user

    desk.post(url(made, "status/"), {"to": "undo"})
    assert status_of(made) == "booked"

    desk.post(url(made, "status/"), {"to": "entered_in_error"})
    book("10:00")
    response = desk.post(url(made, "status/"), {"to": "undo"}, follow=True)
    assert "given to somebody else" in response.content.decode()
    assert status_of(made) == "entered_in_error"


def test_refused_mark_says_why(desk, made):
    response = desk.post(url(made, "status/"), {"to": "arrived"}, follow=True)

    assert "Mark it on that day." in response.content.decode()
    assert status_of(made) == "booked"


@pytest.mark.parametrize("to", ["", "completed", "cancelled_by_clinic", "<b>"])
def test_only_the_marks_of_the_page(desk, on_the_day, to):
    response = desk.post(url(on_the_day, "status/"), {"to": to}, follow=True)

    assert "Nothing was marked." in response.content.decode()
    assert status_of(on_the_day) == "booked"


def test_goes_back_to_our_own_pages_only(desk, on_the_day):
    there = desk.post(url(on_the_day, "status/"), {"to": "arrived", "back": "/today/"})
    elsewhere = desk.post(url(on_the_day, "status/"), {"to": "undo", "back": "https://example.com/"})

    assert there.url == "/today/"
    assert elsewhere.url == url(on_the_day)


def test_get_does_not_act(desk, on_the_day):
    assert desk.get(url(on_the_day, "status/"), {"to": "arrived"}).status_code == 405
    desk.get(url(on_the_day, "cancel/"), {"by_patient": "patient", "reason": "unwell"})
    desk.get(url(on_the_day, "move/"), {"slot": "x"})

    assert status_of(on_the_day) == "booked"
    assert on_the_day.events.count() == 1


def test_cancel(desk, made):
    for _ in range(2):
        response = desk.post(url(made, "cancel/"), {"by_patient": "patient", "reason": "unwell"}, follow=True)

    made.refresh_from_db()
    assert "its time is free again" in response.content.decode()
    assert (made.status, made.cancelled_by, made.cancel_reason) == ("cancelled_by_patient", desk.user, "unwell")
    assert made.events.filter(kind="cancelled").count() == 1


def test_cancel_without_answers(desk, made):
    response = desk.post(url(made, "cancel/"), {"reason": "boredom"})

    assert response.context["form"].errors == {
        "by_patient": ["Say who cancels."],
        "reason": ["Choose one of the reasons."],
    }
    assert status_of(made) == "booked"


def test_cancel_of_a_completed_visit(desk, clinic):
    over = AppointmentFactory(status="completed")

    response = desk.post(url(over, "cancel/"), {"by_patient": "clinic", "reason": "other"}, follow=True)

    assert "cannot be cancelled" in response.content.decode()
    assert status_of(over) == "completed"


def move(clinic, clock):
    return {
        "practitioner": str(clinic.mei.pk),
        "day": "2027-03-02",
        "slot": f"{clinic.mei.pk} 2027-03-02 {clock}",
        "move": "1",
    }


def test_move(desk, clinic, made):
    assert "Free times" in desk.get(url(made, "move/")).content.decode()

    response = desk.post(url(made, "move/"), move(clinic, "14:00"), follow=True)

    assert "Moved to Tuesday 2 March 2027 at 14:00 with Mei Chen." in response.content.decode()
    made.refresh_from_db()
    assert made.starts_at == at("14:00")
    assert made.events.last().by == desk.user


def test_move_onto_another_says_so_and_offers_others(desk, clinic, made, book):
    book("14:00")

    response = desk.post(url(made, "move/"), move(clinic, "14:15"))

    assert "already booked from 14:00 to 15:00" in response.content.decode()
    assert response.context["form"].nearest
    made.refresh_from_db()
    assert made.starts_at == at("10:00")


def test_move_may_take_part_of_its_own_time(desk, clinic, made):
    times = desk.get(url(made, "move/")).context["times"]
    offered = [f"{offer.local:%H:%M}" for offer in times.days[0][1][0][1]]

    assert {"09:30", "10:15"} <= set(offered)


def test_second_of_two_who_move_is_told(desk, clinic, made):
    """Each opened the page before the other moved; the patient may have been told the first one's time."""
    page = desk.get(url(made, "move/")).content.decode()
    stood_at = f"{clinic.mei.pk} 2027-03-02 10:00"
    assert f'name="stood_at" value="{stood_at}"' in page
    actions.move_appointment(by=clinic.desk, appointment=made, starts_at=at("11:00"))
    wanted = {"practitioner": clinic.mei.pk, "day": "2027-03-02", "slot": f"{clinic.mei.pk} 2027-03-02 14:00"}

    refused = desk.post(url(made, "move/"), wanted | {"stood_at": stood_at, "move": "1"})

    assert "Somebody else moved this appointment" in refused.content.decode()
    assert Appointment.objects.get(pk=made.pk).starts_at == at("11:00")
    again = refused.context["form"].stands_at
    desk.post(url(made, "move/"), wanted | {"stood_at": again, "move": "1"})
    assert Appointment.objects.get(pk=made.pk).starts_at == at("14:00")


def test_nobody_is_offered_to_arrive_before_the_day(desk, made):
    page = desk.get(url(made)).content.decode()
    assert 'value="arrived"' not in page
    assert 'value="did_not_attend"' not in page


def test_move_of_a_cancelled_appointment(desk, clinic, made):
    actions.cancel_appointment(by=clinic.desk, appointment=made, by_patient=True, reason="unwell")

    response = desk.post(url(made, "move/"), move(clinic, "14:00"), follow=True)

    assert "cannot be moved" in response.content.decode()


def test_patients_tab_shows_what_is_to_come_and_what_was(desk, clinic, book):
    patient = PatientFactory()
    later, sooner = book("12:00", patient=patient), book("09:00", patient=patient)
    past = AppointmentFactory(patient=patient, status="completed")
    AppointmentFactory()

    page = desk.get(f"/patients/{patient.pk}/appointments/")

    assert (page.context["coming"], page.context["past"]) == ([sooner, later], [past])
    assert page.context["tab"] == "appointments"


def test_patients_tab_when_empty(desk, clinic):
    page = desk.get(f"/patients/{PatientFactory().pk}/appointments/")

    assert "No appointments yet" in page.content.decode()


def test_patients_tab_queries_do_not_grow(desk, clinic):
    patient = PatientFactory()

    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/patients/{patient.pk}/appointments/")
        return len(queries)

    AppointmentFactory(patient=patient, starts_at=at("09:00") - timedelta(days=1))
    few = count()
    for n in range(20):
        AppointmentFactory(patient=patient, starts_at=at("09:00") - timedelta(days=n + 2))

    assert count() == few <= 12


def test_questions_before_the_visit_are_sent_from_the_appointment(desk, made):
    assert "Send them by e-mail" not in desk.get(url(made)).content.decode()
    made.patient.email = "ann@example.org"
    made.patient.save(update_fields=["email"])
    key = re.search(r'name="once_key"\s+value="([^"]+)"', desk.get(url(made)).content.decode())[1]

    sent = desk.post(reverse("patients:intake-send", args=[made.patient_id]), {"once_key": key}, follow=True)
    assert "The link was sent by e-mail." in sent.content.decode()
    assert mail.outbox[0].to == ["ann@example.org"]
    page = desk.get(url(made)).content.decode()
    assert "Send them by e-mail" not in page
    assert ">Sent</a>" in page
