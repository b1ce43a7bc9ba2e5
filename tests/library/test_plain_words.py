"""The lint for plain words."""

import pytest

from library.plain_words import grade_of, pieces, plain_findings, word_findings
from library.translations import banned_words

pytestmark = pytest.mark.no_database


def test_pieces_know_their_lines():
    found = pieces("## Head\n\nOne.[[a]]\nStill **one**.\n\n- Two.\n- Three\n  more.\n\n1. Four.\n")

    assert [(piece.line, piece.text) for piece in found] == [
        (3, "One. Still one."),
        (6, "Two."),
        (7, "Three more."),
        (10, "Four."),
    ]


def test_a_long_sentence_is_named_by_line_and_does_not_stop():
    [finding] = plain_findings("## A\n\nFine.\n\n- " + "word " * 21)

    assert (finding.line, finding.stops) == (5, False)
    assert finding.sentence.startswith("21 words in one sentence")


def test_a_hard_text_stops_and_names_the_hardest_line():
    hard = "Multidisciplinary neurophysiological rehabilitation."
    [finding] = plain_findings(f"It is so. It may help you.\n\n{hard} {hard}")

    assert (finding.line, finding.stops) == (3, True)
    assert "it must be 8 or below" in finding.sentence


def test_other_languages_are_not_graded():
    assert list(plain_findings("Rehabilitación neurofisiológica multidisciplinaria. " * 20, "es")) == []
    assert list(plain_findings("针灸" * 200, "zh-hans")) == []


@pytest.mark.parametrize("text", ["", "   ", "---", "## Only a head", "[[mark]]", "…", "。"])
def test_texts_without_words(text):
    assert list(plain_findings(text)) == []
    assert grade_of("") == 0


def test_banned_words_whole_and_in_any_case():
    assert banned_words("en", "It CURES, it Heals.") == ["cures", "heals"]
    assert banned_words("en", "Secure. Healthy.") == []
    assert banned_words("en", "It is  not a\ncure.") == []
    found = list(word_findings("A miracle", "Fine", "## A cure\n\nNo\nrisk."))
    assert [(finding.line, finding.stops) for finding in found] == [(0, True), (3, True), (1, True)]
