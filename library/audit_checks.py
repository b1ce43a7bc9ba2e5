"""Holds what a person recorded about each claim and work against what the checker finds; no database.

That a listed work is about something else follows from `about`, which is written by hand on both sides.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from library.audit import BY_HAND, Finding, Resolution, folded, listed_under, own, resolve, year_of
from library.content_files import Content, Problem, line_of

CITED_AND_LISTED = "cited_and_listed"
NOT_LISTED = "cited_not_listed"
OTHER_SUBJECT = "cited_listed_other_subject"
AMBIGUOUS = "citation_ambiguous"
NO_CITATION = "no_citation"

_FIGURE = re.compile(r"\d[\d.,]* ?(?:per cent|%|times\b)|\b(?:of|in) \d[\d,]* people")


def found_for(claim: Mapping[str, Any], works: Sequence[Mapping[str, Any]]) -> tuple[Resolution, str]:
    """Return what the checker finds about a claim, and the verdict that follows."""
    flagged = {Finding.FIGURES} if claim.get("has_figures") else set()
    if not claim["cited_as"]:
        return Resolution((), frozenset(flagged)), NO_CITATION
    found = resolve(claim["cited_as"], listed_under(claim, works))
    odd = set(found.findings) | flagged
    if len(found.works) == 1 and Finding.INCOMPLETE not in odd:
        work = next(work for work in works if work["id"] == found.works[0])
        if claim.get("about") not in own(work).get("about", []):
            odd.add(Finding.OTHER_SUBJECT)
    return Resolution(found.works, frozenset(odd)), _verdict(found.works, odd)


def _verdict(works: Sequence[str], odd: set[Finding]) -> str:
    if not works or Finding.INCOMPLETE in odd:
        return NOT_LISTED
    if len(works) > 1:
        return AMBIGUOUS
    return OTHER_SUBJECT if Finding.OTHER_SUBJECT in odd else CITED_AND_LISTED


def findings_of_work(work: Mapping[str, Any], resolved: Sequence[Resolution]) -> frozenset[Finding]:
    """What is odd about an entry: that nothing cites it, that it stands twice, or is too short, or shares its name."""
    naming = [found for found in resolved if work["id"] in found.works]
    odd = {
        Finding.NEVER_CITED: not naming,
        Finding.LISTED_TWICE: own(work).get("times_listed", 1) > 1,
        Finding.INCOMPLETE: not work.get("title"),
        Finding.SEVERAL_FIT: any(len(found.works) > 1 for found in naming),
    }
    return frozenset(finding for finding, holds in odd.items() if holds)


def disagreements(content: Content) -> Iterator[Problem]:
    """Yield every place where the files say something else than the checker finds."""
    resolved = []
    for claim in content.claims:
        found, verdict = found_for(claim, content.references)
        resolved.append(found)
        for sentence in _about_claim(claim, found, verdict):
            yield Problem("claims.yaml", line_of(claim), sentence)
    titles: dict[str, str] = {}
    for work in content.references:
        sentences = [*_about_work(work, findings_of_work(work, resolved)), *entry_problems(work)]
        title = folded(work.get("title", ""))
        if title and title in titles:
            sentences.append(f"“{work['id']}” is the same work as “{titles[title]}”; make them one.")
        titles.setdefault(title, work["id"])
        for sentence in sentences:
            yield Problem("references.json", line_of(work), sentence)


def _about_claim(claim: Mapping[str, Any], found: Resolution, verdict: str) -> Iterator[str]:
    name = f"“{claim['id']}”"
    if claim["verdict"] != verdict:
        yield f"{name} has the verdict {claim['verdict']}; the checker finds {verdict}."
    if sorted(claim["references"]) != list(found.works):
        yield f"{name} names the works {_listed(claim['references'])}; the checker finds {_listed(found.works)}."
    yield from _finding_problems(name, claim.get("findings", []), found.findings, claim["note"])
    is_cited = claim["verdict"] == CITED_AND_LISTED
    if _FIGURE.search(claim["statement"]) and not is_cited and not claim.get("has_figures"):
        yield f"{name} gives a figure without a full reference, and has_figures does not say so."
    if len(found.works) == 1 and Finding.INCOMPLETE not in found.findings and not claim.get("about"):
        yield f"{name} does not say what it is about; add about."


def _about_work(work: Mapping[str, Any], found: frozenset[Finding]) -> Iterator[str]:
    hegu = own(work)
    yield from _finding_problems(f"“{work['id']}”", hegu.get("findings", []), found, hegu["note"])
    if hegu["cited"] == (Finding.NEVER_CITED in found):
        said = "cited" if hegu["cited"] else "never cited"
        yield f"“{work['id']}” is said to be {said}; the checker finds otherwise."


def _finding_problems(name: str, recorded: Sequence[str], found: frozenset[Finding], note: str) -> Iterator[str]:
    unknown = [finding for finding in recorded if finding not in list(Finding)]
    if unknown:
        yield f"{name} records the finding {_listed(unknown)}, which is none."
    settled = {finding for finding in recorded if finding not in BY_HAND}
    if missing := sorted(found - settled):
        yield f"{name} does not record the finding {_listed(missing)}."
    if extra := sorted(settled - found - set(unknown)):
        yield f"{name} records the finding {_listed(extra)}; the checker does not find it."
    if recorded and not note:
        yield f"{name} has findings and no note that says how they were settled."


def entry_problems(work: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the CSL-JSON of a work says that the entry as printed does not."""
    page = str(work.get("page", ""))
    said = [year_of(work), work.get("title", ""), work.get("container-title", ""), page]
    said += [work.get("volume", ""), work.get("issue", "")]
    said += [author.get("family") or author.get("literal", "") for author in work.get("author", [])]
    for printed in own(work)["as_printed"].values():
        for words in said:
            if words and words not in printed:
                yield f"“{work['id']}” says “{words}”; the entry as printed does not."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
