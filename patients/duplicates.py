"""Finds records that may be of one person: for one patient as they change, and for the whole clinic in one pass.

Only records that share a date of birth, a folded name, a telephone number or an e-mail address are compared, and in a
group that is too large to compare all with all (everyone born on 1 January) only neighbours by name.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from patients.matching import IDENTITY, LIKELY, Identity, score, shared
from patients.models import DuplicatePair, Patient
from patients.queries import same_in_some_way

LARGEST_GROUP = 60
NEIGHBOURS = 10
BATCH = 2_000
Pair = tuple[int, int]
Known = tuple[int, Identity]


def look_for_duplicates(patient: Patient) -> None:
    """Bring the pairs of one patient up to date; bounded, however many patients there are."""
    me = Identity.of(patient)
    wanted: dict[Pair, tuple[int, str]] = {}
    for other in same_in_some_way(Patient.objects.filter(merged_into__isnull=True).exclude(pk=patient.pk), me):
        them = Identity.of(other)
        if (points := score(me, them)) >= LIKELY:
            wanted[_ordered(patient.pk, other.pk)] = (points, shared(me, them))
    theirs = DuplicatePair.objects.filter(Q(first=patient) | Q(second=patient))
    _store(wanted, theirs)


def find_all(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Compare the whole clinic, and return how many pairs wait for a decision."""
    here = Patient.objects.filter(merged_into__isnull=True)
    ways = [
        _by_key(here.filter(date_of_birth__isnull=False), F("date_of_birth")),
        _by_key(here, F("search_name")),
        _by_key(here.exclude(email=""), Lower("email")),
        _by_phone(here),
    ]
    total, done = here.count() * len(ways), 0
    wanted: dict[Pair, tuple[int, str]] = {}
    for way in ways:
        for group in way:
            for one, other in _compared(group):
                points = score(one[1], other[1])
                if points >= LIKELY:
                    wanted[_ordered(one[0], other[0])] = (points, shared(one[1], other[1]))
            done += len(group)
            progress(min(done, total), total)
    progress(total, total)
    _store(wanted, DuplicatePair.objects.all())
    return DuplicatePair.objects.waiting().count()


def _by_key(here: QuerySet, key: Any) -> Iterator[list[Known]]:
    """Groups of records for which `key` is the same, streamed in the database's order."""
    ordered = here.order_by(key, "search_name", "pk").annotate(key=key)
    rows = ordered.values_list("key", "pk", *IDENTITY).iterator(chunk_size=BATCH)
    for _, group in groupby(rows, key=itemgetter(0)):
        yield [(pk, Identity(*known)) for _, pk, *known in group]


def _by_phone(here: QuerySet) -> Iterator[list[Known]]:
    """Groups with one number. How a number is typed varies, so its core is worked out and the rows read again."""
    cores: dict[str, list[int]] = {}
    for pk, phone in here.exclude(phone="").values_list("pk", "phone").iterator(chunk_size=BATCH):
        for core in Identity("", phone=phone).cores:
            cores.setdefault(core, []).append(pk)
    several = [pks for pks in cores.values() if len(pks) > 1]
    for at in range(0, len(several), BATCH // 4):
        part = several[at : at + BATCH // 4]
        yield from _read(here, [pks[: LARGEST_GROUP * NEIGHBOURS] for pks in part])


def _read(here: QuerySet, groups: list[list[int]]) -> Iterator[list[Known]]:
    pks = sorted({pk for group in groups for pk in group})
    known: dict[int, Identity] = {}
    for at in range(0, len(pks), BATCH):
        rows = here.filter(pk__in=pks[at : at + BATCH]).values_list("pk", *IDENTITY)
        known |= {pk: Identity(*rest) for pk, *rest in rows}
    for group in groups:
        yield sorted(((pk, known[pk]) for pk in group if pk in known), key=lambda one: one[1].name)


def _compared(group: list[Known]) -> Iterator[tuple[Known, Known]]:
    """All with all, or in a large group each with its neighbours by name."""
    if len(group) <= LARGEST_GROUP:
        yield from combinations(group, 2)
        return
    for at, one in enumerate(group):
        for other in group[at + 1 : at + 1 + NEIGHBOURS]:
            yield one, other


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


@transaction.atomic
def _store(wanted: dict[Pair, tuple[int, str]], known: QuerySet[Any]) -> None:
    """Make the known pairs those that are wanted. What somebody dismissed stays dismissed."""
    rows: Iterable[tuple[int, int, int, Any]] = known.values_list("pk", "first", "second", "dismissed_at")
    there = {(first, second): (pk, dismissed is None) for pk, first, second, dismissed in rows}
    gone = [pk for pair, (pk, is_open) in there.items() if is_open and pair not in wanted]
    for at in range(0, len(gone), BATCH):
        DuplicatePair.objects.filter(pk__in=gone[at : at + BATCH]).delete()
    now = timezone.now()
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(first_id=first, second_id=second, score=points, reasons=words, found_at=now)
            for (first, second), (points, words) in wanted.items()
            if (first, second) not in there
        ),
        batch_size=BATCH // 10,
        ignore_conflicts=True,
    )


def pair_of(one: Patient, other: Patient) -> DuplicatePair:
    """The pair of two records that somebody says are of one person; found or made."""
    first, second = sorted((one, other), key=lambda patient: patient.pk)
    me, them = Identity.of(first), Identity.of(second)
    known = {"score": max(0, score(me, them)), "reasons": shared(me, them) or "chosen by hand"}
    return DuplicatePair.objects.get_or_create(first=first, second=second, defaults=known)[0]
