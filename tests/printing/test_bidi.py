"""Right-to-left text is put into the order that the Unicode algorithm gives."""

import random

import pytest
from bidi import get_display

from clinic.printing import LTR, para, styles
from clinic.printing.bidi import base_is_rtl, has_rtl, shape, visual_order

pytestmark = pytest.mark.no_database

ALPHABET = "abZ 12 .,+-%$()[]<>/:אבגשמرح٣٤\u064e\u05b8 !?"


@pytest.mark.parametrize("rtl", [False, True])
def test_the_order_is_that_of_the_reference_library(rtl):
    chance = random.Random(7)  # noqa: S311 (not a secret)
    for _ in range(4000):
        text = "".join(chance.choice(ALPHABET) for _ in range(chance.randint(1, 16)))
        order = "".join(text[index] for index, _ in visual_order(text, rtl=rtl))
        assert order == get_display(text, base_dir="R" if rtl else "L"), ascii(text)


def test_brackets_are_mirrored_only_in_right_to_left_text():
    assert "".join(char for _, char in visual_order("שלום (40) abc (x)", rtl=False)) == "(40) םולש abc (x)"
    assert "".join(char for _, char in visual_order("שלום (40)", rtl=True)) == "(40) םולש"


def test_arabic_letters_are_joined():
    assert shape("بيت") == "\ufe91\ufef4\ufe96"
    assert shape("لا") == "\ufefb"
    assert shape("plain") == "plain"


def test_direction_is_that_of_the_first_letter():
    assert base_is_rtl("40 שלום abc")
    assert not base_is_rtl("40 abc שלום")
    assert has_rtl("abc ש")
    assert not has_rtl("合谷 abc")


def drawn(text):
    """The first line as its letters stand from left to right."""
    paragraph = para(text, styles().body)
    paragraph.wrap(400, 100)
    return "".join(frag.text for frag in paragraph.blPara.lines[0].words)


def test_our_own_sentence_may_begin_with_a_name_that_runs_from_the_right():
    assert drawn(f"{LTR}משה, planned: 8.") == "השמ, planned: 8."
    assert drawn("משה, planned: 8.") == ".planned: 8 ,השמ"
