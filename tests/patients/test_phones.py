import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from patients import actions, phones
from patients.models import Patient
from patients.queries import likely_duplicates
from tests.factories import PatientFactory, UserFactory


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("01632 960210", "GB", ["+441632960210"]),
        ("+44 (0)1632 960210", "US", ["+441632960210"]),
        ("(212) 555-0123", "US", ["+12125550123"]),
        ("07700 900123 or 01632 960210 (home)", "GB", ["+447700900123", "+441632960210"]),
        ("020 7946 0018 ext 12", "GB", ["+442079460018"]),
        ("960 210", "GB", []),
        ("07700 9001234567", "GB", []),
        ("ask her son", "GB", []),
        ("", "GB", []),
        ("\0" * 100, "GB", []),
        ("9" * 100, "GB", []),
    ],
)
def test_numbers_are_read_as_the_country_writes_them(typed, country, read):
    assert phones.numbers_in(typed, country=country) == read


@pytest.mark.no_database
def test_doubt_is_said_in_words():
    assert phones.doubt_about("01632 960210") == phones.doubt_about(" ") == ""
    assert "no figures" in phones.doubt_about("ask her son")
    assert "figures may be missing" in phones.doubt_about("960 210")


@pytest.mark.django_db
def test_every_way_of_saving_keeps_the_normal_form():
    patient = PatientFactory(phone="01632 960210")
    assert patient.phone_e164 == "+441632960210"
    actions.update_patient(patient=patient, by=UserFactory(), version=1, phone="07700 900444")
    patient.refresh_from_db()
    assert patient.phone_e164 == "+447700900444"
    patient.phone = "07700 900555"
    patient.save(update_fields=["phone"])
    assert Patient.objects.get(pk=patient.pk).phone_e164 == "+447700900555"
    made = Patient.objects.bulk_create([PatientFactory.build(phone="07700 900777")])
    assert made[0].phone_e164 == "+447700900777"
    with pytest.raises(ValueError, match="phone_e164"):
        Patient.objects.update(phone="1", search_text="x")


@pytest.mark.django_db
def test_migration_reads_what_is_there(monkeypatch):
    migration = importlib.import_module("patients.migrations.0010_read_phone_numbers")
    people = [PatientFactory(phone=f"07700 90012{n}") for n in range(5)] + [PatientFactory(phone="ask")]
    Patient.objects.update(phone_e164="")
    monkeypatch.setattr(migration, "BATCH", 2)
    migration.read_numbers(apps, SimpleNamespace(connection=connection))
    found = Patient.objects.in_bulk([one.pk for one in people])
    assert [found[one.pk].phone_e164 for one in people] == [f"+44770090012{n}" for n in range(5)] + [""]


@pytest.mark.django_db
def test_american_numbers_are_known_again_however_dialled(desk, settings):
    settings.CLINIC_JURISDICTIONS = ["US-NY"]
    there = PatientFactory(phone="(212) 555-0123")
    found = likely_duplicates(user=desk.user, full_name="Somebody Else", phone="+1 212 555 0123")
    assert [(one.patient, one.reasons) for one in found] == [(there, ("same phone number",))]


@pytest.mark.django_db
def test_odd_number_is_kept_and_doubted_beside_the_field(desk):
    patient = PatientFactory(phone="960 210")
    for page in ("patients:details", "patients:edit"):
        assert "figures may be missing" in desk.get(reverse(page, args=[patient.pk])).content.decode()
    patient.phone = "01632 960210"
    patient.save()
    assert "figures may be missing" not in desk.get(reverse("patients:edit", args=[patient.pk])).content.decode()
