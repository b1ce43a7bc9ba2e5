"""Giving a sheet to a patient."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.access import Role
from clinic.trail.models import AccessEntry
from library.models import Handout
from tests.factories import (
    FactsheetFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db):
    return PatientFactory(full_name="Anne <b>& 王小明")


@pytest.fixture
def version(db):
    return FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee"), published=True)


def give_url(patient):
    return reverse("library:give", args=[patient.pk])


def sent(**changes):
    return {"once_key": uuid.uuid4(), "sheet": "knee", "paper": "letter", "print_size": "large"} | changes


def test_one_press_records_the_handout_and_opens_its_pdf(desk, patient, version):
    response = desk.post(give_url(patient), sent())

    handout = Handout.objects.get()
    assert response.url == reverse("library:handout-pdf", args=[handout.pk])
    assert (handout.patient, handout.version, handout.by) == (patient, version, desk.user)
    assert (handout.paper, handout.print_size, handout.how, handout.language) == ("letter", "large", "printed", "en")
    assert (handout.given_to, handout.given_by) == (patient.full_name, desk.user.name)

    pdf = desk.get(response.url)
    assert pdf["Content-Type"] == "application/pdf"
    words = " ".join(text_of(pdf.content).split())
    assert f"Given to Anne <b>& 王小明 on {handout.given_on.day} " in words
    assert f"by {desk.user.name}" in words
    assert AccessEntry.objects.filter(patient_id=patient.pk, kind="printed", what="library:handout-pdf").count() == 1
    assert AccessEntry.objects.filter(patient_id=patient.pk, kind="changed", what="library:give").count() == 1


def test_a_practitioner_gives_with_the_letters_after_the_name(login, patient, version):
    client = login(None)
    user = UserFactory(role=Role.PRACTITIONER)
    PractitionerFactory(user=user, display_name="Mei Chen", post_nominals="L.Ac.")
    client.force_login(user)
    client.post(give_url(patient), sent())

    assert Handout.objects.get().given_by == "Mei Chen, L.Ac."


def test_two_presses_make_one(desk, patient, version):
    form = sent()
    desk.post(give_url(patient), form)
    response = desk.post(give_url(patient), form, follow=True)

    assert Handout.objects.count() == 1
    assert "Nothing was made twice." in response.content.decode()


def test_a_key_used_for_somebody_else_shows_nothing(desk, patient, version):
    form = sent()
    desk.post(give_url(patient), form)

    assert desk.post(give_url(PatientFactory()), form).status_code == 404
    assert Handout.objects.count() == 1


def test_a_get_gives_nothing(desk, patient, version):
    response = desk.get(give_url(patient), {"sheet": "knee"})

    assert response.status_code == 200
    assert not Handout.objects.exists()
    assert response.context["form"]["sheet"].value() == "knee"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sheet": ""}, "Choose the sheet to give."),
        ({"sheet": "draft"}, "That sheet is not published."),
        ({"sheet": "x\0"}, "That sheet is not published."),
        ({"paper": "a5"}, "Choose A4 or US Letter."),
        ({"print_size": "y" * 10_000}, "Choose normal or large print."),
        ({"once_key": "lost"}, "This page has lost its key."),
    ],
)
def test_a_form_that_is_wrong_changes_nothing_and_keeps_the_rest(desk, patient, version, changes, sentence):
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="draft"))
    response = desk.post(give_url(patient), sent(**changes))
    text = response.content.decode()

    assert response.status_code == 200
    assert sentence in text
    assert "There is a problem" in text
    assert not Handout.objects.exists()
    kept = {key: value for key, value in sent().items() if key not in changes and key != "once_key"}
    assert {key: response.context["form"][key].value() for key in kept} == kept


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_holds_no_role_is_refused(login, patient, version, method):
    client = login(None)
    client.force_login(UserFactory(is_superuser=True))
    handout = HandoutFactory(patient=patient, version=version)

    assert getattr(client, method)(give_url(patient), sent()).status_code == 403
    assert client.get(reverse("library:patient-handouts", args=[patient.pk])).status_code == 403
    assert client.get(reverse("library:handout-pdf", args=[handout.pk])).status_code == 403
    assert Handout.objects.count() == 1


def test_what_is_not_there_is_404(desk):
    for name in ("library:give", "library:patient-handouts", "library:handout-pdf"):
        assert desk.get(reverse(name, args=[987654])).status_code == 404


def test_the_tab_lists_what_was_given_newest_first(desk, patient):
    old = HandoutFactory(patient=patient)
    new = HandoutFactory(patient=patient, version__title="Newer sheet", at="2026-03-03T09:00:00Z")
    HandoutFactory()
    response = desk.get(reverse("library:patient-handouts", args=[patient.pk]))

    assert list(response.context["handouts"]) == [new, old]
    assert "Newer sheet" in response.content.decode()


def test_an_empty_tab_says_what_would_be_here(desk, patient):
    text = desk.get(reverse("library:patient-handouts", args=[patient.pk])).content.decode()

    assert "No factsheets given yet" in text


def test_the_tab_asks_no_more_when_the_list_grows(desk, patient, django_assert_num_queries):
    url = reverse("library:patient-handouts", args=[patient.pk])
    HandoutFactory(patient=patient)
    desk.get(url)  # what is read once for all
    with CaptureQueriesContext(connection) as few:
        desk.get(url)
    HandoutFactory.create_batch(15, patient=patient)
    with django_assert_num_queries(len(few)):
        assert len(desk.get(url).context["handouts"]) == 16
    assert len(few) <= 10  # on PostgreSQL the access entry and its commit setting are among them


def test_the_version_given_stays_when_a_newer_one_is_published(desk, patient, version):
    desk.post(give_url(patient), sent())
    FactsheetVersionFactory(sheet=version.sheet, title="Newer words", published=True)
    handout = Handout.objects.get()

    words = text_of(desk.get(reverse("library:handout-pdf", args=[handout.pk])).content)
    assert "Sore knee" in words
    assert "Newer words" not in words


def test_same_key_with_another_print_is_one_more_handout(desk, patient, version):
    """After Back some browsers bring the old key; the sheet chosen then is a second one, not the first again."""
    first = sent()
    desk.post(give_url(patient), first)

    desk.post(give_url(patient), first | {"print_size": "normal"})

    assert sorted(Handout.objects.values_list("print_size", flat=True)) == ["large", "normal"]
