"""Reads patients: search by any part of what identifies them, likely duplicates, those added last."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from rapidfuzz.distance import OSA

from clinic.prepared import Prepared
from patients.folding import NAME_LENGTH
from patients.matching import Identity, reasons
from patients.models import Patient, PatientQuerySet
from patients.models.people import opens_records
from patients.search_index import FTS_TABLE
from patients.terms import Group, Query, essence, halves, read_query, slips

LIMIT = 20
# What lists and guesses need of a patient; the rest is read when a record is opened.
LISTED = ("full_name", "preferred_name", "date_of_birth", "phone", "email", "status", "search_name")
GUESSES = 10
CANDIDATES = 2_000
CLOSE_ENOUGH = 0.7  # of a word's letters: one slip in a word of four
SAME_BIRTHDAY_LIMIT = 500
CONTACT_LIMIT = 100


@dataclass(frozen=True)
class Found:
    """What a search found. `more`: there are others. `is_guess`: nothing matched, these are spelt similarly."""

    patients: list[Patient]
    more: bool = False
    is_guess: bool = False


@dataclass(frozen=True)
class Duplicate:
    patient: Patient
    reasons: tuple[str, ...]


def search(*, user: Any, text: str, limit: int = LIMIT) -> Found:
    """Return the patients `user` may see who match every term of `text`, in the same order on either database.

    Those whose name begins with `text` come first, by name; then the others, newest first. If there is nobody,
    those whose names are spelt similarly.
    """
    query = read_query(text)
    if not query.groups or not opens_records(user):
        return Found([])
    if query.days and (born := _born_on(limit + 1)(query.days[0], query.days[-1])):
        return Found(born[:limit], more=len(born) > limit)
    found = _beginning_with(query, limit + 1)
    if len(found) <= limit:
        known = {patient.pk for patient in found}
        others = _newest_with(query.groups, limit + 1 + len(found))
        found += [patient for patient in others if patient.pk not in known]
    if found or not query.words or "@" in query.folded:
        return Found(found[:limit], more=len(found) > limit)
    return Found(_spelt_like(query, min(limit, GUESSES)), is_guess=True)


def recently_added(*, user: Any, limit: int = 10) -> list[Patient]:
    return list(Patient.objects.visible_to(user).order_by("-pk")[:limit])


def likely_duplicates(
    *, user: Any, full_name: str, date_of_birth: date | None = None, phone: str = "", email: str = "", limit: int = 5
) -> list[Duplicate]:
    """Return patients who may be this person already, each with the reasons, strongest first."""
    me = Identity(full_name, born=date_of_birth, phone=phone, email=email)
    people = same_in_some_way(Patient.objects.visible_to(user), me)
    found = [Duplicate(one, why) for one in people if (why := reasons(me, Identity.of(one)))]
    return sorted(found, key=lambda duplicate: (-len(duplicate.reasons), -duplicate.patient.pk))[:limit]


def same_in_some_way(visible: PatientQuerySet, me: Identity) -> list[Patient]:
    """Return the visible patients who share a name, a date of birth, a number or an e-mail address with `me`."""
    born_then: list[Patient] = []
    candidates: list[Patient] = []
    if me.name:
        candidates += visible.filter(search_name=me.name[:NAME_LENGTH]).order_by("-pk")[:CONTACT_LIMIT]
    if me.born:
        born_then = list(visible.filter(date_of_birth=me.born).order_by("-pk")[:SAME_BIRTHDAY_LIMIT])
    if dialled := tuple((core,) for core in sorted(me.cores)):
        candidates += _with_pieces(visible, [dialled], CONTACT_LIMIT)
    if me.email:
        candidates += _with_pieces(visible, [((f"  {me.email}  ",),)], CONTACT_LIMIT)
    return list({patient.pk: patient for patient in [*born_then, *candidates]}.values())


def _listed() -> PatientQuerySet:
    """All that a search may find, for those who may search at all."""
    return Patient.objects.filter(merged_into__isnull=True).only(*LISTED)


@cache
def _born_on(limit: int) -> Prepared:
    """The newest born on one of two days (a figure may be read in two ways), which may be the same."""
    return Prepared(
        lambda one, other: _listed().filter(date_of_birth__in=[one, other]).order_by("-pk")[:limit], kinds=(date, date)
    )


def _beginning_with(query: Query, limit: int) -> list[Patient]:
    """Return those whose folded name begins with the text, by name: a range of the ordered index."""
    start = query.folded
    if query.figures or len(start) > NAME_LENGTH:
        return []
    return _named_between(limit)(start, f"{start}\U0010ffff")


@cache
def _named_between(limit: int) -> Prepared:
    def named(start: str, end: str) -> PatientQuerySet:
        inside = _listed().filter(search_name__gte=start, search_name__lt=end)
        return inside.order_by("search_name", "pk")[:limit]

    return Prepared(named, kinds=(str, str))


def _newest_with(groups: list[Group], limit: int) -> list[Patient]:
    """Return the newest patients whose `search_text` holds all the groups."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return list(_with_pieces(_listed(), groups, limit))
    long = _long_pieces(groups)
    return _newest_in_index(len(long))(_match(groups, long), *long, limit)


