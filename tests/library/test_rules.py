"""What may be printed on a sheet."""

import pytest

from library.rules import Standing, printing_problems
from library.sheet_text import read

KNOWN = {
    "cited": Standing("cited_and_listed"),
    "uncited": Standing("no_citation"),
    "unlisted": Standing("cited_not_listed"),
    "other": Standing("cited_listed_other_subject"),
    "ambiguous": Standing("citation_ambiguous"),
    "figures": Standing("cited_and_listed", has_figures=True),
    "guideline": Standing(),
    "safety-not-urgent-care": Standing(),
}
SHEET = """## In short

- One.[[cited]] Two. Three. Four.{first}

## The clinic's documents also say (no study named)

- Five.[[uncited]]{second}

## Safety and when to get help

Not for urgent care.[[safety-not-urgent-care]]
"""


def problems(first="", second="", text=SHEET):
    return list(printing_problems(read(text.format(first=first, second=second)), KNOWN))


def test_a_good_sheet_has_no_problems():
    assert problems("[[guideline]]") == []


@pytest.mark.parametrize("mark", ["uncited", "unlisted", "other", "ambiguous", "figures", "unknown"])
def test_marks_that_may_not_stand_among_the_cited(mark):
    [(line, sentence)] = problems(f"[[{mark}]]")

    assert line == 3
    assert f"“{mark}”" in sentence


@pytest.mark.parametrize("mark", ["cited", "unlisted", "other", "ambiguous", "figures", "unknown"])
def test_marks_that_may_not_stand_among_the_uncited(mark):
    [(line, sentence)] = problems(second=f"[[{mark}]]")

    assert line == 7
    assert f"“{mark}”" in sentence


def test_a_third_at_most_names_no_study():
    third = "\n- Six.[[uncited]]"

    assert problems(second=third) == []  # 2 of 7
    [(line, sentence)] = problems(second=third * 2)  # 3 of 8
    assert (line, sentence) == (5, "3 of 8 sentences name no study; at most a third of a sheet may.")


def test_every_uncited_sentence_names_its_claim():
    [(_, sentence)] = problems(second="\n- No mark.")

    assert "must name its claim" in sentence


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("## Safety and when to get help", "## Anything", "“Safety and when to get help” is missing"),
        ("## In short", "## Shortly", "“In short” is missing"),
        ("[[safety-not-urgent-care]]", "", "substitute for urgent care"),
        (
            "## The clinic's documents also say (no study named)\n\n- Five.[[uncited]]",
            "## In short\n\n- Five.",
            "twice",
        ),
    ],
)
def test_parts_that_must_stand(old, new, part):
    assert any(part in sentence for _, sentence in problems(text=SHEET.replace(old, new)))
