"""Frozen rows go in one way only: a confirmed erasure of that very patient."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from keeping.models import Erasure
from keeping.registry import EXCLUDED, TITLES, children_first, paths
from tests import factories


def delete_triggers():
    """Table and text of every trigger that refuses a deletion."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
            )
        else:
            cursor.execute(
                "SELECT c.relname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND pg_get_triggerdef(t.oid) LIKE '%BEFORE DELETE%'"
            )
        return cursor.fetchall()


def test_every_frozen_table_of_a_patient_has_the_narrow_way(db):
    tables = {apps.get_model(label)._meta.db_table for label in paths()}
    closed = {table for table, text in delete_triggers() if table in tables and "keeping_erasure" not in text}
    assert closed == set(), "add these tables to keeping.narrow.ERASABLE, in a migration that repeats them"
    assert len([table for table, text in delete_triggers() if "keeping_erasure" in text]) >= 16


def test_every_model_with_a_path_to_a_patient_is_exported_or_explained():
    unknown = set(paths()) - set(TITLES) - set(EXCLUDED)
    assert unknown == set(), "give these models a title in keeping.registry, or a reason to leave them out"
    assert set(TITLES) & set(EXCLUDED) == set()
    assert (set(TITLES) | set(EXCLUDED)) - set(paths()) == set(), "these have no path to a patient any more"
    assert all(reason.endswith(".") for reason in EXCLUDED.values())


def test_paths_are_the_shortest():
    assert paths()["treatments.PointUse"] == "session__course__patient"
    assert paths()["diary.AppointmentEvent"] == "appointment__patient"
    assert "diary.Room" not in paths()


def test_children_come_before_what_they_hang_on():
    order = children_first()
    assert order[-1] == "patients.Patient"
    assert order.index("treatments.PointUse") < order.index("treatments.Session") < order.index("treatments.Course")


@pytest.fixture
def house(db):
    mine, other = factories.PatientFactory(), factories.PatientFactory()
    return {who: factories.SessionFactory(course__patient=who, signed=True) for who in (mine, other)}


def confirmed(patient, **change):
    """An erasure as it stands inside of the action, made past it."""
    erasure = Erasure.objects.create(
        patient_number=patient.pk,
        scope="record",
        reason="Past its time.",
        keep_until="2020-01-01",
        requested_by=factories.UserFactory(),
    )
    made = {"state": "confirmed", "decided_on": "2026-01-01", "decided_by": factories.UserFactory()} | change
    Erasure.objects.filter(pk=erasure.pk).update(**made)
    return erasure


def test_signed_session_stays_without_an_erasure(house):
    for session in house.values():
        with pytest.raises(IntegrityError, match="session_signed_is_final"), transaction.atomic():
            session.delete()


def test_confirmed_erasure_opens_one_patient_only(house):
    (mine, session), (_, others) = house.items()
    confirmed(mine)
    with pytest.raises(IntegrityError, match="session_signed_is_final"), transaction.atomic():
        others.delete()
    with pytest.raises(IntegrityError, match="session_signed_is_final"), transaction.atomic():
        type(session).objects.filter(pk=session.pk).update(notes="changed")
    session.delete()


def test_request_done_and_optional_erasures_open_nothing(house):
    (mine, session), _ = house.items()
    Erasure.objects.create(patient_number=mine.pk, scope="record", reason="x", requested_by=factories.UserFactory())
    with pytest.raises(IntegrityError, match="session_signed_is_final"), transaction.atomic():
        session.delete()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("erasure_needs_a_second_person", {"decided_by": None}),
        ("erasure_not_before_its_retention_ends", {"decided_on": "2019-12-31"}),
        ("erasure_stays_what_was_asked", {"keep_until": "2019-01-01"}),
        ("erasure_stays_what_was_asked", {"patient_number": 987654}),
        ("erasure_goes_forward_only", {"state": "done"}),
    ],
)
def test_database_refuses_to_confirm(name, change, house):
    mine = next(iter(house))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        confirmed(mine, **change)


def test_one_person_cannot_confirm_alone(house):
    mine, user = next(iter(house)), factories.UserFactory()
    erasure = Erasure.objects.create(
        patient_number=mine.pk, scope="record", reason="x", keep_until="2020-01-01", requested_by=user
    )
    with pytest.raises(IntegrityError, match="erasure_needs_a_second_person"), transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(state="confirmed", decided_by=user, decided_on="2026-01-01")


def test_erasure_begins_as_a_request(house):
    with pytest.raises(IntegrityError, match="erasure_begins_as_a_request"), transaction.atomic():
        Erasure.objects.create(
            patient_number=1,
            scope="record",
            reason="x",
            state="confirmed",
            keep_until="2020-01-01",
            decided_on="2026-01-01",
            requested_by=factories.UserFactory(),
            decided_by=factories.UserFactory(),
        )


def test_legal_hold_forbids_it(house):
    mine = next(iter(house))
    mine.legal_holds.create(reason="A claim.", placed_by=factories.UserFactory())
    with pytest.raises(IntegrityError, match="erasure_not_under_a_legal_hold"), transaction.atomic():
        confirmed(mine)


@pytest.mark.parametrize("name", ["erasure_is_not_forgotten"])
def test_erasures_are_not_forgotten(name, house):
    erasure = Erasure.objects.create(patient_number=1, scope="record", reason="x", requested_by=factories.UserFactory())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        erasure.delete()


def test_triggers_keep_their_names(db):
    """A replaced trigger has the name of the one that it replaces: two on one table would both have to agree."""
    tables = [table for table, _ in delete_triggers()]
    assert len(tables) == len(set(tables))