@cache
def _newest_in_index(compared: int) -> Prepared:
    """The newest that SQLite's full-text index finds, `compared` long pieces being looked for in the rows."""
    return Prepared(
        lambda match, *rest: _listed().filter(pk__in=_rowids(match, list(rest[:-1]), rest[-1])).order_by("-pk"),
        kinds=(str, *[str] * compared, int),
    )


def _with_pieces(visible: PatientQuerySet, groups: list[Group], limit: int) -> PatientQuerySet:
    """Return the newest of the visible patients whose `search_text` holds all the groups."""
    long = _long_pieces(groups)
    if connections[visible.db].vendor == "sqlite":
        return visible.filter(pk__in=_rowids(_match(groups, long), long, limit)).order_by("-pk")
    for group in groups:
        visible = visible.filter(_any_reading(group, long))
    for one in long:
        visible = visible.filter(GreaterThan(StrIndex("search_text", Value(one)), 0))
    return visible.order_by("-pk")[:limit]


def _long_pieces(groups: list[Group]) -> list[str]:
    """Return what is looked up by a part of it, the rest being compared in the rows which that finds."""
    return [group[0][0] for group in groups if len(group) == len(group[0]) == 1 and essence(group[0][0]) != group[0][0]]


def _any_reading(group: Group, long: list[str]) -> Q:
    condition = Q()
    for reading in group:
        together = Q()
        for one in reading:
            together &= Q(search_text__contains=essence(one) if one in long else one)
        condition |= together
    return condition


def _match(groups: list[Group], long: list[str]) -> str:
    """Return what SQLite's full-text index is asked."""
    alternatives = [
        " OR ".join(
            "(" + " AND ".join(_quoted(essence(one) if one in long else one) for one in reading) + ")"
            for reading in group
        )
        for group in groups
    ]
    return " AND ".join(f"({one})" for one in alternatives)


def _rowids(match: str, long: list[str], limit: int) -> RawSQL:
    """Return the subquery on SQLite's full-text index; the limit stands inside, where the index can stop early."""
    compared = "".join(" AND instr(search_text, %s) > 0" for _ in long)
    sql = f"SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s{compared} ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    return RawSQL(sql, [match, *long, limit])  # noqa: S611


def _quoted(piece: str) -> str:
    return '"' + piece.replace('"', '""') + '"'


def _spelt_like(query: Query, limit: int) -> list[Patient]:
    """Return those in whose record each word stands with at most a slip or so, closest first."""
    for readings in (slips, halves):
        groups = [*query.figures, *(readings(word) for word in query.words)]
        candidates = _with_pieces(_listed(), groups, CANDIDATES).values_list("pk", "search_text", "search_name")
        close = [(-score, name, pk) for pk, text, name in candidates if (score := _closeness(query.words, text))]
        if close:
            best = [pk for *_, pk in sorted(close)[:limit]]
            people = _listed().in_bulk(best)
            return [people[pk] for pk in best]
    return []


def _closeness(words: tuple[str, ...], search_text: str) -> float:
    """Return how alike the words are to those of the patient, 0 if one of them is unlike all."""
    total = 0.0
    for word in words:
        best = max(_likeness(word, known) for known in search_text.split())
        if best < CLOSE_ENOUGH:
            return 0.0
        total += best
    return total


def _likeness(word: str, known: str) -> float:
    """Compare with the whole of the known word, and with its beginning, as people type beginnings."""
    whole = OSA.normalized_similarity(word, known)
    return max(whole, 0.95 * OSA.normalized_similarity(word, known[: len(word)])) if len(known) > len(word) else whole
