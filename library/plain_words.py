"""Whether a sheet is written in plain words; pure functions. A lint that points at lines, not a proof.

Words that promise too much, and a reading grade above 8, keep a sheet from being published. Long sentences, long
paragraphs and per cents are pointed out. All but the words are checked in English alone: the grade means nothing in
another language.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import textstat

from library.sheet_text import MARK
from library.translations import banned_words

HIGHEST_GRADE = 8
LONGEST_SENTENCE = 20
MOST_SENTENCES = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[\w'’&-]+")
_PER_CENT = re.compile(r"%|\bper ?cent\b")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong with a text, and in which line of it (0: above the text); `stops` keeps it from being published."""

    line: int
    sentence: str
    stops: bool = True


@dataclass(frozen=True)
class Piece:
    """One paragraph, list item or cell of a table as a reader meets it."""

    line: int
    text: str

    @property
    def sentences(self) -> list[str]:
        return [part for part in _SENTENCE_END.split(self.text) if _WORD.search(part)]


def pieces(markdown: str, first_line: int = 1) -> list[Piece]:
    """Return the paragraphs, list items and cells of a text, without headings, marks and stars."""
    found: list[Piece] = []
    is_open = False
    for number, line in enumerate(markdown.splitlines(), first_line):
        text = MARK.sub("", line).replace("**", "").strip()
        item = _ITEM.match(text)
        if not text or text.startswith("#"):
            is_open = False
        elif text.startswith("|"):
            found += [Piece(number, cell) for cell in map(str.strip, text.split("|")) if cell.strip("-: ")]
            is_open = False
        elif is_open and not item:
            found[-1] = Piece(found[-1].line, f"{found[-1].text} {text}")
        else:
            found.append(Piece(number, text[item.end() :] if item else text))
            is_open = True
    return found


def plain_text(found: Sequence[Piece]) -> str:
    """The text as a reader meets it, each list item a sentence of its own."""
    return " ".join(f"{sentence.rstrip('.;:!?')}." for piece in found for sentence in piece.sentences)


def grade_of(text: str) -> float:
    """The Flesch-Kincaid grade: years at school after which the text is easy."""
    return round(textstat.flesch_kincaid_grade(text), 1) if _WORD.search(text) else 0.0


def is_english(language: str) -> bool:
    return language.partition("-")[0] == "en"


def plain_findings(body: str, language: str = "en") -> Iterator[Finding]:
    """Yield what makes the text hard to read."""
    if not is_english(language):
        return
    found = pieces(body)
    for piece in found:
        for sentence in piece.sentences:
            words = len(_WORD.findall(sentence))
            if words > LONGEST_SENTENCE:
                yield Finding(
                    piece.line, f"{words} words in one sentence; {LONGEST_SENTENCE} at most: {sentence}", False
                )
        if len(piece.sentences) > MOST_SENTENCES:
            much = f"A paragraph of {len(piece.sentences)} sentences; {MOST_SENTENCES} at most: {piece.sentences[0]}"
            yield Finding(piece.line, much, False)
        if _PER_CENT.search(piece.text):
            yield Finding(piece.line, "Write risks as “1 in 100”, not in per cent.", False)
    grade = grade_of(plain_text(found))
    if grade > HIGHEST_GRADE:
        hardest = max(found, key=lambda piece: grade_of(plain_text([piece])))
        yield Finding(
            hardest.line,
            f"The reading grade is {grade}; it must be {HIGHEST_GRADE} or below. "
            f"The hardest words stand here: {_short(hardest.text)}",
        )


def word_findings(title: str, summary: str, body: str, language: str = "en") -> Iterator[Finding]:
    """Yield every word that a sheet may not use."""
    parts = [(0, "The title", title), (0, "The summary", summary)]
    parts += [(piece.line, "The text", piece.text) for piece in pieces(body)]
    parts += [(at, "A heading", line) for at, line in enumerate(body.splitlines(), 1) if line.lstrip().startswith("#")]
    for line, where, text in parts:
        for word in banned_words(language, text):
            yield Finding(line, f"{where} uses “{word}”, which promises too much. Say it another way.")


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117].rstrip()} …"
