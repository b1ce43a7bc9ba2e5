"""Which records look like one person: the scoring, the list, and the warning while typing."""

import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from patients import duplicates
from patients.actions import add_patient, update_patient
from patients.matching import LIKELY, Identity, score, shared
from patients.models import DuplicatePair
from tests.factories import DuplicatePairFactory, PatientFactory, UserFactory

BORN, LATER = date(1984, 3, 27), date(1990, 1, 1)


def person(name="Anna Kowalska", born=BORN, phone="", email="", called=""):
    return Identity(name, called, born, phone, email)


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        (person(), person(), True),
        (person(), person("Ana Kowalska"), True),
        (person(), person("KOWALSKA Anna"), True),
        (person(born=None), person(), True),
        (person(), person(born=LATER), False),  # two people of one name
        (
            person(phone="01632 960210", email="a@b.test"),
            person(born=LATER, phone="+44 1632 960 210", email="A@b.test"),
            True,
        ),
        (person(phone="01632 960210"), person("Ben Kowalski", LATER, "01632 960210"), False),  # a family's telephone
        (person("Mary Jones", BORN, "01632 960210"), person("Mary Smith", BORN, "01632 960210"), True),  # a new name
        (person("Ben Hill"), person("Tom Wood"), False),
        (person(phone="1234"), person("Tom Wood", None, "1234"), False),
    ],
)
def test_what_counts_as_likely(one, other, likely):
    assert (score(one, other) >= LIKELY) is likely
    assert score(one, other) == score(other, one)


@pytest.mark.no_database
def test_reasons_name_what_speaks_against_too():
    one, other = person(phone="01632 960210"), person(born=LATER, phone="01632 960210")
    assert shared(one, other) == "same name, different dates of birth, same phone number"


def pairs():
    return {(pair.first_id, pair.second_id) for pair in DuplicatePair.objects.all()}


def added(**details):
    return add_patient(by=None, once_key=uuid.uuid4(), **details)


def test_adding_and_changing_keeps_the_list_up_to_date(db):
    one = added(full_name="Anna Kowalska", date_of_birth=BORN)
    other = added(full_name="Anna Kowalska", date_of_birth=LATER)
    assert pairs() == set()
    other = update_patient(patient=other, by=UserFactory(), version=1, date_of_birth=BORN)
    assert pairs() == {(one.pk, other.pk)}
    update_patient(patient=other, by=UserFactory(), version=2, date_of_birth=LATER, full_name="Ben Hill")
    assert pairs() == set()


def test_command_finds_pairs_by_each_way_and_says_how_many(db):
    anna, twin = (
        PatientFactory(full_name="Anna K", date_of_birth=BORN),
        PatientFactory(full_name="Anna K", date_of_birth=BORN),
    )
    one = PatientFactory(full_name="Ben Hill", enquiry=True, phone="+44 1632 960210")
    other = PatientFactory(full_name="Benn Hill", date_of_birth=LATER, phone="(01632) 960 210")
    mail = PatientFactory(full_name="Eva Moor", enquiry=True, phone="", email="Eva@x.test")
    same = PatientFactory(full_name="Eva Moore", date_of_birth=date(1970, 1, 1), phone="", email="eva@X.test")
    out = StringIO()
    call_command("find_duplicates", stdout=out)
    assert pairs() == {(anna.pk, twin.pk), (one.pk, other.pk), (mail.pk, same.pk)}
    assert out.getvalue() == "3 pairs wait for a decision.\n"


def test_command_forgets_what_is_no_more_and_keeps_what_was_dismissed(db):
    gone = DuplicatePairFactory()
    kept = DuplicatePairFactory(dismissed_at="2026-02-01T10:00Z", dismissed_by=UserFactory())
    call_command("find_duplicates", verbosity=0)
    assert set(DuplicatePair.objects.all()) == {kept}
    assert gone != kept


def test_group_that_is_too_large_compares_neighbours_only(db, monkeypatch):
    monkeypatch.setattr(duplicates, "LARGEST_GROUP", 20)
    compared = []
    monkeypatch.setattr(duplicates, "score", lambda one, other: compared.append(1) or 0)
    for number in range(100):
        PatientFactory(full_name=f"Nobody{number:03} Known", date_of_birth=BORN, phone="")
    duplicates.find_all()
    assert 0 < len(compared) <= 100 * duplicates.NEIGHBOURS


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("duplicate_pair_in_order", {"backwards": True}),
        ("duplicate_dismissal_has_time_and_person", {"dismissed_at": "2026-02-01T10:00Z"}),
    ],
)
def test_database_refuses(db, name, fields):
    first, second = PatientFactory(), PatientFactory()
    if fields.pop("backwards", False):
        first, second = second, first
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DuplicatePairFactory(first=first, second=second, **fields)


def test_pair_stands_once(db):
    pair = DuplicatePairFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePairFactory(first=pair.first, second=pair.second)


def test_list_shows_pairs_and_dismissal_is_kept(desk):
    pair = DuplicatePairFactory(first__full_name="Anna One", second__full_name="Anna Two")
    page = desk.get(reverse("patients:duplicates")).content.decode()
    assert "Anna One" in page
    assert "Same name, same date of birth" in page
    answer = desk.post(reverse("patients:dismiss", args=[pair.pk]), follow=True).content.decode()
    assert "these are two people" in answer
    assert "Anna One" not in answer
    pair.refresh_from_db()
    assert pair.dismissed_by == desk.user
    assert "already" in desk.post(reverse("patients:dismiss", args=[pair.pk]), follow=True).content.decode()
    assert desk.post(reverse("patients:dismiss", args=[987654321])).status_code == 404


def test_list_asks_no_more_when_it_grows(desk, django_assert_max_num_queries):
    DuplicatePairFactory()
    url = reverse("patients:duplicates")
    desk.get(url)
    with django_assert_max_num_queries(50) as few:
        desk.get(url)
    DuplicatePairFactory.create_batch(20)
    with django_assert_max_num_queries(len(few)):
        desk.get(url)


def test_typing_shows_who_may_be_here_already(desk):
    PatientFactory(full_name="Anna Kowalska", date_of_birth=BORN)
    url = reverse("patients:alike")
    typed = {"full_name": "Ana Kowalska", "date_of_birth_0": "27", "date_of_birth_1": "3", "date_of_birth_2": "1984"}
    page = desk.post(url, typed).content.decode()
    assert "1 person may be here already" in page
    assert "Anna Kowalska" in page
    assert "<html" not in page
    for unfinished in ({}, {"full_name": "\0"}, {"full_name": "x" * 10_000}, typed | {"date_of_birth_2": "19"}):
        answer = desk.post(url, unfinished)
        assert answer.status_code == 200
        assert answer.content.decode().strip() == ""
    assert desk.get(url).status_code == 405
