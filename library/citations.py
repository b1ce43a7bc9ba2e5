"""Writes works, documents and places in them as a line of a source list; pure functions, no database.

Works and documents keep the titles that they were published under. The words round them are in the language that is
switched on while the line is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    return _joined(names)


def _joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) == 1:
        return parts[0]
    return _("%(these)s and %(last)s") % {"these": _(", ").join(parts[:-1]), "last": parts[-1]}


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
        return f"{quoted(title)} ({published or _('no author or date')})."
    return f"{who} ({published or _('no date')}) {quoted(title)}{end}."


def guideline_line(*, body: str, number: str, title: str, year: int) -> str:
    return f"{body} ({year}) {title}. " + _("Guideline %(number)s.") % {"number": number}


def quoted(title: str) -> str:
    return _("“%(title)s”") % {"title": title.strip().rstrip(":").strip()}


def places_line(title: str, places: Iterable[tuple[str, int]]) -> str:
    """Return where in a document something stands, from (heading, paragraph) pairs.

    The document's own title is not repeated as a heading: "paragraphs 2 and 4; under “The needles”, paragraph 1".
    """
    lines = []
    ordered = list(dict.fromkeys(places))
    for heading in dict.fromkeys(its for its, _number in ordered):
        numbers = sorted({number for its, number in ordered if its == heading})
        where = ngettext("paragraph %(numbers)s", "paragraphs %(numbers)s", len(numbers)) % {
            "numbers": _numbers(numbers)
        }
        if heading not in ("", title):
            where = _("under %(heading)s, %(paragraphs)s") % {"heading": quoted(heading), "paragraphs": where}
        lines.append(where)
    return _("; ").join(lines)


def _numbers(numbers: list[int]) -> str:
    """Return "2", "2 and 5", "2 to 4 and 7"."""
    runs = []
    for _key, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        whole = _("%(first)s to %(last)s") % {"first": run[0], "last": run[-1]}
        runs += [whole] if len(run) > 2 else [str(number) for number in run]
    return _joined(runs)
