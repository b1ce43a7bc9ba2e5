"""Resolves each citation as printed against the list of its own document, and says what is odd; no database, no files.

The pages and `audit_checks`, which holds what a person recorded against this, both use it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

NEARLY = 80  # "Delize" and "Deluze" are 83 alike; no two different authors of one list come so close


class Finding(StrEnum):
    """What is odd about a citation or an entry of a list."""

    MISSPELT = "misspelt_author"
    FIRST_NAME = "first_name"
    SEVERAL_FIT = "several_works_fit"
    NOT_LISTED = "not_listed"
    NO_AUTHOR = "no_author"
    INCOMPLETE = "incomplete_entry"
    OTHER_SUBJECT = "other_subject"
    OTHER_JOURNAL = "other_journal"
    OTHER_YEAR = "other_year"
    OTHER_VOLUME = "other_volume"
    ET_AL_OF_TWO = "et_al_of_two"
    FIGURES = "figures_without_reference"
    NEVER_CITED = "never_cited"
    LISTED_TWICE = "listed_twice"
    UNLISTED_FIRST_NAME = "unlisted_first_name"
    TITLE_NARROWER = "title_differs"
    MISPRINT = "misprint_in_entry"
    OVERSTATED = "overstated"


WORDS = {
    Finding.MISSPELT: "author misspelt",
    Finding.FIRST_NAME: "cited by a first name",
    Finding.SEVERAL_FIT: "several listed works fit",
    Finding.NOT_LISTED: "cited, not listed",
    Finding.NO_AUTHOR: "no author named",
    Finding.INCOMPLETE: "the entry is too short to find the work",
    Finding.OTHER_SUBJECT: "the work is about something else",
    Finding.OTHER_JOURNAL: "another journal in the text than in the list",
    Finding.OTHER_YEAR: "another year in the text than in the list",
    Finding.OTHER_VOLUME: "another volume in the text than in the list",
    Finding.ET_AL_OF_TWO: "“et al” for two authors",
    Finding.FIGURES: "figures without a full reference",
    Finding.NEVER_CITED: "listed, never cited",
    Finding.LISTED_TWICE: "listed twice",
    Finding.UNLISTED_FIRST_NAME: "looks like a first name",
    Finding.TITLE_NARROWER: "the title says less, or other, than the sentence",
    Finding.MISPRINT: "misprint in the entry",
    Finding.OVERSTATED: "the document says more than it can show",
}
# Only a person can see these: the checker neither finds nor disputes them.
BY_HAND = frozenset({Finding.UNLISTED_FIRST_NAME, Finding.TITLE_NARROWER, Finding.MISPRINT, Finding.OVERSTATED})

_YEAR = re.compile(r"(?<![\d–-])((?:19|20)\d\d)([a-z])?(?![\d–-])")
_JOURNAL = re.compile(r"\bin the ((?:[A-Z]\w*|of|and|&|\s)+)")
_TITLE = re.compile(r"“([^”]+)”")
_VOLUME = re.compile(r"\bVol\. ?(\d+)")
_ET_AL = re.compile(r"\b(?:et|&) al\b\.?|\band colleagues\b|& al\b")
_NAME = re.compile(r"[A-Z][^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True)
class Citation:
    """What a printed citation names."""

    names: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()  # words or initials that may be an institution
    year: str = ""
    letter: str = ""
    is_et_al: bool = False
    title: str = ""
    journal: str = ""
    volume: str = ""


@dataclass(frozen=True)
class Resolution:
    """The listed works that a citation fits, and what is odd about it."""

    works: tuple[str, ...] = ()
    findings: frozenset[Finding] = field(default_factory=frozenset)


def parse(printed: str) -> Citation:
    """Return what a citation names: “Delize et al. 1992”, “He et al (2022) in the BMJ”, “NIH (2022)”."""
    title, journal, volume = _TITLE.search(printed), _JOURNAL.search(printed), _VOLUME.search(printed)
    rest = printed.replace(title[0], "") if title else printed
    year = _YEAR.search(rest)
    head = rest[: year.start()] if year else _JOURNAL.sub("", rest)
    parts = [part.strip(" .()") for part in re.split(r",|\band\b|&", _ET_AL.sub(",", head))]
    phrases = [part for part in parts if len(_NAME.findall(part)) > 1]
    is_journal = any("Journal" in phrase for phrase in phrases)
    return Citation(
        names=() if is_journal else tuple(part for part in parts if _NAME.fullmatch(part)),
        bodies=tuple(word for part in phrases for word in (_NAME.findall(part)[0], _initials(part))),
        year=year[1] if year else "",
        letter=(year[2] or "") if year else "",
        is_et_al=bool(_ET_AL.search(head)) or "colleagues" in rest,
        title=title[1] if title else "",
        journal=journal[1].strip() if journal else "",
        volume=volume[1] if volume else "",
    )


def _initials(phrase: str) -> str:
    return "".join(word[0] for word in _NAME.findall(phrase))


def resolve(printed: str, listed: Sequence[Mapping[str, Any]]) -> Resolution:
    """Return the works of the document's own list that the citation fits."""
    citation = parse(printed)
    if citation.title:
        fitting = [work for work in listed if folded(citation.title) == folded(work.get("title", ""))]
        odd: set[Finding] = set()
    else:
        fitting, odd = _by_name(citation, listed)
    if not fitting:
        named = {Finding.NO_AUTHOR} if not citation.names and not citation.title else set()
        return Resolution((), frozenset(odd | named | {Finding.NOT_LISTED}))
    if len(fitting) > 1:
        odd.add(Finding.SEVERAL_FIT)
    else:
        odd |= set(_against_entry(citation, fitting[0]))
    return Resolution(tuple(sorted(work["id"] for work in fitting)), frozenset(odd))


