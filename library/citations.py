"""Writes works, documents and places in them as a line of a source list; pure functions, no database."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

NAMED_AUTHORS = 3


def reference_line(csl: Mapping[str, Any]) -> str:
    """Return a CSL-JSON item in the Harvard manner, leaving out what the item does not give."""
    who, year = _authors(csl), _year(csl)
    title = str(csl.get("title") or "").strip().rstrip(".")
    parts = [f"{who} ({year})" if year else who]
    if title:
        parts[0] = f"{parts[0]} {title}".strip()
    where = [str(csl["container-title"]).strip()] if csl.get("container-title") else []
    volume, issue = csl.get("volume"), csl.get("issue")
    if volume or issue:
        where.append(f"{volume or ''}{f'({issue})' if issue else ''}")
    if csl.get("page"):
        pages = str(csl["page"]).replace("-", "–")
        where.append(f"{'pp.' if '–' in pages else 'p.'} {pages}")
    if where:
        parts.append(", ".join(where))
    return f"{'. '.join(filter(None, parts))}.".replace("?.", "?")


def _authors(csl: Mapping[str, Any]) -> str:
    names = [_name(author) for author in csl.get("author") or []]
    is_cut = bool(csl.get("custom", {}).get("hegu", {}).get("more_authors"))
    if not names:
        return ""
    if is_cut or len(names) > NAMED_AUTHORS:
        return f"{names[0]} et al."
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(author: Mapping[str, str]) -> str:
    if author.get("literal"):
        return author["literal"]
    family, given = author.get("family", ""), author.get("given", "")
    particle = author.get("non-dropping-particle", "")
    family = f"{particle} {family}".strip()
    return f"{family}, {given}" if given else family


def _year(csl: Mapping[str, Any]) -> str:
    dates = csl.get("issued", {}).get("date-parts") or [[]]
    return str(dates[0][0]) if dates[0] else ""


def document_line(*, title: str, author: str = "", publisher: str = "", published: str = "") -> str:
    """Return one of the clinic's documents as a line: author, date, title, publisher."""
    who = author or publisher
    end = f". {publisher}" if author and publisher else ""
    if not who:
        return f"{quoted(title)} ({published or 'no author or date'})."
    return f"{who} ({published or 'no date'}) {quoted(title)}{end}."


def guideline_line(*, body: str, number: str, title: str, year: int) -> str:
    return f"{body} ({year}) {title}. Guideline {number}."


def quoted(title: str) -> str:
    return f"“{title.strip().rstrip(':').strip()}”"


def places_line(title: str, places: Iterable[tuple[str, int]]) -> str:
    """Return where in a document something stands, from (heading, paragraph) pairs.

    The document's own title is not repeated as a heading: "paragraphs 2 and 4; under “The needles”, paragraph 1".
    """
    lines = []
    ordered = list(dict.fromkeys(places))
    for heading in dict.fromkeys(heading for heading, _ in ordered):
        numbers = sorted({number for its, number in ordered if its == heading})
        under = "" if heading in ("", title) else f"under {quoted(heading)}, "
        lines.append(f"{under}{'paragraph' if len(numbers) == 1 else 'paragraphs'} {_numbers(numbers)}")
    return "; ".join(lines)


def _numbers(numbers: list[int]) -> str:
    """Return "2", "2 and 5", "2 to 4 and 7"."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return runs[0] if len(runs) == 1 else f"{', '.join(runs[:-1])} and {runs[-1]}"
