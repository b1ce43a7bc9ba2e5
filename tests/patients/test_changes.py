"""The history of a patient's details: what is written, what is shown, and setting back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from patients.actions import update_patient
from patients.models import ChangeEntry, Patient
from tests.factories import ChangeEntryFactory, PatientFactory, UserFactory


def changed(patient, **details):
    return update_patient(patient=patient, by=UserFactory(), version=patient.version, **details)


def test_each_changed_detail_is_one_row_with_both_values(db):
    patient = PatientFactory(phone="07700 900001", date_of_birth=date(1984, 3, 27))
    by = UserFactory()
    update_patient(
        patient=patient,
        by=by,
        version=1,
        phone="07700 900002",
        date_of_birth=date(1984, 3, 28),
        full_name=patient.full_name,
    )
    rows = {row.detail: row for row in ChangeEntry.objects.all()}
    assert set(rows) == {"phone", "date_of_birth"}
    assert (rows["phone"].before, rows["phone"].after) == ("07700 900001", "07700 900002")
    assert (rows["date_of_birth"].before, rows["date_of_birth"].after) == ("1984-03-27", "1984-03-28")
    assert {(row.by, row.version, row.patient) for row in rows.values()} == {(by, 2, patient)}
    patient.refresh_from_db()
    assert {row.at for row in rows.values()} == {patient.changed_at}


def test_nothing_changed_or_refused_leaves_no_row(db):
    patient = PatientFactory()
    changed(patient, phone=patient.phone)
    with pytest.raises(Exception, match="changed meanwhile"):
        update_patient(patient=patient, by=UserFactory(), version=7, phone="1")
    assert not ChangeEntry.objects.exists()


def test_change_and_its_row_stand_or_fall_together(db, monkeypatch):
    patient = PatientFactory(phone="1")
    monkeypatch.setattr("patients.actions.people.note_changes", lambda **known: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        changed(patient, phone="2")
    assert Patient.objects.get().phone == "1"


@pytest.mark.parametrize("how", [lambda row: row.update(after="x"), lambda row: row.delete()])
def test_history_cannot_be_rewritten(db, how):
    ChangeEntryFactory()
    with pytest.raises(IntegrityError, match="change_entry_is_final"), transaction.atomic():
        how(ChangeEntry.objects.all())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("change_changes_something", {"before": "a", "after": "a"}),
        ("change_names_a_detail", {"detail": ""}),
        ("change_once_in_a_version", {}),
    ],
)
def test_database_refuses(db, name, fields):
    first = ChangeEntryFactory()
    twin = fields or {"patient": first.patient, "version": first.version}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ChangeEntryFactory(**twin)
    assert name in str(refused.value) or "patients_changeentry.version" in str(refused.value)


def test_page_says_who_what_from_and_to_in_words(desk):
    patient = PatientFactory(status="enquiry", sex="", date_of_birth=None)
    changed(patient, status="current", date_of_birth=date(1984, 3, 27), sex="female")
    page = desk.get(reverse("patients:history", args=[patient.pk])).content.decode()
    for words in ("Enquiry", "Current patient", "27 March 1984", "Not asked yet", "Female", "Nothing"):
        assert words in page


def test_set_back_is_a_new_change(desk):
    patient = PatientFactory(phone="07700 900001")
    now = changed(patient, phone="07700 900002")
    entry = ChangeEntry.objects.get()
    url = reverse("patients:set-back", args=[now.pk])
    assert desk.post(url, {"change": entry.pk}).status_code == 302
    now.refresh_from_db()
    assert (now.phone, now.version, now.changed_by) == ("07700 900001", 3, desk.user)
    assert [(row.before, row.after) for row in ChangeEntry.objects.order_by("pk")] == [
        ("07700 900001", "07700 900002"),
        ("07700 900002", "07700 900001"),
    ]
    again = desk.post(url, {"change": entry.pk}, follow=True)
    assert ChangeEntry.objects.count() == 2
    assert again.status_code == 200


def test_date_of_birth_is_set_back_as_a_date(desk):
    patient = PatientFactory(date_of_birth=date(1984, 3, 7))
    changed(patient, date_of_birth=date(1984, 7, 3))
    desk.post(reverse("patients:set-back", args=[patient.pk]), {"change": ChangeEntry.objects.get().pk})
    patient.refresh_from_db()
    assert patient.date_of_birth == date(1984, 3, 7)


def test_setting_back_to_what_is_not_allowed_any_more_says_why(desk):
    patient = PatientFactory(enquiry=True)
    now = changed(patient, date_of_birth=date(1984, 3, 7))
    changed(now, status="current")
    entry = ChangeEntry.objects.get(detail="date_of_birth")
    page = desk.post(reverse("patients:set-back", args=[patient.pk]), {"change": entry.pk}, follow=True)
    assert "Date of birth was not set back. Enter the date of birth" in page.content.decode()
    patient.refresh_from_db()
    assert patient.date_of_birth == date(1984, 3, 7)


@pytest.mark.parametrize("asked", ["", "x", "1" * 30, "987654321", "\0"])
def test_set_back_of_a_row_that_is_not_there(desk, asked):
    assert desk.post(reverse("patients:set-back", args=[PatientFactory().pk]), {"change": asked}).status_code == 404


def test_set_back_only_of_this_patients_rows(desk):
    entry = ChangeEntryFactory()
    assert desk.post(reverse("patients:set-back", args=[PatientFactory().pk]), {"change": entry.pk}).status_code == 404


def test_page_asks_no_more_when_the_history_grows(desk, django_assert_max_num_queries):
    patient = PatientFactory()
    url = reverse("patients:history", args=[patient.pk])
    ChangeEntryFactory(patient=patient)
    desk.get(url)
    with django_assert_max_num_queries(50) as few:
        desk.get(url)
    ChangeEntryFactory.create_batch(20, patient=patient)
    with django_assert_max_num_queries(len(few)):
        desk.get(url)
