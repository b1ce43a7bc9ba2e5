"""Works and places as lines of a source list."""

import pytest

from library.citations import document_line, guideline_line, places_line, reference_line


def author(family, given=""):
    return {"family": family, "given": given}


ARTICLE = {
    "author": [author("Melzack", "R."), author("Wall", "P.D.")],
    "issued": {"date-parts": [[1965]]},
    "title": "Pain mechanisms: A new theory",
    "container-title": "Science",
    "volume": "150",
    "issue": "3699",
    "page": "971-979",
}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Melzack, R. and Wall, P.D. (1965) Pain mechanisms: A new theory. Science, 150(3699), pp. 971–979."),
        ({"author": [author("Moré", "A."), *[author("B")] * 3], "page": "64"},
         "Moré, A. et al. (1965) Pain mechanisms: A new theory. Science, 150(3699), p. 64."),
        ({"author": [author("Huang", "C.")], "custom": {"hegu": {"more_authors": True}}, "issue": None, "page": None},
         "Huang, C. et al. (1965) Pain mechanisms: A new theory. Science, 150."),
        ({"author": [author("A"), author("B"), author("C")], "volume": None, "page": None, "container-title": None,
          "issue": None, "title": "Does it help?"}, "A, B and C (1965) Does it help?."),
        ({"author": [{"literal": "NICE"}], "title": "Does it help?", "volume": None, "issue": None, "page": None},
         "NICE (1965) Does it help? Science."),
        ({"author": [], "issued": {}, "container-title": None, "volume": None, "issue": None, "page": None},
         "Pain mechanisms: A new theory."),
    ],
)  # fmt: skip
def test_reference_line(changes, line):
    assert reference_line(ARTICLE | changes) == line.replace("?.", "?")


def test_document_and_guideline():
    assert document_line(title="Will it help?", publisher="A Clinic") == "A Clinic (no date) “Will it help?”."
    assert document_line(title="X", author="A", publisher="B", published="May 1") == "A (May 1) “X”. B."
    assert document_line(title="X") == "“X” (no author or date)."
    assert guideline_line(body="NICE", number="NG59", title="Back pain", year=2016) == (
        "NICE (2016) Back pain. Guideline NG59."
    )


def test_places_are_gathered_by_heading():
    places = [("Title", 4), ("Title", 2), ("Title", 3), ("Needles:", 1), ("Title", 4), ("Needles:", 3)]

    assert places_line("Title", places) == "paragraphs 2 to 4; under “Needles”, paragraphs 1 and 3"
    assert places_line("Title", [("Title", 7)]) == "paragraph 7"
