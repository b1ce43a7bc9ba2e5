"""Puts two records of one person together, and takes them apart again (ADR 0018).

Nothing is moved: the merged record points at the one that is kept, and reads gather the rows of both.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinic.trail.once import make_once
from patients.models import DuplicatePair, MergeEntry, Patient


class CannotMerge(Exception):
    """Nothing was changed; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def merge_patients(*, kept: Patient, merged: Patient, by: Any, reason: str, once_key: uuid.UUID) -> MergeEntry:
    """Let `kept` stand for both records from now on.

    Raises CannotMerge, or AlreadyMade when this form was sent before.
    """

    def make() -> MergeEntry:
        keeper, other = _locked(kept.pk, merged.pk)
        _refuse_merging(keeper, other)
        other.merged_into = keeper
        _save(other)
        keeper.holds_merged = True
        _save(keeper)
        kind = MergeEntry.Kind.MERGED
        return MergeEntry.objects.create(once_key=once_key, kind=kind, kept=keeper, merged=other, reason=reason, by=by)

    return make_once(MergeEntry, once_key, make)


def part_patients(*, merged: Patient, by: Any, reason: str, once_key: uuid.UUID) -> MergeEntry:
    """Take `merged` out of the record that holds it: all is as it was before. Raises CannotMerge or AlreadyMade."""

    def make() -> MergeEntry:
        head = Patient.objects.values_list("merged_into", flat=True).get(pk=merged.pk)
        if head is None:
            raise CannotMerge("Somebody has taken these records apart already. Nothing was changed.")
        keeper, other = _locked(head, merged.pk)
        if other.merged_into_id != keeper.pk:
            raise CannotMerge("Somebody has taken these records apart already. Nothing was changed.")
        other.merged_into = None
        _save(other)
        keeper.holds_merged = keeper.merged_records.exists()
        _save(keeper)
        kind = MergeEntry.Kind.PARTED
        return MergeEntry.objects.create(once_key=once_key, kind=kind, kept=keeper, merged=other, reason=reason, by=by)

    return make_once(MergeEntry, once_key, make)


@transaction.atomic
def dismiss_pair(*, pair: DuplicatePair, by: Any) -> bool:
    """Keep that these are two people; say whether it was news."""
    open_pair = DuplicatePair.objects.filter(pk=pair.pk, dismissed_at__isnull=True)
    return bool(open_pair.update(dismissed_at=timezone.now(), dismissed_by=by))


def _locked(one: int, other: int) -> tuple[Patient, Patient]:
    """Both records, held until the transaction ends, in one order whoever asks: no two people can block each other."""
    both = Patient.objects.select_for_update().filter(pk__in=[one, other]).order_by("pk")
    found = {patient.pk: patient for patient in both}
    if one not in found or other not in found:
        raise CannotMerge("One of the records cannot be found. Choose again.")
    return found[one], found[other]


def _refuse_merging(kept: Patient, merged: Patient) -> None:
    if kept.pk == merged.pk:
        raise CannotMerge("A record cannot be merged into itself. Choose the other one.")
    if merged.merged_into_id == kept.pk:
        raise CannotMerge("Somebody has merged these records already. Nothing was changed.")
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise CannotMerge("One of these records was merged into another one meanwhile. Open the list again.")
    if (kept.restricted_at is None) != (merged.restricted_at is None):
        raise CannotMerge(
            "One of the records is restricted and the other is not. Restrict both, or open both, under Details first."
        )
    if merged.holds_merged:
        raise CannotMerge(
            "The record to be merged stands for others that were merged into it. Keep that one instead, "
            "or take its records apart first."
        )


def _save(patient: Patient) -> None:
    """Write the marks of merging and what follows from them for the search, and nothing else."""
    patient.refresh_search()
    Patient.objects.filter(pk=patient.pk).update(
        merged_into=patient.merged_into, holds_merged=patient.holds_merged, search_text=patient.search_text
    )
