"""The fictional clinic: believable, the same for the same seed, and refused where it does not belong."""

import io
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command

from clinic.diary.models import Appointment
from clinic.staff.models import Credential, Practitioner, User
from clinic.staff.queries import current_holdings
from library.models import Condition
from patients.models import Patient, SafetyScreening
from patients.queries import search
from patients.safety import open_red_flags
from treatments.demo.build import build
from treatments.models import Course, Measure, Session

TUESDAY = "2026-11-24 11:20Z"


@pytest.fixture
def shelves(db):
    """What the demo builds on."""
    call_command("load_points", stdout=io.StringIO())
    call_command("load_library", stdout=io.StringIO())


def make(**options):
    with time_machine.travel(TUESDAY, tick=False):
        build(**({"count": 40, "years": 1, "seed": 1, "password": "x", "progress": lambda *_: None} | options))


def portrait():
    """Everything that a second clinic of the same seed must share with the first."""
    return (
        list(Patient.objects.order_by("pk").values_list("full_name", "date_of_birth", "once_key")),
        list(Appointment.objects.order_by("pk").values_list("patient", "starts_at", "status", "reference")),
        list(Measure.objects.order_by("pk").values_list("session", "moment", "value_mm")),
    )


def test_demo_fills_every_page(shelves):
    make()

    assert Practitioner.objects.count() == 3
    assert Patient.objects.filter(status="current").count() == 40
    assert Appointment.objects.filter(starts_at__date=date(2026, 11, 24)).count() >= 6
    assert Appointment.objects.filter(status="booked", service__slug="free-consultation").exists()
    standings = {holding.standing.name for holding in current_holdings(on=date(2026, 11, 24))}
    assert standings == {"VALID", "EXPIRING", "EXPIRED"}
    falls = [_fall(course) for course in Course.objects.filter(sessions__status="signed").distinct()]
    waiting = open_red_flags()
    assert [flag.told for flag in waiting] == ["doctor_today"]
    codes = list(SafetyScreening.objects.values_list("alerts", flat=True))
    assert len(codes) == 36
    assert len({code for code in codes if code}) >= 5
    assert any(fall >= 40 for fall in falls)
    assert any(fall < 20 for fall in falls)


def _fall(course):
    scores = list(course.measures.filter(moment="before").order_by("taken_at").values_list("value_mm", flat=True))
    return 100 * (scores[0] - scores[-1]) / max(scores[0], 1)


def test_signed_sessions_carry_the_numbers_of_their_day(shelves):
    make()
    signed = Session.objects.filter(status="signed").select_related("practitioner")
    assert signed.exists()
    for session in signed:
        held = {line["number"] for line in session.signed_credentials}
        valid = Credential.objects.filter(practitioner=session.practitioner, type__is_on_notes=True)
        assert held == {one.number for one in valid.valid_on(session.started_at.date())}


def test_rows_put_straight_into_tables_are_found_and_numbered_on(shelves):
    make()
    user = User.objects.get(email="desk@demo.test")
    assert [one.called for one in search(user=user, text="王小明").patients] == ["Ming"]
    highest = Patient.objects.order_by("-pk").first().pk
    assert Patient.objects.create(full_name="Somebody New", status="enquiry").pk > highest
    assert Condition.objects.filter(courses__isnull=False).exists()


@pytest.mark.parametrize("other", [{"seed": 2}, {"count": 41}])
def test_same_seed_same_clinic_another_seed_another(shelves, other):
    from django.db import transaction

    seen = []
    for options in ({}, {}, other):
        with transaction.atomic():
            make(**options)
            seen.append(portrait())
            transaction.set_rollback(True)
    assert seen[0] == seen[1] != seen[2]


def test_wanted_number_of_sessions_comes_out(shelves):
    make(count=300, sessions=1200, years=2)
    assert 1200 <= Session.objects.count() <= 1320  # this week's visits come on top


def test_command_refuses_a_clinic_that_is_not_empty(shelves):
    Patient.objects.create(full_name="Somebody", status="enquiry")
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")
    call_command("demo", if_empty=True, stdout=io.StringIO())
    assert not User.objects.exists()


def test_command_makes_no_demo_accounts_in_production(shelves, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("demo")
    assert not User.objects.exists()


def test_command_needs_the_points(db, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="prepare"):
        call_command("demo")
