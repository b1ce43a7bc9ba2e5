"""Arrived, treated, missed, cancelled, put back: each step once, in order, with its event."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from clinic.diary import actions, errors
from clinic.diary.models import Appointment, AppointmentEvent, Service
from clinic.diary.models.appointments import LIVE, Status
from clinic.diary.overlap import LIVE_SQL
from clinic.diary.shipped import ensure_services
from tests.diary.conftest import at
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(clinic, book):
    """It is 09:05 on the day of an appointment at 09:00."""
    made = book("09:00")
    with time_machine.travel(at("09:05"), tick=False):
        yield made


def mark(clinic, appointment, to):
    return actions.mark_status(by=clinic.desk, appointment=appointment, to=to)


def test_a_visit_from_arrival_to_completion(clinic, day):
    steps = ["arrived", "in_treatment", "completed"]
    for step in steps:
        day = mark(clinic, day, step)

    assert day.status == "completed"
    events = list(day.events.values_list("from_status", "to_status", "by"))
    assert events[1:] == [(a, b, clinic.desk.pk) for a, b in zip(["booked", *steps], steps, strict=False)]


def test_marking_twice_is_marking_once(clinic, day):
    stale = Appointment.objects.get(pk=day.pk)
    mark(clinic, day, "arrived")

    assert mark(clinic, stale, "arrived").status == "arrived"
    assert day.events.count() == 2


def test_two_different_marks_at_once(clinic, day):
    stale = Appointment.objects.get(pk=day.pk)
    mark(clinic, day, "arrived")

    with pytest.raises(errors.ChangedMeanwhile, match="Somebody else has just marked this appointment “Arrived”"):
        mark(clinic, stale, "did_not_attend")


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ("completed", "booked"),
        ("completed", "did_not_attend"),
        ("did_not_attend", "arrived"),
        ("entered_in_error", "arrived"),
        ("in_treatment", "arrived"),
        ("booked", "cancelled_by_clinic"),
        ("booked", "booking"),
    ],
)
def test_nonsense_steps_are_refused(clinic, before, to):
    appointment = AppointmentFactory(status=before)

    with pytest.raises((errors.WrongStep, ValueError)):
        mark(clinic, appointment, to)
    assert Appointment.objects.get().status == before


def test_did_not_attend_only_after_the_time(clinic, book):
    made = book("09:00")

    with time_machine.travel(at("08:55"), tick=False), pytest.raises(errors.NotYet, match="begins at 09:00"):
        mark(clinic, made, "did_not_attend")


def test_did_not_attend_frees_the_time_and_undo_takes_it_back(clinic, day):
    missed = mark(clinic, day, "did_not_attend")

    again = actions.undo(by=clinic.desk, appointment=missed)

    assert again.status == "booked"
    assert day.events.last().kind == "undone"


def test_undo_when_the_time_is_gone(clinic, book):
    made = book("11:00")
    cancelled = actions.cancel_appointment(by=clinic.desk, appointment=made, by_patient=False, reason="clinic_closed")
    book("11:00")

    with pytest.raises(errors.SlotTaken, match="given to somebody else"):
        actions.undo(by=clinic.desk, appointment=cancelled)
    assert Appointment.objects.get(pk=made.pk).status == "cancelled_by_clinic"


def test_undo_of_a_completed_visit_is_refused(clinic):
    with pytest.raises(errors.WrongStep, match="nothing can be undone"):
        actions.undo(by=clinic.desk, appointment=AppointmentFactory(status="completed"))


def test_start_and_complete_serve_the_session(clinic, day):
    started = actions.start(by=clinic.desk, appointment=day)
    assert actions.start(by=clinic.desk, appointment=started).status == "in_treatment"

    done = actions.complete(by=clinic.desk, appointment=started)
    assert actions.complete(by=clinic.desk, appointment=done).status == "completed"
    assert actions.start(by=clinic.desk, appointment=done).status == "completed"
    assert day.events.count() == 3


@pytest.mark.parametrize(("by_patient", "status"), [(True, "cancelled_by_patient"), (False, "cancelled_by_clinic")])
def test_cancel_says_who_when_and_why(clinic, book, by_patient, status):
    made = book()

    for _ in range(2):
        made = actions.cancel_appointment(by=clinic.desk, appointment=made, by_patient=by_patient, reason="transport")

    assert (made.status, made.cancelled_by, made.cancel_reason) == (status, clinic.desk, "transport")
    assert made.cancelled_at is not None
    assert made.events.filter(kind="cancelled", reason="transport", by=clinic.desk).count() == 1


def test_cancel_after_the_visit_is_refused(clinic):
    with pytest.raises(errors.WrongStep, match="cannot be cancelled"):
        actions.cancel_appointment(
            by=clinic.desk, appointment=AppointmentFactory(status="completed"), by_patient=True, reason="unwell"
        )


def test_entered_in_error_frees_the_time(clinic, book):
    actions.mark_entered_in_error(by=clinic.desk, appointment=book("09:00"))

    assert book("09:00").status == "booked"


# --- around the form ---


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("appointment_status_is_known", {"status": "asleep"}),
        ("appointment_channel_is_known", {"channel": "owl"}),
        ("appointment_source_is_known", {"source": "owl"}),
        ("appointment_ends_after_it_begins", {"ends_at": at("08:00")}),
        ("appointment_cancelled_says_when_and_why", {"status": "cancelled_by_clinic"}),
        ("appointment_cancelled_says_when_and_why", {"cancel_reason": "unwell"}),
        ("appointment_has_a_reference", {"reference": ""}),
    ],
)
def test_rows_of_nonsense_are_refused(name, change):
    made = AppointmentFactory(starts_at=at("09:00"))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Appointment.objects.filter(pk=made.pk).update(**change)


def test_room_only_in_person(clinic):
    with pytest.raises(IntegrityError, match="appointment_room_only_in_person"), transaction.atomic():
        AppointmentFactory(room=clinic.room, channel="video")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_history_is_final(book, change):
    book()
    rows = AppointmentEvent.objects.all()
    attempt = {"update": lambda: rows.update(reason="cost"), "delete": lambda: rows._raw_delete("default")}[change]

    with pytest.raises(IntegrityError, match="appointment_event_is_final"), transaction.atomic():
        attempt()


def test_the_database_and_the_code_name_the_same_live_states():
    assert str(LIVE) == LIVE_SQL
    assert set(LIVE) < set(Status.values)


def test_shipped_services_are_made_once_and_left_alone():
    ensure_services()
    Service.objects.filter(slug="first-visit").update(price_pence=9900)
    before = list(Service.objects.values())

    ensure_services()

    assert list(Service.objects.values()) == before
    assert Service.objects.get(slug="free-consultation").is_free
    assert dict(Service.objects.values_list("slug", "minutes")) == {
        "free-consultation": 15,
        "first-visit": 75,
        "follow-up": 45,
        "electroacupuncture": 45,
        "tui-na-30": 30,
        "tui-na-60": 60,
        "dry-needling": 30,
    }
