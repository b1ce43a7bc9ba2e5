"""Withdrawing a version: who holds it, who has been told, and what the public sees."""

import csv
import io
import uuid

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.trail.models import AccessEntry
from library import edit_queries
from library.actions import NothingToGive, give_handout
from library.models import Factsheet, Handout, RecallContact, Withdrawal
from tests.factories import FactsheetFactory, FactsheetVersionFactory, HandoutFactory, PatientFactory, WithdrawalFactory
from tests.factories import _taken_off as taken_off
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db


def url(name, pk):
    return reverse(f"library:{name}", args=[pk])


@pytest.fixture
def version(db):
    return FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee"), number=1, published=True)


def withdraw(client, version, reason="A source was misread.", key=None):
    return client.post(url("withdraw", version.pk), {"reason": reason, "once_key": key or uuid.uuid4()})


def given(version, **patient):
    return HandoutFactory(version=version, patient=PatientFactory(**patient))


@pytest.fixture
def withdrawal(version):
    given(version, full_name="Anne Smith", phone="+44 7700 900001", email="anne@example.test")
    given(version, full_name="=1+1", phone="07700 900002")
    return WithdrawalFactory(version=taken_off(version))


def test_withdrawing_takes_the_sheet_off_and_names_who_holds_it(manager, version):
    given(version, full_name="Anne Smith")
    given(FactsheetVersionFactory(published=True), full_name="Somebody Else")
    assert "1 person was given it" in " ".join(manager.get(url("withdraw", version.pk)).content.decode().split())

    response = withdraw(manager, version)
    withdrawal = Withdrawal.objects.get()
    assert response.url == url("recall", withdrawal.pk)
    assert (withdrawal.by, withdrawal.reason) == (manager.user, "A source was misread.")
    assert Factsheet.objects.get(slug="knee").current is None
    page = manager.get(response.url).content.decode()
    assert "Anne Smith" in page
    assert "Somebody Else" not in page


def test_the_public_page_says_so_kindly(anonymous, manager, version):
    assert anonymous.get(reverse("library:sheet", args=["knee"])).status_code == 200
    withdraw(manager, version)

    for name in ("library:sheet", "library:sheet-pdf"):
        response = anonymous.get(reverse(name, args=["knee"]))
        assert response.status_code == 410
        assert "We have taken this sheet back" in response.content.decode()
        assert "A source was misread" not in response.content.decode()
    assert "Sore knee" not in anonymous.get(reverse("library:index")).content.decode()
    assert anonymous.get(reverse("library:sheet", args=["never"])).status_code == 404


def test_the_words_come_back_as_a_new_version(anonymous, manager, version):
    withdraw(manager, version)
    assert "Begin a draft" in manager.get(url("edit-sheet", version.sheet_id)).content.decode()
    FactsheetVersionFactory(sheet=version.sheet, number=2, published=True)

    assert anonymous.get(reverse("library:sheet", args=["knee"])).status_code == 200


def test_an_older_version_is_withdrawn_without_touching_the_newer(manager, version):
    newer = FactsheetVersionFactory(sheet=version.sheet, number=2, published=True)
    withdraw(manager, version)

    assert Factsheet.objects.get(slug="knee").current == newer


@pytest.mark.parametrize("reason", ["", "x\0y", "y" * 501])
def test_a_withdrawal_without_a_sentence_changes_nothing(manager, version, reason):
    response = withdraw(manager, version, reason=reason)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not Withdrawal.objects.exists()


def test_pressed_twice_or_by_two(manager, login, version):
    key = uuid.uuid4()
    withdraw(manager, version, key=key)
    for again in (key, uuid.uuid4()):
        assert withdraw(manager, version, key=again).url == url("recall", Withdrawal.objects.get().pk)


def test_what_is_withdrawn_at_this_moment_is_not_given(desk, version, monkeypatch):
    patient = PatientFactory()
    WithdrawalFactory(version=taken_off(version))
    ask = {"patient": patient, "sheet": version.sheet, "paper": "a4", "print_size": "normal", "by": desk.user}
    with pytest.raises(NothingToGive):
        give_handout(**ask, once_key=uuid.uuid4())
    # chosen before it was withdrawn, written after
    monkeypatch.setattr("library.actions.handouts._version_to_give", lambda sheet: version)
    with pytest.raises(NothingToGive):
        give_handout(**ask, once_key=uuid.uuid4())
    assert not Handout.objects.exists()


def test_the_form_says_that_it_was_withdrawn(desk, version, monkeypatch):
    def gone(**kwargs):
        raise NothingToGive

    monkeypatch.setattr("library.views.handouts.give_handout", gone)
    form = {"once_key": uuid.uuid4(), "sheet": "knee", "paper": "a4", "print_size": "normal"}
    response = desk.post(url("give", PatientFactory().pk), form)
    assert "That sheet was withdrawn a moment ago." in response.content.decode()


def test_each_name_shown_is_an_opening(desk, withdrawal):
    for name, kind in (("recall", "opened"), ("recall-csv", "printed"), ("recall-pdf", "printed")):
        AccessEntry.objects.all()
        before = set(AccessEntry.objects.values_list("pk", flat=True))
        desk.get(url(name, withdrawal.pk))
        new = AccessEntry.objects.exclude(pk__in=before)
        patients = set(Handout.objects.values_list("patient_id", flat=True))
        assert set(new.values_list("patient_id", "kind", "user_id", "what")) == {
            (patient, kind, desk.user.pk, f"library:{name}") for patient in patients
        }


