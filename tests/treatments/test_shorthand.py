from hypothesis import given
from hypothesis import strategies as st

from treatments.shorthand import Entry, is_modifier, parse, write

WORDS = st.text(st.characters(categories=["L", "Nd"], include_characters="-+'"), min_size=1, max_size=12).filter(
    lambda word: not is_modifier(word) and not word.isdecimal() and word.lower() not in ("mm", "cm")
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
ENTRIES = st.builds(
    Entry,
    name=NAMES,
    side=st.sampled_from([None, "left", "right", "both", "midline"]),
    depth_mm=st.none() | st.integers(1, 100),
    angle=st.sampled_from([None, "perpendicular", "oblique", "transverse"]),
)


def sole_mistake(text):
    (mistake,) = parse(text).mistakes
    return mistake.sentence, text[mistake.start : mistake.end]


def test_the_example_of_the_brief():
    parsed = parse("LI4 b, ST36 r 25mm obl; GB20 both, Yintang 5mm")

    assert parsed.mistakes == ()
    assert parsed.entries == (
        Entry("LI4", "both"),
        Entry("ST36", "right", 25, "oblique"),
        Entry("GB20", "both"),
        Entry("Yintang", None, 5),
    )


def test_names_of_several_words_units_apart_and_any_order():
    text = "Great Surge trans l 1.5 cm\nLR 3 r，足三里 b、 st 36 25 MM Perpendicular LEFT"

    assert parse(text).entries == (
        Entry("Great Surge", "left", 15, "transverse"),
        Entry("LR 3", "right"),
        Entry("足三里", "both"),
        Entry("st 36", "left", 25, "perpendicular"),
    )


def test_positions_are_those_of_the_name():
    text = "LI4 b,  Great  Surge r"
    entry = parse(text).entries[1]

    assert text[entry.start : entry.end] == "Great  Surge"
    assert entry.name == "Great Surge"


def test_empty_entries_are_passed_over():
    assert parse(" ,;\n, ").entries == ()
    assert [entry.name for entry in parse("LI4,,ST36,").entries] == ["LI4", "ST36"]


def test_depth_too_deep_is_refused():
    sentence, where = sole_mistake("LI4 b, ST36 300mm")
    assert where == "300mm"
    assert sentence == "A depth of 300mm cannot be right. Write 1 to 100 mm."


def test_depth_limits():
    assert parse("LI4 100mm, ST36 10cm, LU1 1mm").mistakes == ()
    for text in ("LI4 101mm", "LI4 0mm", "LI4 10.1cm", "LI4 0.4mm", "LI4 " + "9" * 400 + "mm"):
        assert "cannot be right" in sole_mistake(text)[0]


def test_depth_must_be_whole_millimetres():
    assert parse("LI4 0.5cm").entries[0].depth_mm == 5
    assert "whole number of millimetres" in sole_mistake("LI4 12.5mm")[0]


def test_number_without_unit():
    sentence, where = sole_mistake("ST36 25 r")
    assert where == "25"
    assert "has no unit" in sentence


def test_missing_comma():
    sentence, where = sole_mistake("LI4 b ST36 r")
    assert where == "ST36"
    assert "comma" in sentence


def test_side_twice_and_side_without_a_point():
    assert "second side" in sole_mistake("LI4 l r")[0]
    assert "second depth" in sole_mistake("LI4 5mm 6mm")[0]
    assert "second angle" in sole_mistake("LI4 obl perp")[0]
    assert sole_mistake("LI4, r")[1] == "r"


def test_a_mistake_does_not_hide_the_other_entries():
    parsed = parse("LI4 b, ST36 300mm, LR3")
    assert [entry.name for entry in parsed.entries] == ["LI4", "LR3"]


@given(st.lists(ENTRIES, max_size=8))
def test_what_is_written_reads_back(entries):
    parsed = parse(write(entries))

    assert parsed.mistakes == ()
    assert list(parsed.entries) == entries


@given(st.text(max_size=200) | st.text("LIlrb 0369.mc,;obpetrans\n", max_size=80))
def test_any_text_is_read_or_refused_with_a_position(text):
    parsed = parse(text)

    for start, end in [(m.start, m.end) for m in parsed.mistakes] + [(e.start, e.end) for e in parsed.entries]:
        assert 0 <= start < end <= len(text)
    assert list(parse(write(parsed.entries)).entries) == list(parsed.entries)
