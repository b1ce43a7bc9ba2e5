"""The source list of a sheet: which number stands behind each mark, and what each number says; no database.

Works are numbered as they are first named; so are guidelines, and the clinic's documents where they name no study.
Safety advice carries no numbers, so that it can be read in a hurry: one line says what it draws on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from library.citations import document_line, guideline_line, places_line, quoted, reference_line
from library.rules import UNCITED
from library.sheet_text import Section, cites

UNREAD = gettext_noop("Taken from a summary; we have not yet checked the guideline itself.")


@dataclass(frozen=True)
class Evidence:
    """All that marks may point at, by id, as plain data."""

    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    claims: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    guidelines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    safety: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class _Note:
    text: str
    places: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)  # by source and post
    remark: str = ""
    is_document: bool = False


def source_notes(sections: Sequence[Section], evidence: Evidence) -> dict[str, Any]:
    """Return {"sources": [{number, text, place}], "marks": {mark: [numbers]}, "safety": sentence}."""
    notes: dict[tuple[str, ...], _Note] = {}
    marks: dict[str, list[int]] = {}
    safety: list[str] = []
    for _section, cite in cites(sections):
        for mark in cite.marks:
            if mark in evidence.safety:
                safety.append(mark)
            elif mark not in marks:
                marks[mark] = [_number(notes, key, note) for key, note in _notes_of(mark, evidence)]
            _add_place(notes, marks.get(mark, []), evidence.claims.get(mark))
    return {
        "sources": [_as_line(number, note, evidence) for number, note in enumerate(notes.values(), 1)],
        "marks": {mark: numbers for mark, numbers in marks.items() if numbers},
        "safety": _safety_line(list(dict.fromkeys(safety)), evidence),
    }


def _notes_of(mark: str, evidence: Evidence) -> list[tuple[tuple[str, ...], _Note]]:
    if mark in evidence.guidelines:
        guideline = evidence.guidelines[mark]
        words = {name: guideline[name] for name in ("body", "number", "title", "year")}
        remark = _(UNREAD) if guideline.get("status") != "read" else ""
        return [(("guideline", guideline["body"], guideline["number"]), _Note(guideline_line(**words), remark=remark))]
    claim = evidence.claims.get(mark)
    if claim is None:  # what the clinic itself does needs no source
        return []
    if claim["verdict"] == UNCITED:
        source, post = claim["source"], claim["place"].get("post", "")
        return [(("document", source, post), _Note(_document(evidence, source, post), is_document=True))]
    return [(("work", slug), _Note(reference_line(evidence.references[slug]))) for slug in claim["references"]]


def _number(notes: dict[tuple[str, ...], _Note], key: tuple[str, ...], note: _Note) -> int:
    notes.setdefault(key, note)
    return list(notes).index(key) + 1


def _add_place(notes: Mapping[Any, _Note], numbers: Sequence[int], claim: Mapping[str, Any] | None) -> None:
    if claim is None:
        return
    place = claim["place"]
    for number in numbers:
        found = list(notes.values())[number - 1].places
        found.setdefault((claim["source"], place.get("post", "")), []).append((place["heading"], place["paragraph"]))


def _title(evidence: Evidence, source: str, post: str) -> str:
    posts = {part["id"]: part["title"] for part in evidence.sources[source].get("posts") or []}
    return posts.get(post) or evidence.sources[source]["title"]


def _document(evidence: Evidence, source: str, post: str) -> str:
    found = evidence.sources[source]
    return document_line(
        title=_title(evidence, source, post),
        author=found.get("author", ""),
        publisher=found.get("publisher", ""),
        published=found.get("date", ""),
    )


def _as_line(number: int, note: _Note, evidence: Evidence) -> dict[str, Any]:
    said = []
    for (source, post), places in note.places.items():
        title = _title(evidence, source, post)
        where = places_line(title, places)
        said.append(where if note.is_document else _in_document(title, where))
    place = _("; ").join(said)
    if place:
        place = (_("No study named: %(places)s.") if note.is_document else _("Named in %(places)s.")) % {
            "places": place
        }
    return {"number": number, "text": note.text, "place": f"{place} {note.remark}".strip()}


def _in_document(title: str, where: str) -> str:
    return _("%(document)s, %(place)s") % {"document": quoted(title), "place": where}


def _safety_line(marks: Sequence[str], evidence: Evidence) -> str:
    if not marks:
        return ""
    found = [evidence.safety[mark] for mark in marks]
    drawn_on = [entry["source"].split("; ") for entry in found if entry["status"] == "seen"]
    seen = list(dict.fromkeys(source for sources in drawn_on for source in sources))
    parts = []
    claims = [evidence.claims[entry["claim"]] for entry in found if entry["status"] == "document"]
    if claims:
        where: dict[str, list[tuple[str, int]]] = {}
        for claim in claims:
            title = _title(evidence, claim["source"], claim["place"].get("post", ""))
            where.setdefault(title, []).append((claim["place"]["heading"], claim["place"]["paragraph"]))
        said = [_in_document(title, places_line(title, places)) for title, places in where.items()]
        parts.append(_("the clinic’s documents (%(places)s)") % {"places": _("; ").join(said)})
    line = _("Safety advice draws on: %(sources)s.") % {"sources": _("; ").join(parts + seen)} if parts or seen else ""
    if any(entry["status"] == "unverified" for entry in found):
        line += " " + _("Some of it is general advice that has not been checked against a source.")
    return line.strip()