def test_nothing_is_listed_when_the_openings_cannot_be_written(desk, withdrawal, monkeypatch):
    def full(*args, **kwargs):
        raise IntegrityError("disk is full")

    monkeypatch.setattr("library.views.recall.record_openings", full)
    desk.raise_request_exception = False
    for name in ("recall", "recall-csv", "recall-pdf"):
        response = desk.get(url(name, withdrawal.pk))
        assert response.status_code == 500
        assert b"Anne" not in response.content


def test_the_spreadsheet_holds_no_formula(desk, withdrawal):
    response = desk.get(url("recall-csv", withdrawal.pk))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert response["Content-Disposition"] == f'attachment; filename="recall-{withdrawal.pk}.csv"'
    assert rows[0] == ["Name", "Phone", "E-mail", "Given", "Told", "Told by"]
    assert sorted(row[:3] for row in rows[1:]) == [
        ["'=1+1", "07700 900002", ""],
        ["Anne Smith", "'+44 7700 900001", "anne@example.test"],
    ]
    assert "2 February 2026 by" in rows[1][3]
    assert "English, A4, normal print" in rows[1][3]


def test_the_list_on_paper(desk, withdrawal):
    response = desk.get(url("recall-pdf", withdrawal.pk))
    text = " ".join(text_of(response.content).split())

    for part in ("People to tell", "Anne Smith", "+44 7700 900001", "A source was misread.", "=1+1"):
        assert part in text


def test_two_people_do_not_ring_the_same_patient(desk, login, withdrawal):
    anne = Handout.objects.get(given_to="Anne Smith").patient
    press = {"patient": anne.pk, "turn": 0, "told": "yes"}
    other = login("Front desk")
    desk.post(url("recall-contacted", withdrawal.pk), press)
    response = other.post(url("recall-contacted", withdrawal.pk), press, follow=True)

    assert f"marked by {desk.user.name} while this page was open" in response.content.decode()
    assert RecallContact.objects.get().by == desk.user
    assert edit_queries.not_yet_told(withdrawal) == 1
    assert AccessEntry.objects.filter(kind="changed", patient_id=anne.pk).count() == 2
    other.post(url("recall-contacted", withdrawal.pk), press | {"turn": 1, "told": "no"})
    assert [row.is_contacted for row in RecallContact.objects.order_by("turn")] == [True, False]
    assert edit_queries.not_yet_told(withdrawal) == 2


@pytest.mark.parametrize(
    "values", [{"turn": "x"}, {"turn": "7"}, {"patient": ""}, {"told": "perhaps"}, {"turn": "9" * 40}, {"turn": "-1"}]
)
def test_a_tampered_note_changes_nothing(desk, withdrawal, values):
    anne = Handout.objects.get(given_to="Anne Smith").patient
    form = {"patient": anne.pk, "turn": 0, "told": "yes"} | values

    assert desk.post(url("recall-contacted", withdrawal.pk), form).status_code == 302
    assert not RecallContact.objects.exists()


def test_somebody_who_was_not_given_it_is_not_noted(desk, withdrawal):
    form = {"patient": PatientFactory().pk, "turn": 0, "told": "yes"}

    assert desk.post(url("recall-contacted", withdrawal.pk), form).status_code == 404
    assert not AccessEntry.objects.exists()


def test_a_long_list_has_pages_and_asks_no_more(desk, withdrawal, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        desk.get(url("recall", withdrawal.pk))
    version = FactsheetVersionFactory(published=True)
    for number in range(60):
        given(version, full_name=f"Person {number:02}")
    long = WithdrawalFactory(version=taken_off(version))
    # Where the entries lie in the same database each is a statement of its own.
    with CaptureQueriesContext(connection) as many:
        response = desk.get(url("recall", long.pk))
    reads = [[q for q in asked if "trail_accessentry" not in q["sql"]] for asked in (few, many)]
    assert len(reads[0]) == len(reads[1])
    assert len(response.context["rows"]) == 50
    assert len(desk.get(url("recall", long.pk), {"page": "2"}).context["rows"]) == 10
    assert desk.get(url("recall", long.pk), {"page": "x\0"}).status_code == 200


def test_one_person_is_one_row_however_often_given(desk, version):
    patient = given(version).patient
    HandoutFactory(version=version, patient=patient, print_size="large")
    withdrawal = WithdrawalFactory(version=taken_off(version))

    [row] = desk.get(url("recall", withdrawal.pk)).context["rows"]
    assert len(row.handouts) == 2


def test_no_patient_is_named_in_a_message(desk, withdrawal):
    """Messages may lie in a cookie."""
    anne = Handout.objects.get(given_to="Anne Smith").patient
    press = {"patient": anne.pk, "turn": 0, "told": "yes"}
    desk.post(url("recall-contacted", withdrawal.pk), press)
    desk.post(url("recall-contacted", withdrawal.pk), press)

    assert not any("Anne" in morsel.value for morsel in desk.cookies.values())
