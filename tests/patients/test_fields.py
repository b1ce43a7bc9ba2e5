"""Choosing a patient inside another form, without scripts."""

import pytest

from clinic.access import Role
from clinic.forms import PlainForm
from patients.fields import PatientChoiceField
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


class BookingForm(PlainForm):
    patient = PatientChoiceField()

    def __init__(self, *args, user, initial_patient=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patient"].for_user(user, initial=initial_patient)


def shown(form):
    """The field's HTML, however its lines are broken."""
    return " ".join(str(form["patient"]).split())


@pytest.fixture
def user():
    return UserFactory(role=Role.DESK)


def test_a_chosen_person_is_returned_and_shown_again(user):
    patient = PatientFactory(full_name="Sofia Lukasz")
    form = BookingForm({"patient": str(patient.pk)}, user=user)

    assert form.is_valid()
    assert form.cleaned_data["patient"] == patient
    assert f'value="{patient.pk}" checked' in shown(form)


def test_typed_text_brings_the_people_found_to_choose_from(user):
    patient = PatientFactory(full_name="Sofia <b>Lukasz</b>")
    form = BookingForm({"patient-search": "lukasz"}, user=user)

    assert form.errors == {"patient": ["Choose the person from those found."]}
    assert f'<input type="radio" name="patient" value="{patient.pk}">' in shown(form)
    assert "Sofia &lt;b&gt;Lukasz&lt;/b&gt;" in shown(form)
    assert 'value="lukasz"' in shown(form)


def test_too_many_people_are_not_all_listed(user):
    PatientFactory.create_batch(10, full_name="Ann Smith")
    form = BookingForm({"patient-search": "smith"}, user=user)

    assert not form.is_valid()
    assert shown(form).count('type="radio"') == 8
    assert "There are more." in shown(form)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Type a part of the patient's name"),
        ({"patient-search": "nobody"}, "Nobody matches what was typed."),
        ({"patient-search": "x" * 10_000}, "Type less"),
        ({"patient-search": "a\0b"}, "Type less"),
        ({"patient": "999"}, "That patient cannot be found."),
        ({"patient": "\0"}, "That patient cannot be found."),
        ({"patient": "9" * 5000}, "That patient cannot be found."),
        ({"patient": "٣"}, "That patient cannot be found."),
        ({"patient": "-1"}, "That patient cannot be found."),
    ],
)
def test_anything_else_is_answered_with_a_sentence(user, data, sentence):
    form = BookingForm(data, user=user)

    assert form.errors["patient"][0].startswith(sentence)
    assert shown(form)


def test_the_form_may_start_with_somebody(user):
    patient = PatientFactory()

    assert f'value="{patient.pk}" checked' in shown(BookingForm(user=user, initial_patient=patient.pk))
    assert "checked" not in shown(BookingForm(user=user, initial_patient="x"))


def test_people_who_may_not_be_seen_cannot_be_chosen():
    patient = PatientFactory(full_name="Sofia Lukasz")
    stranger = UserFactory()

    assert BookingForm({"patient": str(patient.pk)}, user=stranger).errors
    assert "Sofia" not in shown(BookingForm({"patient-search": "sofia"}, user=stranger))


def test_forms_do_not_share_whom_they_found(user):
    PatientFactory(full_name="Sofia Lukasz")
    assert BookingForm({"patient-search": "sofia"}, user=user).errors

    assert "Sofia" not in shown(BookingForm(user=user))
