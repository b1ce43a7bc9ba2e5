"""Retention and erasure: what is due, two people, what the law keeps, and what stays behind."""

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from clinic.access import Role
from clinic.trail.models import AccessEntry
from keeping import queries
from keeping.actions import erasures as actions
from keeping.models import Erasure, LegalHold, Tombstone
from keeping.registry import paths
from patients import queries as patient_queries
from patients.models import Patient
from tests import factories

from .test_archive import whole_record

LONG_AGO = datetime(2010, 1, 4, 10, tzinfo=UTC)


def old(patient):
    """Move the whole record into the past, as it would stand after the years."""
    Patient.objects.filter(pk=patient.pk).update(created_at=LONG_AGO)
    return Patient.objects.get(pk=patient.pk)


def an_old_record(**details):
    patient = factories.PatientFactory(**({"date_of_birth": date(1970, 1, 1)} | details))
    session = factories.SessionFactory(course__patient=patient, signed=True, started_at=LONG_AGO)
    factories.AppointmentFactory(patient=patient, starts_at=LONG_AGO)
    factories.HandoutFactory(patient=patient, at=LONG_AGO)
    return old(session.course.patient)


def asked(patient, by=None, scope="record"):
    by = by or factories.UserFactory(role=Role.MANAGER)
    return actions.request_erasure(patient=patient, by=by, scope=scope, reason="Past its time.", once_key=uuid.uuid4())


def test_whole_way_in_the_browser(manager, login):
    patient = an_old_record(full_name="Ann Gone")
    assert "Ann Gone" in manager.get("/patients/retention/").content.decode()
    page = f"/patients/{patient.pk}/retention/"
    assert "Its time is over" in manager.get(page).content.decode()
    sent = {"scope": "record", "reason": "Past its time.", "once_key": str(uuid.uuid4())}
    assert manager.post(page, sent).status_code == 302

    erasure = Erasure.objects.get()
    alone = manager.post(f"/patients/retention/{erasure.pk}/decide/", follow=True)
    assert "Another manager has to confirm" in alone.content.decode()
    assert Patient.objects.filter(pk=patient.pk).exists()

    login(Role.MANAGER).post(f"/patients/retention/{erasure.pk}/decide/")
    assert not Patient.objects.filter(pk=patient.pk).exists()
    assert Erasure.objects.get().state == "done"


def test_erasure_takes_all_of_one_record_and_nothing_of_another(db, django_capture_on_commit_callbacks, settings):
    mine, other = an_old_record(full_name="Ann Gone"), an_old_record(full_name="Bob Stays")
    handout = mine.handouts.get()
    before = {
        label: apps.get_model(label).objects.filter(**{path: other.pk}).count() for label, path in paths().items()
    }
    AccessEntry.objects.create(user_id=1, roles="", patient_id=mine.pk, kind="opened", what="x", object_id=1)
    user = factories.UserFactory(role=Role.MANAGER)
    with django_capture_on_commit_callbacks(execute=True):
        actions.confirm_erasure(erasure=asked(mine), by=user)

    for label, path in paths().items():
        assert not apps.get_model(label).objects.filter(**{path: mine.pk}).exists(), label
        assert apps.get_model(label).objects.filter(**{path: other.pk}).count() == before[label], label
    assert not type(handout).objects.filter(pk=handout.pk).exists()
    assert AccessEntry.objects.filter(patient_id=mine.pk).exists()
    assert patient_queries.search(user=user, text="Ann Gone").patients == []
    stone = Tombstone.objects.get()
    assert stone.patient_number == mine.pk
    assert stone.counts["treatments.Session"] == 1
    line = json.loads(Path(settings.TOMBSTONES_FILE).read_text().splitlines()[-1])
    assert line["patient_number"] == mine.pk
    assert "Ann" not in json.dumps(line)


def test_everything_that_a_record_may_hold_can_be_erased(db, django_capture_on_commit_callbacks, monkeypatch):
    patient = whole_record()
    name = patient.handouts.get().file_name
    monkeypatch.setattr(queries, "last_entries", lambda patients: {one.pk: LONG_AGO.date() for one in patients})
    with django_capture_on_commit_callbacks(execute=True):
        actions.confirm_erasure(erasure=asked(patient), by=factories.UserFactory())
    assert not Patient.objects.filter(pk=patient.pk).exists()
    assert not default_storage.exists(name)


def test_file_stays_when_the_erasure_fails(db, monkeypatch):
    patient = whole_record()
    monkeypatch.setattr(queries, "last_entries", lambda patients: {one.pk: LONG_AGO.date() for one in patients})
    erasure = asked(patient)

    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Tombstone.objects, "create", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.confirm_erasure(erasure=erasure, by=factories.UserFactory())
    assert Patient.objects.filter(pk=patient.pk).exists()
    assert default_storage.exists(patient.handouts.get().file_name)
    assert Erasure.objects.get().state == "requested"


def test_what_the_law_keeps_is_refused_with_the_day(manager):
    patient = factories.PatientFactory(date_of_birth=date(1970, 1, 1))
    sent = {"scope": "record", "reason": "x", "once_key": str(uuid.uuid4())}
    page = manager.post(f"/patients/{patient.pk}/retention/", sent).content.decode()
    assert "must be kept until" in page
    assert Erasure.objects.count() == 0


