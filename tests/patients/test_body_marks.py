"""Marks on the drawn body: read from what was sent, in words, and as a form's field."""

import json

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from patients.bodychart.forms import BodyMarksField
from patients.bodychart.marks import (
    KINDS,
    MOST_MARKS,
    Mark,
    UnreadableMarks,
    changes,
    in_words,
    mark_by_name,
    read_marks,
)
from patients.bodychart.views import FIGURES

pytestmark = pytest.mark.no_database
KNEE = {"view": "front", "x": 590, "y": 1478, "region": "knee-front-left", "kind": "ache"}
PLACES = [(view.id, region) for view in FIGURES.values() for region in view.regions.values()]


class PainForm(forms.Form):
    pain = BodyMarksField(label="Where does it hurt?")


class OptionalPainForm(forms.Form):
    pain = BodyMarksField(required=False)


def posted(marks="[]", *, remove=(), rows=()):
    data = QueryDict(mutable=True)
    data["pain"] = marks if isinstance(marks, str) else json.dumps(marks)
    data.setlist("pain-remove", list(remove))
    data.setlist("pain-place", [place for place, _ in rows])
    data.setlist("pain-kind", [kind for _, kind in rows])
    return PainForm(data)


def error(form):
    assert not form.is_valid()
    return form.errors["pain"][0]


def test_value_is_a_list_of_marks_as_sent():
    form = posted([KNEE])
    assert form.is_valid()
    assert form.cleaned_data["pain"] == [KNEE]


def test_rows_of_the_list_become_marks_in_the_middle_of_their_place():
    form = posted(rows=[("front/knee-front-left", "ache"), ("", ""), ("front/knee-front-left", "numb")])
    assert form.is_valid()
    first, second = form.cleaned_data["pain"]
    assert (first["region"], first["kind"], second["kind"]) == ("knee-front-left", "ache", "numb")
    assert (first["x"], first["y"]) != (second["x"], second["y"])


def test_ticked_marks_are_removed():
    form = posted([KNEE, KNEE | {"kind": "numb"}], remove=["0", "99", "x"])
    assert form.is_valid()
    assert [mark["kind"] for mark in form.cleaned_data["pain"]] == ["numb"]


def test_same_mark_twice_is_one():
    form = posted([KNEE, KNEE])
    assert form.is_valid()
    assert form.cleaned_data["pain"] == [KNEE]


def test_drawing_decides_which_part_a_place_belongs_to():
    form = posted([KNEE | {"region": "nose"}])
    assert form.is_valid()
    assert form.cleaned_data["pain"] == [KNEE]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("{", "The marks could not be read. Mark the places again."),
        ("\0", "The marks could not be read. Mark the places again."),
        ("[" * 15_000, "The marks could not be read. Mark the places again."),
        ('{"view": "front"}', "The marks could not be read. Mark the places again."),
        ("[1]", "The marks could not be read. Mark the places again."),
        ([KNEE | {"view": "inside"}], "A mark is on a figure that is not shown here. Mark the place again."),
        ([KNEE | {"view": []}], "A mark is on a figure that is not shown here. Mark the place again."),
        ([KNEE | {"kind": "\0"}], "A mark does not say what it feels like. Remove it and mark the place again."),
        (
            [KNEE | {"region": "tail"}],
            "A mark names a part of the body that is not on the drawing. Mark the place again.",
        ),
        ([KNEE | {"x": 5}], "A mark lies outside of the body. Remove it and mark the place again."),
        ([KNEE | {"x": True}], "A mark lies outside of the body. Remove it and mark the place again."),
        ([KNEE | {"y": "1478"}], "A mark lies outside of the body. Remove it and mark the place again."),
        ([KNEE | {"y": 10**400}], "A mark lies outside of the body. Remove it and mark the place again."),
        ("[" + json.dumps(KNEE).replace("1478", "NaN") + "]", "A mark lies outside of the body."),
        ("[" + json.dumps(KNEE).replace("1478", "1e999") + "]", "A mark lies outside of the body."),
        ([KNEE] * 61, "Mark at most 60 places. There are 61: remove 1."),
        ("[" + " " * 30_000 + "]", "There are too many marks to read. Mark at most 60 places."),
        ([], "Mark at least one place: tap the drawing, or choose a place from the list."),
    ],
)
def test_bad_marks_get_a_sentence(sent, sentence):
    assert error(posted(sent)).startswith(sentence)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("front/throat", ""), "Choose what it feels like at “Throat”."),
        (("", "ache"), "Choose where you feel the ache, or leave both boxes blank."),
        (("front/tail", "ache"), "Choose one of the places in the list."),
        (("\0", "ache"), "Choose one of the places in the list."),
        (("front/throat", "\0"), "Choose one of the feelings in the list for “Throat”."),
    ],
)
def test_half_filled_row_gets_a_sentence_and_keeps_what_was_chosen(row, sentence):
    form = posted([KNEE], rows=[row])

    assert error(form) == sentence
    html = str(form["pain"])
    assert 'aria-invalid="true"' in html
    assert "Left knee, front: ache" in html


