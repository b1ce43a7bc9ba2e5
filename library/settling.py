"""Settling what the audit left open: an editor decides what counts for a claim, and says why."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinic.trail.once import make_once
from library.models import Claim, Reference, Settlement


class SettledMeanwhile(Exception):
    """Somebody else settled the claim after this page was shown; `newest` says who and how."""

    def __init__(self, newest: Settlement) -> None:
        super().__init__("settled meanwhile")
        self.newest = newest


def settle_claim(
    *,
    claim: Claim,
    verdict: str,
    reference: Reference | None = None,
    reason: str,
    seen: int,
    by: Any,
    once_key: uuid.UUID,
) -> Settlement:
    """Record the editor's decision; without a verdict, what the audit found counts again.

    `seen` is the number of the newest settlement that the page showed. Raises SettledMeanwhile, or
    clinic.trail.once.AlreadyMade when this form was sent before.
    """

    def make() -> Settlement:
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        newest = locked.settlements.select_related("by").order_by("-number").first()
        number = newest.number if newest else 0
        if newest is not None and number != seen:
            raise SettledMeanwhile(newest)
        return Settlement.objects.create(
            once_key=once_key,
            claim=locked,
            number=number + 1,
            was=locked.effective_verdict,
            verdict=verdict,
            reference=reference if verdict == Claim.Verdict.CITED_AND_LISTED else None,
            reason=reason,
            by=by,
            at=timezone.now(),
        )

    with transaction.atomic():
        return make_once(Settlement, once_key, make)


def settled_claims() -> dict[str, dict[str, Any]]:
    """Return what editors settled, by claim, in the words of claims.yaml; claims that are as loaded are left out."""
    newest: dict[str, Settlement] = {}
    for row in Settlement.objects.select_related("claim", "reference").order_by("claim", "number"):
        newest[row.claim.slug] = row
    return {slug: _as_entry(row) for slug, row in newest.items() if row.verdict}


def _as_entry(row: Settlement) -> dict[str, Any]:
    entry: dict[str, Any] = {"verdict": row.verdict}
    if row.reference is not None:
        entry |= {"references": [row.reference.slug], "has_figures": False}
    return entry
