"""The contact log: notes that stay, and notes that correct them."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from patients.models import ContactNote
from tests.factories import ContactNoteFactory, PatientFactory, UserFactory


def typed(**changes):
    day = timezone.localtime() - timedelta(days=1)
    return {
        "direction": "in",
        "how": "phone",
        "day_0": day.day,
        "day_1": day.month,
        "day_2": day.year,
        "clock": "14:30",
        "said": "Asked for an earlier time.\nWill ring again.",
        "once_key": str(uuid.uuid4()),
    } | changes


def test_note_is_written_once_and_shown(desk):
    patient = PatientFactory()
    url, sent = reverse("patients:contact-add", args=[patient.pk]), typed()
    assert desk.post(url, sent).url == reverse("patients:contacts", args=[patient.pk])
    assert "Nothing was made twice" in desk.post(url, sent, follow=True).content.decode()
    note = ContactNote.objects.get()
    assert (note.by, note.how, note.direction) == (desk.user, "phone", "in")
    assert f"{timezone.localtime(note.at):%H:%M}" == "14:30"
    page = desk.get(reverse("patients:contacts", args=[patient.pk])).content.decode()
    assert "Asked for an earlier time.<br>Will ring again." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"said": "  "}, "Write down what was said."),
        ({"said": "x" * 2001}, "must be 2000 characters or fewer"),
        ({"said": "a\0b"}, "cannot be kept"),
        ({"how": "pigeon"}, "How?"),
        ({"direction": ""}, "Say who contacted whom."),
        ({"clock": "half two"}, "Write the time as 14:30."),
        ({"day_2": "2999"}, "This is in the future."),
        ({"day_2": "1"}, "four figures"),
    ],
)
def test_wrong_notes_get_a_sentence_and_keep_what_was_typed(desk, wrong, sentence):
    page = desk.post(reverse("patients:contact-add", args=[PatientFactory().pk]), typed(**wrong))
    text = page.content.decode()
    assert page.status_code == 200
    assert sentence in text
    assert "There is a problem" in text


def test_the_first_day_of_all_is_no_error(desk):
    sent = typed(day_2="0001", day_0="1", day_1="1", clock="00:00")
    assert desk.post(reverse("patients:contact-add", args=[PatientFactory().pk]), sent).status_code in (200, 302)


def test_correction_takes_the_place_and_leaves_the_first_readable(desk):
    note = ContactNoteFactory(said="Wrong number given.")
    url = reverse("patients:contact-correct", args=[note.pk])
    assert "Wrong number given." in desk.get(url).content.decode()
    desk.post(url, typed(said="Right number given."))
    newer = ContactNote.objects.get(corrects=note)
    assert newer.patient == note.patient
    page = desk.get(reverse("patients:contacts", args=[note.patient_id])).content.decode()
    assert page.index("Right number given.") < page.index("Wrong number given.")
    assert page.count('class="panel"') == 1


def test_second_of_two_who_correct_is_told(desk):
    note = ContactNoteFactory()
    ContactNoteFactory(corrects=note, patient=note.patient)
    url = reverse("patients:contact-correct", args=[note.pk])
    assert desk.get(url).status_code == 302
    page = desk.post(url, typed(said="My own words."))
    assert page.status_code == 409
    assert "Somebody else has corrected this note" in page.content.decode()
    assert "My own words." in page.content.decode()
    assert ContactNote.objects.count() == 2


@pytest.mark.parametrize("how", [lambda rows: rows.update(said="x"), lambda rows: rows.delete()])
def test_notes_do_not_change(db, how):
    ContactNoteFactory()
    with pytest.raises(IntegrityError, match="contact_note_is_final"), transaction.atomic():
        how(ContactNote.objects.all())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("contact_note_says_something", {"said": "  "}),
        ("contact_note_has_a_limit", {"said": "x" * 2001}),
        ("contact_note_how_is_known", {"how": "pigeon"}),
        ("contact_note_direction_is_known", {"direction": "up"}),
    ],
)
def test_database_refuses(db, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ContactNoteFactory(**fields)


def test_key_of_another_patients_note_is_not_followed(desk):
    note = ContactNoteFactory()
    sent = typed(once_key=str(note.once_key))
    assert desk.post(reverse("patients:contact-add", args=[PatientFactory().pk]), sent).status_code == 404


def test_log_asks_no_more_when_it_grows(desk, django_assert_max_num_queries):
    patient, by = PatientFactory(), UserFactory()
    url = reverse("patients:contacts", args=[patient.pk])
    ContactNoteFactory(patient=patient, by=by)
    with django_assert_max_num_queries(50) as few:
        desk.get(url)
    for _ in range(20):
        first = ContactNoteFactory(patient=patient)
        ContactNoteFactory(patient=patient, corrects=first)
    with django_assert_max_num_queries(len(few)):
        desk.get(url)
