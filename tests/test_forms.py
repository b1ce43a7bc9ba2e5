"""What every form shares: dates in three boxes, keys, refused NUL bytes."""

import uuid
from datetime import date

import pytest
import time_machine
from django import forms

from clinic.forms import DateOfBirthField, OnceMixin, PlainForm

pytestmark = pytest.mark.no_database


class BirthForm(PlainForm):
    born = DateOfBirthField(required=False)


def born(day, month, year):
    return BirthForm({"born_0": day, "born_1": month, "born_2": year})


@pytest.mark.parametrize("month", ["3", "03", "mar", "Mar.", "MARCH"])
def test_date_of_birth_takes_the_month_as_people_write_it(month):
    form = born(" 7 ", month, "1984")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(1984, 3, 7)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("7", "3", ""), "Date of birth must include a year."),
        (("", "", "1984"), "Date of birth must include a day and a month."),
        (("31", "2", "1984"), "Date of birth must be a real date: there is no 31 2 1984."),
        (("7", "smarch", "1984"), "Date of birth must be a real date, for example 27 3 1984 or 27 March 1984."),
        (("٧", "3", "1984"), "Date of birth must be a real date, for example 27 3 1984 or 27 March 1984."),
        (("7", "3", "84"), "Write the year of the date of birth with four figures."),
        (("9" * 400, "3", "1984"), "Date of birth must be a real date: there is no "),
        (("7", "3", "2027"), "Date of birth must be in the past. Check the year."),
        (("7", "3", "1850"), "Date of birth is more than 130 years ago. Check the year."),
        (("7", "3", "0000"), "Date of birth must be a real date: there is no 7 3 0000."),
    ],
)
@time_machine.travel("2026-11-20 12:00Z", tick=False)
def test_date_of_birth_says_what_is_wrong(parts, sentence):
    form = born(*parts)
    assert not form.is_valid()
    assert form.errors["born"][0].startswith(sentence)


def test_date_of_birth_left_empty_is_no_date():
    form = born("", "", "")
    assert form.is_valid()
    assert form.cleaned_data["born"] is None


class NameForm(OnceMixin, PlainForm):
    name = forms.CharField(max_length=20)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a\x00b", "Name holds a character that cannot be kept (NUL). Type it again."),
        ("x" * 10_000, "Name must be 20 characters or fewer; this has 10000."),
    ],
)
def test_nul_bytes_and_overlong_text_are_refused(name, sentence):
    form = NameForm({"name": name, "once_key": str(uuid.uuid4())})
    assert form.errors["name"][0].startswith(sentence)


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_lost_key_is_explained(key):
    form = NameForm({"name": "x", "once_key": key})
    assert form.errors["once_key"] == ["This page has lost its key. Press the button once more."]


def test_each_showing_of_a_form_has_its_own_key():
    assert NameForm()["once_key"].initial != NameForm()["once_key"].initial


class WordyForm(PlainForm):
    email = forms.EmailField(label="E-mail")
    site = forms.ChoiceField(choices=[("a", "A")])
    own = forms.CharField(error_messages={"required": "Say what happened."})


def test_sentences_name_the_field_unless_the_form_wrote_its_own():
    empty, wrong = WordyForm({}), WordyForm({"email": "x", "site": "z", "own": "y"})
    assert empty.errors == {
        "email": ["Enter e-mail."],
        "site": ["Choose site."],
        "own": ["Say what happened."],
    }
    assert wrong.errors == {
        "email": ["Enter an e-mail address with an @, such as name@example.org."],
        "site": ["Site: choose one of those offered."],
    }