def _by_name(citation: Citation, listed: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], set[Finding]]:
    called = [work for work in listed if _is_by(citation, work)]
    fitting = [work for work in called if _same_year(citation, work)]
    if fitting:
        return fitting, set()
    if called and citation.year:
        return [], {Finding.OTHER_YEAR}
    same_year = [work for work in listed if citation.year and _same_year(citation, work)]
    if not citation.names:
        return [], set()
    name = citation.names[0]
    near = [work for work in same_year if fuzz.ratio(name.lower(), _family(work).lower()) >= NEARLY]
    if near:
        return near, {Finding.MISSPELT}
    # A first name where a surname belongs: the list prints it as an initial.
    by_initial = [work for work in same_year if len(name) > 3 and _given(work)[:1] == name[0]]
    return by_initial, {Finding.FIRST_NAME} if by_initial else set()


def _is_by(citation: Citation, work: Mapping[str, Any]) -> bool:
    first = work["author"][0] if work.get("author") else {}
    if first.get("literal"):
        return first["literal"] in (*citation.names, *citation.bodies)
    families = [folded(author.get("family", "")) for author in work.get("author", [])]
    named = [folded(name) for name in citation.names]
    return bool(named) and named == families[: len(named)]


def _same_year(citation: Citation, work: Mapping[str, Any]) -> bool:
    if not citation.year:
        return True
    return citation.year == year_of(work) and citation.letter in ("", letter_of(work))


def _against_entry(citation: Citation, work: Mapping[str, Any]) -> Iterator[Finding]:
    container = work.get("container-title", "")
    if citation.journal and container and folded(citation.journal) != folded(container):
        yield Finding.OTHER_JOURNAL
    if citation.volume and work.get("volume") and citation.volume != work["volume"]:
        yield Finding.OTHER_VOLUME
    if citation.title and citation.year and not _same_year(citation, work):
        yield Finding.OTHER_YEAR
    if citation.is_et_al and len(work.get("author", [])) == 2:
        yield Finding.ET_AL_OF_TWO
    if not own(work).get("complete"):
        yield Finding.INCOMPLETE


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())).removeprefix("the ")


def _family(work: Mapping[str, Any]) -> str:
    return (work.get("author") or [{}])[0].get("family", "")


def _given(work: Mapping[str, Any]) -> str:
    return (work.get("author") or [{}])[0].get("given", "")


def year_of(work: Mapping[str, Any]) -> str:
    return str(work.get("issued", {}).get("date-parts", [[""]])[0][0])


def letter_of(work: Mapping[str, Any]) -> str:
    """The letter that a list sets behind the year, to tell two works of one year apart."""
    for printed in own(work).get("as_printed", {}).values():
        found = re.search(rf"\b{year_of(work)}([a-z])\b", printed)
        if found:
            return found[1]
    return ""


def own(work: Mapping[str, Any]) -> Mapping[str, Any]:
    """What we keep of a work beside its CSL-JSON."""
    return work.get("custom", {}).get("hegu", {})


def listed_under(claim: Mapping[str, Any], works: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The list that a claim's citation leads to: that of its own document, and of its own post there."""
    post = claim["place"].get("post") or ""
    return [work for work in works if claim["source"] in own(work)["listed_in"] and own(work)["post"] == post]
