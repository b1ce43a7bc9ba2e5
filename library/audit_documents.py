"""Holds the content against the documents themselves, where they are at hand: they are not part of the repository."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from library.audit import own, parse
from library.content_files import Content, Problem, line_of

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PERSON = r"[A-Z][^\W\d_]+(?:, (?:[A-Z]\.)+)?"
_CITED = re.compile(
    rf"\b(?!(?:{_MONTHS})\b){_PERSON}(?:,? (?:and|&) {_PERSON})?,?(?: (?:et|&) al\.?)?,? \(?(?:19|20)\d\d[a-z]?\b"
)

Place = tuple[str, int]


def document_problems(content: Content, folder: Path) -> Iterator[Problem]:
    """Yield every difference between the content and the documents in the folder."""
    for source in content.sources:
        path = folder / source["file"]
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            sentence = f"“{source['file']}” cannot be read ({error.__class__.__name__})."
            yield Problem("sources.yaml", line_of(source), sentence)
            continue
        digest = hashlib.sha256(raw).hexdigest()
        if digest != source["sha256"]:
            yield Problem("sources.yaml", line_of(source), f"“{source['file']}” has changed: its SHA-256 is {digest}.")
        yield from _in_document(content, source, text)


def paragraphs_of(source: Mapping[str, Any], text: str) -> dict[Place, str]:
    """Return every line that is not empty, by heading and number below it."""
    headings, paragraphs = headings_of(source), {}
    heading, number = "", 0
    for line in (line.strip() for line in text.splitlines()):
        if line in headings:
            heading, number = line, 0
        elif line:
            number += 1
            paragraphs[heading, number] = line
    return paragraphs


def headings_of(source: Mapping[str, Any]) -> dict[str, str]:
    """Return each heading of a document and the post in which it stands."""
    posts = source.get("posts") or [{"id": "", "headings": source["headings"]}]
    return {heading: post["id"] for post in posts for heading in post["headings"]}


def _in_document(content: Content, source: Mapping[str, Any], text: str) -> Iterator[Problem]:
    paragraphs = paragraphs_of(source, text)
    lines = {line.strip() for line in text.splitlines()}
    for heading in headings_of(source):
        if heading not in lines:
            yield Problem("sources.yaml", line_of(dict(source)), f"The heading “{heading}” is not printed.")
    claims = [claim for claim in content.claims if claim["source"] == source["id"]]
    for claim in claims:
        yield from (Problem("claims.yaml", line_of(claim), said) for said in _of_claim(claim, source, paragraphs))
    entries = {
        printed: work
        for work in content.references
        for where, printed in own(work)["as_printed"].items()
        if where == source["id"]
    }
    yield from _of_lists(entries, paragraphs)
    yield from _left_out(source, claims, entries, paragraphs)


def _of_claim(claim: Mapping[str, Any], source: Mapping[str, Any], paragraphs: Mapping[Place, str]) -> Iterator[str]:
    place, name = claim["place"], f"“{claim['id']}”"
    heading, number = place["heading"], place["paragraph"]
    posts = headings_of(source)
    if posts.get(heading, "") != place.get("post", ""):
        yield f"{name}: the heading “{heading}” does not stand in the post “{place.get('post', '')}”."
    if (heading, number) not in paragraphs:
        yield f"{name}: there is no paragraph {number} below “{heading}”."
        return
    cited_in = place.get("cited_in", number)
    if claim["cited_as"] not in paragraphs.get((heading, cited_in), ""):
        yield f"{name}: “{claim['cited_as']}” is not printed in paragraph {cited_in} below “{heading}”."


def _of_lists(entries: Mapping[str, dict[str, Any]], paragraphs: Mapping[Place, str]) -> Iterator[Problem]:
    printed = Counter(line.lstrip("–- ") for line in paragraphs.values())
    for entry, work in entries.items():
        wanted = own(work).get("times_listed", 1)
        if printed[entry] != wanted:
            sentence = f"“{work['id']}” is listed {printed[entry]} times as printed here; times_listed says {wanted}."
            yield Problem("references.json", line_of(work), sentence)


def _left_out(
    source: Mapping[str, Any], claims: list[dict[str, Any]], entries: Mapping[str, Any], paragraphs: Mapping[Place, str]
) -> Iterator[Problem]:
    """Yield the paragraphs that have neither a claim nor a reason for none, and the citations that no claim names."""
    at = line_of(dict(source))
    cited: dict[Place, list[str]] = {}
    for claim in claims:
        place = claim["place"]
        for number in {place["paragraph"], place.get("cited_in", place["paragraph"])}:
            cited.setdefault((place["heading"], number), []).append(claim["cited_as"])
    skipped = {(entry["heading"], entry["paragraph"]) for entry in source.get("without_claims") or []}
    for place, line in paragraphs.items():
        where = f"paragraph {place[1]} below “{place[0]}”"
        if not place[0] or line.lstrip("–- ") in entries:
            continue
        if place not in cited and place not in skipped:
            yield Problem(
                "sources.yaml", at, f"{source['id']}, {where}: no claim, no listed work, not in without_claims."
            )
        for found in _CITED.findall(line):
            if not _is_named(found, cited.get(place, [])):
                yield Problem("sources.yaml", at, f"{source['id']}, {where}: no claim names the citation “{found}”.")
    for place in sorted(skipped & set(cited) | skipped - set(paragraphs)):
        sentence = f"{source['id']}: without_claims names paragraph {place[1]} below “{place[0]}” wrongly."
        yield Problem("sources.yaml", at, sentence)


def _is_named(found: str, cited: list[str]) -> bool:
    looked_for = parse(found)
    known = [parse(printed) for printed in cited]
    same = any(c.year == looked_for.year and c.names[:1] == looked_for.names[:1] for c in known)
    return same or any(found in printed for printed in cited)
