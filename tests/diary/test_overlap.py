"""No double booking, whichever way the row comes: the form is not asked here."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from clinic.diary.models import Appointment
from tests.factories import AppointmentFactory, PractitionerFactory, RoomFactory, ServiceFactory, SiteFactory

pytestmark = pytest.mark.django_db

NINE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def held(db):
    """One practitioner held from 09:00 to 09:45, with ten minutes kept free after it."""
    service = ServiceFactory(minutes=45, buffer_minutes=10)
    return AppointmentFactory(starts_at=NINE, service=service, room=RoomFactory())


def beside(held, minutes, **other):
    """Another appointment of the same practitioner, 45 minutes and no buffer, `minutes` after nine."""
    fields = {"practitioner": held.practitioner, "service": ServiceFactory(minutes=45)} | other
    return AppointmentFactory(starts_at=at(minutes), **fields)


@pytest.mark.parametrize("minutes", [-44, -30, 0, 10, 45, 54])
def test_practitioner_overlap_is_refused(held, minutes):
    with pytest.raises(IntegrityError, match="appointment_no_overlap_practitioner"), transaction.atomic():
        beside(held, minutes)

    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("minutes", [-45, 55, 24 * 60])
def test_touching_appointments_are_allowed(held, minutes):
    beside(held, minutes)

    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("minutes", [-44, 0, 54])
def test_room_overlap_is_refused(held, minutes):
    with pytest.raises(IntegrityError, match="appointment_no_overlap_room"), transaction.atomic():
        beside(held, minutes, practitioner=PractitionerFactory(), room=held.room)


def test_appointments_without_a_room_do_not_meet_in_one(db):
    AppointmentFactory(starts_at=NINE, room=None)
    AppointmentFactory(starts_at=NINE, room=None)

    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("status", ["did_not_attend", "entered_in_error"])
def test_a_row_that_is_not_live_holds_no_time(held, status):
    Appointment.objects.filter(pk=held.pk).update(status=status)

    beside(held, 0)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Appointment.objects.filter(pk=held.pk).update(status="booked")


def test_cancelled_appointment_holds_no_time(held):
    beside(held, 200, cancelled=True)
    beside(held, 200)

    assert Appointment.objects.live().count() == 2


def test_a_move_onto_another_is_refused(held):
    other = beside(held, 120)

    with pytest.raises(IntegrityError, match="appointment_no_overlap_practitioner"), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(starts_at=at(30), ends_at=at(75), busy_until=at(75))
    with pytest.raises(IntegrityError, match="appointment_no_overlap_practitioner"), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(starts_at=at(-60), ends_at=at(500), busy_until=at(500))


def test_a_change_of_room_or_practitioner_onto_another_is_refused(held):
    other = AppointmentFactory(starts_at=NINE, room=RoomFactory(site=held.site))

    for change in ({"room": held.room}, {"practitioner": held.practitioner}):
        with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
            Appointment.objects.filter(pk=other.pk).update(**change)


def test_a_move_within_its_own_time_is_allowed(held):
    Appointment.objects.filter(pk=held.pk).update(starts_at=at(15), ends_at=at(60), busy_until=at(70))

    assert Appointment.objects.get(pk=held.pk).starts_at == at(15)


def test_raw_bulk_rows_are_refused_too(held):
    site, service = SiteFactory(), ServiceFactory(minutes=45)
    rows = [
        AppointmentFactory.build(
            patient=held.patient,
            practitioner=held.practitioner,
            service=service,
            site=site,
            booked_by=None,
            starts_at=at(minutes),
            reference=f"BULK{minutes}",
        )
        for minutes in (60, 100)
    ]

    with pytest.raises(IntegrityError, match="appointment_no_overlap_practitioner"), transaction.atomic():
        Appointment.objects.bulk_create(rows)


def test_the_guards_are_in_the_database_after_all_migrations():
    """SQLite forgets triggers when a migration rebuilds the table."""
    names = ("appointment_no_overlap_practitioner", "appointment_no_overlap_room")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            expected = {f"{name}_{event}" for name in names for event in ("insert", "update")}
            expected |= {"appointment_event_is_final_update", "appointment_event_is_final_delete"}
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            expected = set(names)
        assert expected <= {name for (name,) in cursor.fetchall()}


def test_the_sqlite_guard_reads_one_row_by_index():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the rule in an index of its own.")
    with connection.cursor() as cursor:
        for column in ("practitioner", "room"):
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT busy_until FROM diary_appointment "  # noqa: S608
                f"WHERE {column}_id = 1 AND starts_at < '2027-03-01 10:00:00' "
                "AND status IN ('booked', 'arrived', 'in_treatment', 'completed') AND id IS NOT 5 "
                "ORDER BY starts_at DESC LIMIT 1"
            )
            plan = " ".join(row[3] for row in cursor.fetchall())
            assert f"appointment_by_{column} ({column}_id=? AND starts_at<?)" in plan
            assert "TEMP B-TREE" not in plan