def test_new_visit_between_asking_and_confirming_keeps_it(db):
    patient = an_old_record()
    erasure = asked(patient)
    factories.AppointmentFactory(patient=patient)
    with pytest.raises(actions.MustBeKept):
        actions.confirm_erasure(erasure=erasure, by=factories.UserFactory())


def test_hold_between_asking_and_confirming_keeps_it(db):
    patient, user = an_old_record(), factories.UserFactory()
    erasure = asked(patient)
    actions.place_hold(patient=patient, by=user, reason="A claim.")
    with pytest.raises(actions.MustBeKept, match="legal hold"):
        actions.confirm_erasure(erasure=erasure, by=user)
    with pytest.raises(actions.Settled):
        actions.place_hold(patient=patient, by=user, reason="Again.")
    actions.lift_hold(patient=patient, by=user)
    with pytest.raises(actions.Settled):
        actions.lift_hold(patient=patient, by=user)
    actions.confirm_erasure(erasure=erasure, by=user)


def test_hold_pages(manager):
    patient = factories.PatientFactory()
    url = f"/patients/{patient.pk}/retention/hold/"
    assert "Say why" in manager.post(url, {"reason": ""}, follow=True).content.decode()
    assert "Legal hold" in manager.post(url, {"reason": "A claim."}, follow=True).content.decode()
    manager.post(url, {"lift": "yes"})
    assert LegalHold.objects.get().lifted_by == manager.user


def test_optional_details_go_at_once_and_the_rest_stays(db):
    patient = factories.PatientFactory(email="a@example.org", gender="x", phone="0770", address="1 Lane")
    actions.confirm_erasure(erasure=asked(patient, scope="optional"), by=factories.UserFactory())
    now = Patient.objects.get(pk=patient.pk)
    assert [getattr(now, name) for name in actions.OPTIONAL] == [""] * len(actions.OPTIONAL)
    assert (now.phone, now.address, now.version) == ("0770", "1 Lane", 2)
    assert "example.org" not in now.search_text
    assert Tombstone.objects.count() == 0


def test_settled_once(db):
    patient, user = an_old_record(), factories.UserFactory()
    erasure = asked(patient)
    with pytest.raises(actions.Settled):
        asked(patient)
    actions.refuse_erasure(erasure=erasure, by=user)
    for settle in (actions.refuse_erasure, actions.confirm_erasure):
        with pytest.raises(actions.Settled):
            settle(erasure=erasure, by=user)


def test_old_backup_is_erased_again(db, tmp_path, capsys):
    patient = an_old_record()
    told = {
        "patient_number": patient.pk,
        "patient_key": actions.key_of(patient),
        "at": "2026-01-01T00:00:00+00:00",
        "requested_by_number": 1,
        "confirmed_by_number": 2,
        "rule": "Test",
        "kept_until": "2020-01-01",
        "counts": {},
    }
    other = an_old_record()
    wrong = told | {"patient_number": other.pk, "patient_key": "0" * 64}
    kept = tmp_path / "tombstones.jsonl"
    kept.write_text(f"{json.dumps(told)}\n{json.dumps(wrong)}\n")
    call_command("apply_tombstones", str(kept))
    assert "2 tombstones, 1 records erased again" in capsys.readouterr().out
    assert list(Patient.objects.filter(pk__in=[patient.pk, other.pk])) == [other]
    call_command("apply_tombstones", str(kept))
    assert "0 records" in capsys.readouterr().out


def test_damaged_file_of_tombstones_erases_nothing(db, tmp_path):
    kept = tmp_path / "tombstones.jsonl"
    kept.write_text("{nonsense\n")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("apply_tombstones", str(kept))
    with pytest.raises(CommandError, match="no file"):
        call_command("apply_tombstones", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("born", "is_due"), [(date(1970, 1, 1), True), (date(2005, 1, 1), False), (None, False), (date(1992, 1, 5), True)]
)
def test_list_of_what_is_due(db, born, is_due):
    patient = an_old_record(date_of_birth=born, status="past")
    _, due = queries.due(queries.rule_in_use(), None)
    assert [one.patient for one in due] == ([patient] if is_due else [])


def test_recent_entry_of_any_kind_takes_it_off_the_list(db):
    for make in (
        lambda one: factories.AppointmentFactory(patient=one),
        lambda one: factories.SessionFactory(course__patient=one),
        lambda one: factories.HandoutFactory(patient=one),
        lambda one: factories.IntakeFactory(patient=one),
        lambda one: factories.SafetyScreeningFactory(patient=one),
    ):
        make(old(factories.PatientFactory(date_of_birth=date(1970, 1, 1))))
    assert queries.due(queries.rule_in_use(), None)[1] == []


def test_list_queries_do_not_grow(manager):
    def asked_for():
        with CaptureQueriesContext(connections["default"]) as caught:
            assert manager.get("/patients/retention/").status_code == 200
        return len(caught)

    an_old_record()
    few = asked_for()
    for _ in range(20):
        an_old_record()
    assert asked_for() == few <= 16
    assert AccessEntry.objects.filter(what="keeping:retention").count() == 22
