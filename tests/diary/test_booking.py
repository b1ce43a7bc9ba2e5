"""Booking and moving: what is refused, in which words, and what stands in the history."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from clinic.diary import errors
from clinic.diary.actions import booking, cancel_appointment, mark_status, move_appointment
from clinic.diary.models import Appointment, AppointmentEvent, Room
from clinic.trail.once import AlreadyMade
from tests.diary.conftest import TUESDAY, at
from tests.factories import PractitionerFactory, RoomFactory, TimeOffFactory, WorkingHoursFactory


def test_booking_takes_site_room_and_times_from_the_plan(clinic, book):
    made = book("09:30", note="Brings a friend")

    made.refresh_from_db()
    assert (made.site, made.room, made.status, made.source) == (clinic.site, clinic.room, "booked", "desk")
    assert made.ends_at == made.starts_at + timedelta(minutes=45)
    assert made.busy_until == made.starts_at + timedelta(minutes=60)
    assert (made.booked_by, made.note) == (clinic.desk, "Brings a friend")
    event = made.events.get()
    assert (event.kind, event.by, event.to_start, event.to_status) == ("booked", clinic.desk, made.starts_at, "booked")


def test_reference_can_be_read_aloud(book):
    references = {book(clock).reference for clock in ("09:00", "10:00", "11:00")}

    assert len(references) == 3
    assert all(len(one) == 8 and not set(one) & set("AEIOU015SLV") for one in references)


def test_same_form_twice_makes_one(book):
    key = uuid4()
    first = book("09:00", once_key=key)

    with pytest.raises(AlreadyMade) as caught:
        book("09:00", once_key=key)

    assert caught.value.existing == first
    assert Appointment.objects.count() == 1


def test_taken_time_names_who_and_when_and_offers_the_nearest(clinic, book):
    book("10:00")

    with pytest.raises(errors.SlotTaken) as caught:
        book("10:15")

    assert caught.value.sentence == (
        "Mei Chen is already booked from 10:00 to 11:00 on Tuesday 2 March 2027. Choose another time."
    )
    assert [f"{offer.local:%H:%M}" for offer in caught.value.offers] == ["09:00", "11:00", "11:15", "11:30"]


def test_nearest_times_of_others_are_offered_too(clinic, book):
    other = PractitionerFactory(display_name="Tom Reed")
    WorkingHoursFactory(practitioner=other, site=clinic.site, weekday=1)
    RoomFactory(site=clinic.site)
    book("10:00")

    with pytest.raises(errors.SlotTaken) as caught:
        book("10:00")

    assert ("Tom Reed", "10:00") in [
        (offer.practitioner.display_name, f"{offer.local:%H:%M}") for offer in caught.value.offers
    ]


@pytest.mark.parametrize("clock", ["08:45", "16:30", "20:00"])
def test_outside_working_hours(book, clock):
    with pytest.raises(errors.OutsideHours) as caught:
        book(clock)

    assert caught.value.sentence == (
        "Mei Chen works 09:00 to 17:00 on Tuesdays. Follow-up takes 45 minutes. Choose a time within that."
    )


def test_day_on_which_nobody_works(book):
    with pytest.raises(errors.OutsideHours) as caught:
        book("09:00", day=date(2027, 3, 7))

    assert caught.value.sentence == "Mei Chen does not work on Sundays. Choose another day, or someone else."


def test_in_the_past(book):
    with pytest.raises(errors.InThePast) as caught:
        book("09:00", day=date(2027, 2, 23))

    assert caught.value.sentence == "That time has passed. Choose a time from now on."
    assert caught.value.offers[0].local.date() == TUESDAY


def test_away(clinic, book):
    TimeOffFactory(practitioner=clinic.mei, starts_at=at("12:00"), ends_at=at("17:00"))
    book("11:15")

    with pytest.raises(errors.PractitionerAway, match="away from 12:00 on Tuesday 2 March 2027 until 17:00"):
        book("12:15")


def test_channel_must_be_offered(book):
    with pytest.raises(errors.ChannelNotOffered, match="Follow-up is offered in person only"):
        book(channel="phone")


def test_by_phone_needs_no_room(clinic, book):
    assert book(service=clinic.consultation, channel="phone").room is None


def test_rooms_run_out(clinic, book):
    other = PractitionerFactory(display_name="Tom Reed")
    WorkingHoursFactory(practitioner=other, site=clinic.site, weekday=1)
    book("10:00")

    with pytest.raises(errors.NoRoomFree, match="No room is free at 10:30 on Tuesday 2 March 2027"):
        book("10:30", practitioner=other)
    second = RoomFactory(site=clinic.site, name="Room 2")
    assert book("10:30", practitioner=other).room == second


def test_no_room_in_use(clinic, book):
    Room.objects.update(is_active=False)

    with pytest.raises(errors.RoomNeeded, match="Mill Lane has none in use"):
        book()


def test_refusal_of_the_database_is_as_polite(clinic, book, monkeypatch):
    """The look before the insert is a courtesy; the constraint decides."""
    book("10:00")
    monkeypatch.setattr(booking, "check_free", lambda *arguments: None)
    RoomFactory(site=clinic.site)

    with pytest.raises(errors.SlotTaken, match="Mei Chen is already booked from 10:15 to 11:00"):
        book("10:15")


def test_other_refusals_of_the_database_are_not_hidden(book):
    with pytest.raises(IntegrityError):
        book(source="pigeon")


def test_move_keeps_row_and_reference_and_says_from_where(clinic, book):
    made = book("09:00")

    moved = move_appointment(by=clinic.desk, appointment=made, starts_at=at("14:00"))

    assert (moved.pk, moved.reference, moved.starts_at) == (made.pk, made.reference, at("14:00"))
    event = made.events.last()
    assert (event.kind, event.from_start, event.to_start, event.by) == ("moved", at("09:00"), at("14:00"), clinic.desk)
    assert book("09:00").pk


def test_move_onto_another_changes_nothing(clinic, book):
    book("09:00")
    made = book("14:00")

    with pytest.raises(errors.SlotTaken) as caught:
        move_appointment(by=clinic.desk, appointment=made, starts_at=at("09:15"))

    made.refresh_from_db()
    assert made.starts_at == at("14:00")
    assert made.events.count() == 1
    assert caught.value.offers


def test_move_within_its_own_time(clinic, book):
    moved = move_appointment(by=clinic.desk, appointment=book("09:00"), starts_at=at("09:15"))

    assert moved.starts_at == at("09:15")


def test_move_to_the_same_time_is_no_move(clinic, book):
    made = book("09:00")

    move_appointment(by=clinic.desk, appointment=made, starts_at=at("09:00"))

    assert made.events.count() == 1


def test_move_needs_a_booked_appointment(clinic, book):
    made = book("09:00")
    cancel_appointment(by=clinic.desk, appointment=made, by_patient=True, reason="unwell")
    made.refresh_from_db()

    with pytest.raises(errors.WrongStep, match="Cancelled by patient"):
        move_appointment(by=clinic.desk, appointment=made, starts_at=at("10:00"))


def test_move_of_what_somebody_else_moved(clinic, book):
    made = book("09:00")
    stale = Appointment.objects.get(pk=made.pk)
    move_appointment(by=clinic.desk, appointment=made, starts_at=at("10:00"))

    with pytest.raises(errors.ChangedMeanwhile):
        move_appointment(by=clinic.desk, appointment=stale, starts_at=at("11:00"))
    assert AppointmentEvent.objects.filter(kind="moved").count() == 1


def test_mark_status_of_a_future_day(clinic, book):
    with pytest.raises(errors.NotYet, match="is on Tuesday 2 March 2027. Mark it on that day"):
        mark_status(by=clinic.desk, appointment=book(), to="arrived")
