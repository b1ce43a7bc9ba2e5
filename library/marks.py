"""What the marks in a text stand for, from the database: for checking it, printing it, and choosing from."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from library.citations import places_line, quoted
from library.models import Claim, Factsheet, Reference, Signpost, Source
from library.plain_words import Finding, plain_findings, word_findings
from library.rules import (
    UNCITED,
    Standing,
    never_printed,
    printing_problems,
    refusal_problems,
    subset_problems,
    title_problems,
)
from library.section_titles import NO_STUDY, title_of
from library.sheet_notes import Evidence
from library.sheet_text import Section, cites, read
from patients.folding import fold

MOST_FOUND = 30


def marks_in(sections: Sequence[Section]) -> set[str]:
    return {mark for _, cite in cites(sections) for mark in cite.marks}


def standings_of(marks: Collection[str]) -> dict[str, Standing]:
    """Return what the printing rules need to know of each mark that exists."""
    claims = Claim.objects.filter(slug__in=marks).with_standing()
    known = {slug: Standing() for slug in Signpost.objects.filter(slug__in=marks).values_list("slug", flat=True)}
    return known | {claim.slug: _standing(claim) for claim in claims}


def _standing(claim: Claim) -> Standing:
    return Standing(claim.effective_verdict, claim.effective_has_figures)


def findings_in(*, sheet: Factsheet, title: str, summary: str, body: str) -> list[Finding]:
    """Return everything that is wrong with a text, by line; those that stop it keep it from being published."""
    sections = read(body)
    language, known = sheet.language, standings_of(marks_in(sections))
    problems = [*subset_problems(body), *printing_problems(sections, known, language)]
    problems += [*title_problems(sections, language), *refusal_problems(sections, _refusing(sheet), language)]
    found = [Finding(line, sentence) for line, sentence in problems]
    found += [*word_findings(title, summary, body, language), *plain_findings(body, language)]
    return sorted(set(found))


def _refusing(sheet: Factsheet) -> list[str]:
    if sheet.condition is None:
        return []
    guidelines = Signpost.objects.filter(kind=Signpost.Kind.GUIDELINE)
    return [
        one.slug
        for one in guidelines
        if one.entry.get("stance") == "against" and sheet.condition.slug in (one.entry.get("conditions") or [])
    ]


def evidence_for(marks: Collection[str]) -> Evidence:
    """Return all that the source list of a text with these marks is made from."""
    signposts = list(Signpost.objects.filter(slug__in=marks))
    behind = {one.entry["claim"] for one in signposts if one.entry.get("claim")}
    claims = Claim.objects.filter(slug__in={*marks, *behind}).with_standing().select_related("source")
    claims = claims.prefetch_related("references", "settlements__reference")

    def entries(kind: Signpost.Kind) -> dict[str, Any]:
        return {one.slug: one.entry for one in signposts if one.kind == kind}

    return Evidence(
        sources={source.slug: _source(source) for source in {claim.source for claim in claims}},
        references={work.slug: work.csl for claim in claims for work in _works(claim)},
        claims={claim.slug: _claim(claim) for claim in claims},
        guidelines=entries(Signpost.Kind.GUIDELINE),
        safety=entries(Signpost.Kind.SAFETY),
    )


def _source(source: Source) -> dict[str, Any]:
    names = ("title", "author", "publisher")
    return {name: getattr(source, name) for name in names} | {"date": source.published, "posts": source.posts}


def _works(claim: Claim) -> list[Reference]:
    """Return the works behind the claim: the one that an editor settled on, or those that the document cites."""
    newest = max(claim.settlements.all(), key=lambda row: row.number, default=None)
    if newest is not None and newest.verdict and newest.reference is not None:
        return [newest.reference]
    return sorted(claim.references.all(), key=lambda work: work.slug)


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "source": claim.source.slug,
        "place": claim.place,
        "verdict": claim.effective_verdict,
        "references": [work.slug for work in _works(claim)],
    }


@dataclass(frozen=True)
class Choice:
    """One mark to choose from; `refused` says why it may not be printed, and is empty where it may."""

    slug: str
    statement: str
    kind: str
    place: str = ""
    note: str = ""
    refused: str = ""
    is_uncited: bool = False
    language: str = "en"  # of the sheet that is being written

    @property
    def mark(self) -> str:
        return f"[[{self.slug}]]"

    @property
    def only_in(self) -> str:
        return title_of(NO_STUDY, self.language) if self.is_uncited else ""


def find_choices(text: str, language: str = "en") -> list[Choice]:
    """Return the claims and signposts in which every word of `text` stands; those that may be printed come first.

    `language` is that of the sheet being written: sections have its names.
    """
    words = fold(text).split()
    if not words:
        return []
    every = [*_signpost_choices(), *_claim_choices(language)]
    found = [one for one in every if _has(words, (one.slug, one.statement, one.kind, one.place, one.note))]
    return sorted(found, key=lambda one: (bool(one.refused), one.slug))


def _has(words: Iterable[str], texts: Iterable[str]) -> bool:
    folded = fold(" ".join(texts).replace("-", " "))
    return all(word in folded for word in words)


def _claim_choices(language: str) -> Iterable[Choice]:
    for claim in Claim.objects.with_standing().select_related("source"):
        yield Choice(
            slug=claim.slug,
            statement=claim.statement,
            kind=Claim.Verdict(claim.effective_verdict).label,
            place=_place(claim),
            note=claim.note,
            refused=never_printed(claim.slug, _standing(claim)),
            is_uncited=claim.effective_verdict == UNCITED,
            language=language,
        )


def _place(claim: Claim) -> str:
    posts = {post["id"]: post["title"] for post in claim.source.posts}
    title = posts.get(claim.place.get("post", ""), claim.source.title)
    heading, paragraph = claim.place.get("heading", ""), claim.place.get("paragraph")
    return f"{quoted(title)}, {places_line(title, [(heading, paragraph)])}" if paragraph else quoted(title)


def _signpost_choices() -> Iterable[Choice]:
    for one in Signpost.objects.all():
        said = one.entry.get("statement") or one.entry.get("purpose") or ""
        names = ("body", "number", "title")
        place = " ".join(str(one.entry[name]) for name in names if one.entry.get(name)) or one.entry.get("source", "")
        yield Choice(slug=one.slug, statement=said, kind=one.get_kind_display(), place=place)
