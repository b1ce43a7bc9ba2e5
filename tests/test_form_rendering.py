"""How forms look to those who fill them in: plain labels, hints and errors tied to their boxes, one summary."""

import re

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from clinic.forms import DateOfBirthField, PlainForm, VasInput

pytestmark = pytest.mark.no_database


class VisitForm(PlainForm):
    full_name = forms.CharField(help_text="As on their papers", error_messages={"required": "Enter the full name."})
    phone = forms.CharField(required=False)
    born = DateOfBirthField()
    change = forms.ChoiceField(
        choices=[("b", "Better"), ("w", "Worse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is better or worse."},
    )
    pain = forms.IntegerField(min_value=0, max_value=100, required=False, widget=VasInput)
    told = forms.BooleanField(label="The risk was talked through", required=False)

    def clean(self):
        if "pain" in self.cleaned_data and self.data.get("pain") == "7":
            raise forms.ValidationError("Seven is taken.")


def render(form, source="{% load crispy_forms_tags %}{% crispy form %}"):
    return engines["django"].from_string(source).render({"form": form})


def wrong(**kinds):
    data = {"full_name": "", "born_0": "27", "born_1": "smarch", "born_2": "1984", "pain": "101"} | kinds
    return render(VisitForm(data))


def test_unfilled_form_has_no_asterisk_no_required_and_no_error():
    html = render(VisitForm())

    assert "*" not in html
    assert not re.search(r"\srequired\b", html)
    assert "There is a problem" not in html
    assert "aria-invalid" not in html


def test_only_optional_fields_say_so():
    html = re.sub(r"<[^>]+>", "", render(VisitForm()))

    assert re.findall(r"(\w+) \(optional\)", html) == ["Phone", "Pain"]


def test_hint_stands_before_its_box_and_describes_it():
    html = render(VisitForm())

    assert html.index('id="id_full_name_helptext"') < html.index('name="full_name"')
    assert re.search(r'<input[^>]*name="full_name"[^>]*aria-describedby="id_full_name_helptext"', html)


def test_error_stands_beside_its_box_with_the_word_and_describes_it():
    html = wrong()

    assert '<span class="visually-hidden">Error:</span> Enter the full name.' in html
    box = re.search(r'<input[^>]*name="full_name"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in box
    assert 'aria-describedby="id_full_name_helptext id_full_name_error"' in box
    assert 'id="id_full_name_error"' in html


def test_radios_are_a_fieldset_described_by_their_error():
    html = wrong()

    assert re.search(r'<fieldset id="div_id_change"[^>]*aria-describedby="id_change_error"', html)
    assert re.search(r"<legend>\s*Change\s*</legend>", html)


def test_summary_links_each_error_to_a_box_that_is_there():
    html = wrong()
    links = re.findall(r'<li><a href="#([^"]+)">', html)

    assert links == ["id_full_name", "id_born_1", "id_change_0", "id_pain"]
    assert all(f'id="{link}"' in html for link in links)
    assert html.index("There is a problem") < html.index('name="full_name"')


@pytest.mark.parametrize(
    ("date", "boxes"),
    [
        (("27", "", ""), ["born_1", "born_2"]),
        (("x", "3", "1984"), ["born_0"]),
        (("27", "3", "84"), ["born_2"]),
        (("31", "2", "1984"), ["born_0", "born_1", "born_2"]),
        (("", "", ""), ["born_0", "born_1", "born_2"]),
    ],
)
def test_only_the_wrong_boxes_of_a_date_are_marked(date, boxes):
    html = render(VisitForm(dict(zip(("born_0", "born_1", "born_2"), date, strict=True))))

    marked = [box for box in re.findall(r"<input[^>]*>", html) if 'aria-invalid="true"' in box]
    assert [name for box in marked for name in re.findall(r'name="(born_\d)"', box)] == boxes
    assert f'<a href="#id_{boxes[0]}">' in html


def test_one_wrong_date_leaves_the_next_form_unmarked():
    wrong()
    form = VisitForm({"full_name": "Ann", "born_0": "27", "born_1": "3", "born_2": "1984", "change": "b"})

    assert form.is_valid(), form.errors
    assert "aria-invalid" not in render(form)


def test_error_of_the_whole_form_stands_in_the_summary_without_a_link():
    assert "<li>Seven is taken.</li>" in wrong(pain="7")


def test_what_was_typed_stays_and_is_escaped():
    html = render(VisitForm({"full_name": '"><script>', "pain": "1e9"}))

    assert "&quot;&gt;&lt;script&gt;" in html
    assert 'value="1e9"' in html


def test_score_left_blank_is_blank():
    html = render(VisitForm())

    assert "value" not in re.search(r'<input[^>]*name="pain"[^>]*>', html)[0]
    assert VisitForm({"pain": ""}).fields["pain"].clean("") is None


@pytest.mark.parametrize(("data", "start"), [({}, "Error: New visit"), (None, "New visit")])
def test_title_says_error_first(data, start):
    source = '{% extends "base.html" %}{% block title %}New visit{% endblock %}'
    request = RequestFactory().get("/")
    html = engines["django"].from_string(source).render({"form": VisitForm(data), "clinic": {"name": "X"}}, request)

    assert f"<title>{start} ·" in html
