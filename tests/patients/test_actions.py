"""Adding and changing patients, and who may be the same person."""

import uuid
from datetime import date

import pytest

from clinic.access import Role
from clinic.trail.once import AlreadyMade
from patients import queries
from patients.actions import ChangedMeanwhile, add_patient, update_patient
from patients.models import Patient
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(role=Role.DESK)


def test_add_makes_an_enquiry_unless_told_otherwise(user):
    patient = add_patient(by=user, once_key=uuid.uuid4(), full_name="Ann Example", phone="01632 960210")

    assert (patient.status, patient.created_by, patient.version) == ("enquiry", user, 1)
    assert queries.search(user=user, text="960210").patients == [patient]


def test_add_once(user):
    key = uuid.uuid4()
    patient = add_patient(by=user, once_key=key, full_name="Ann Example")

    with pytest.raises(AlreadyMade) as caught:
        add_patient(by=user, once_key=key, full_name="Ann Example")

    assert caught.value.existing == patient
    assert Patient.objects.count() == 1


def test_a_detail_that_does_not_exist_is_refused(user):
    with pytest.raises(TypeError, match="version"):
        update_patient(patient=PatientFactory(), by=user, version=1, **{"version ": 7})
    with pytest.raises(TypeError, match="once_keys"):
        add_patient(by=user, once_key=uuid.uuid4(), full_name="Ann", once_keys=1)


def test_update_writes_only_what_it_names(user):
    patient = PatientFactory(address="12 Mill Lane", language="Polish")
    Patient.objects.filter(pk=patient.pk).update(language="Welsh")

    now = update_patient(patient=patient, by=user, version=1, address="1 High Street")

    assert (now.address, now.language, now.version, now.changed_by) == ("1 High Street", "Welsh", 2, user)


def test_update_keeps_the_search_in_step(user):
    patient = PatientFactory(full_name="Ann Before")

    update_patient(patient=patient, by=user, version=1, full_name="Ann After")

    assert queries.search(user=user, text="after").patients == [patient]
    assert queries.search(user=user, text="before").patients == []


def test_update_of_nothing_makes_no_version(user):
    patient = PatientFactory()

    assert update_patient(patient=patient, by=user, version=1, full_name=patient.full_name).version == 1


def test_the_second_update_of_one_version_is_refused(user):
    patient = PatientFactory()
    update_patient(patient=patient, by=user, version=1, phone="1111111")

    with pytest.raises(ChangedMeanwhile) as caught:
        update_patient(patient=patient, by=user, version=1, phone="2222222")

    assert caught.value.now.phone == "1111111"
    patient.refresh_from_db()
    assert patient.phone == "1111111"


BORN = date(1984, 3, 27)


@pytest.mark.parametrize(
    ("there", "asked", "reasons"),
    [
        ({}, {"full_name": "Sofía Łukasz"}, ["same date of birth and a similar name"]),
        ({}, {"full_name": "Zofia Lukasz"}, ["same date of birth and a similar name"]),
        ({}, {"full_name": "Lukasz Sofia"}, ["same date of birth and a similar name"]),
        ({}, {"full_name": "Sofia Anna Lukasz"}, ["same date of birth and a similar name"]),
        ({"preferred_name": "Zosia Luk"}, {"full_name": "Zosia Luk"}, ["same date of birth and a similar name"]),
        ({}, {"full_name": "Peter Brown"}, None),
        ({}, {"full_name": "Sofia Lukasz", "date_of_birth": date(1984, 3, 28)}, None),
        ({}, {"full_name": "Sofia Lukasz", "date_of_birth": None}, ["same name"]),
        ({"phone": "+44 (0)1632 960 210"}, {"full_name": "Al", "phone": "01632960210"}, ["same phone number"]),
        (
            {"phone": "07700 900111, 01632 960210"},
            {"full_name": "Al", "phone": "0044 1632 960210"},
            ["same phone number"],
        ),
        ({"phone": "01632 960210"}, {"full_name": "Al", "phone": "01632 960211"}, None),
        ({"phone": "01632 960210"}, {"full_name": "Al", "phone": "960210"}, None),
        ({"email": "Sofia@Mail.example"}, {"full_name": "Al", "email": "sofia@mail.example"}, ["same e-mail address"]),
        ({"email": "xsofia@mail.example"}, {"full_name": "Al", "email": "sofia@mail.example"}, None),
        (
            {"phone": "01632 960210", "email": "s@mail.example"},
            {"full_name": "Sofia Lukas", "phone": "01632960210", "email": "s@mail.example"},
            ["same date of birth and a similar name", "same phone number", "same e-mail address"],
        ),
    ],
)
def test_who_may_be_the_same_person(user, there, asked, reasons):
    PatientFactory.create_batch(3)
    patient = PatientFactory(**{"full_name": "Sofia Lukasz", "date_of_birth": BORN, "phone": "", **there})

    found = queries.likely_duplicates(user=user, **{"date_of_birth": BORN, **asked})

    assert [(one.patient, list(one.reasons)) for one in found] == ([(patient, reasons)] if reasons else [])


def test_strongest_first_and_only_a_few(user):
    for _ in range(6):
        PatientFactory(full_name="Al Other", date_of_birth=BORN, phone="01632 960210")
    same = PatientFactory(full_name="Sofia Lukasz", date_of_birth=BORN, phone="01632 960210")
    PatientFactory(full_name="Bo Other", phone="01632 960210")

    found = queries.likely_duplicates(user=user, full_name="Sofia Lukasz", date_of_birth=BORN, phone="01632 960210")

    assert len(found) == 5
    assert found[0].patient == same


def test_looking_for_duplicates_costs_few_queries(user, django_assert_num_queries):
    PatientFactory.create_batch(30, date_of_birth=BORN, phone="01632 960210", email="a@b.example")
    with django_assert_num_queries(5):  # roles, name, date of birth, phone, e-mail
        queries.likely_duplicates(
            user=user, full_name="Ann", date_of_birth=BORN, phone="01632 960210", email="a@b.example"
        )