def test_rows_count_towards_the_limit():
    rows = [("front/throat", "ache")] * (MOST_MARKS + 1)
    assert error(posted(rows=rows)) == "Mark at most 60 places. There are 61: remove 1."


def test_form_shown_again_keeps_marks_rows_and_ticks():
    form = posted([KNEE], remove=["0"], rows=[("back/calf-left", "")])
    assert not form.is_valid()
    html = " ".join(str(form["pain"]).split())

    assert 'value="back/calf-left" selected' in html
    assert 'name="pain-remove" value="0" checked' in html


def test_optional_field_may_stay_empty_and_know_that_nothing_changed():
    assert OptionalPainForm({}).is_valid()
    assert OptionalPainForm({"pain": ""}).fields["pain"].clean({"marks": "", "remove": [], "rows": []}) == []
    form = OptionalPainForm({"pain": json.dumps([KNEE])}, initial={"pain": [KNEE]})
    assert not form.has_changed()
    assert OptionalPainForm({"pain": "[]"}, initial={"pain": [KNEE]}).has_changed()


def test_markup_is_escaped():
    assert "<script>" not in str(posted('"<script>"')["pain"])


@given(marked=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(list(KINDS))), max_size=30))
def test_marks_by_name_are_read_back_as_they_are(marked):
    marks: list[Mark] = []
    for (view, region), kind in marked:
        marks.append(mark_by_name(view, region, kind, marks))
        assert marks[-1].region == region.id
    unique = list(dict.fromkeys(marks))
    assert read_marks(json.dumps([mark.as_dict() for mark in marks])) == unique


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["front", "ache", "nose"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["view", "x", "y", "region", "kind"]), inner),
)


@given(given=nonsense)
def test_nonsense_is_refused_in_words_or_read(given):
    try:
        marks = read_marks(given)
    except UnreadableMarks as problem:
        assert str(problem).endswith(".")  # noqa: PT017 - either way out is right
    else:
        assert all(mark.kind in KINDS for mark in marks)


def test_marks_in_words_from_head_to_foot():
    marks = [Mark(**KNEE), Mark("front", 500, 190, "nose", "numb"), Mark(**KNEE | {"kind": "numb"})]
    assert in_words(marks) == ["Nose: numbness", "Left knee, front: ache, numbness"]


def test_changes_between_two_dates():
    before = [Mark(**KNEE), Mark("front", 500, 190, "nose", "numb")]
    after = [Mark(**KNEE | {"kind": "sharp"}), Mark("back", 440, 840, "lower-back-left", "ache")]
    found = {change.place: change.words for change in changes(before, after)}

    assert found == {"Nose": "no longer marked", "Left knee, front": "changed", "Lower back, left": "new"}
    assert {change.words for change in changes(before, before)} == {"the same"}
