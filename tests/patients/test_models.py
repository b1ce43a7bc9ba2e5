"""What the database itself refuses about patients, and what a patient can say of themselves."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from patients.models import Patient
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("patient_has_a_name", {"full_name": ""}),
        ("patient_has_a_name", {"full_name": "   "}),
        ("patient_date_of_birth_is_believable", {"date_of_birth": date(1889, 12, 31)}),
        ("patient_date_of_birth_is_believable", {"date_of_birth": date(2984, 3, 27)}),
        ("patient_current_has_date_of_birth", {"date_of_birth": None}),
        ("patient_status_is_known", {"status": "dormant"}),
        ("patient_sex_is_known", {"sex": "yes"}),
        ("patient_change_has_time_and_person", {"changed_at": timezone.now()}),
        ("patient_can_be_found", {"search_text": ""}),
        ("patient_can_be_found", {"search_name": ""}),
    ],
)
def test_the_database_refuses(constraint, wrong):
    patient = PatientFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        models.QuerySet(Patient).filter(pk=patient.pk).update(**wrong)


def test_the_database_refuses_a_name_without_end():
    """PostgreSQL holds the column to its length, SQLite the constraint."""
    patient = PatientFactory()

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        models.QuerySet(Patient).filter(pk=patient.pk).update(full_name="x" * 301)


def test_one_key_makes_one_patient():
    patient = PatientFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PatientFactory(once_key=patient.once_key)


def test_the_person_who_added_somebody_cannot_be_deleted():
    user = UserFactory()
    PatientFactory(created_by=user)

    with pytest.raises(ProtectedError):
        user.delete()


def test_what_ends_up_in_logs_holds_no_name():
    patient = PatientFactory(full_name="Sofia Lukasz")

    assert str(patient) == f"Patient {patient.pk}"
    assert "Sofia" not in repr(patient)


def test_enquiry_and_past_patient_may_lack_a_date_of_birth():
    assert PatientFactory(enquiry=True).age_on(date(2026, 1, 1)) is None
    assert PatientFactory(status="past", date_of_birth=None).born_in_words == ""


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2024, 2, 28), 19), (date(2024, 2, 29), 20), (date(2025, 2, 28), 20), (date(2025, 3, 1), 21)],
)
def test_age_changes_on_the_birthday_of_a_leapling_too(day, age):
    assert PatientFactory.build(date_of_birth=date(2004, 2, 29)).age_on(day) == age


def test_what_a_person_is_called():
    assert PatientFactory.build(full_name="Sofia Lukasz").called == "Sofia Lukasz"
    assert PatientFactory.build(full_name="Sofia Lukasz", preferred_name="Zosia").called == "Zosia"


def test_facts_tell_two_people_of_one_name_apart():
    known = PatientFactory.build(date_of_birth=date(1984, 3, 7), phone="+44 (0)1632 960 210")

    assert known.facts == "born 7 March 1984, phone ends 0210"
    assert PatientFactory.build(enquiry=True, phone="").facts == "date of birth not given"


def test_a_patient_is_the_patient_of_the_access_entry():
    patient = PatientFactory()

    assert patient.patient_id == patient.pk
