"""Which sheets fit a patient: those on what they come with, and the few that everyone should read.

What a patient comes with is known on the floor above, so that floor tells: in its AppConfig's `ready` a room calls
`tell(f)`, and `f(patient, user)` gives the conditions that this user may know of (ids of library.Condition). Whoever
may not read clinical records is given none, and sees the general sheets alone: a suggestion would name the illness.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from clinic.prepared import PreparedForRecords
from library.models import Factsheet, Handout
from library.queries import ORDINARY, published_sheets
from patients.models import Patient

Teller = Callable[[Patient, Any], Iterable[int]]
MOST = 8
NO_CONDITION = 0
_tellers: list[Teller] = []


class Fitting(NamedTuple):
    """A sheet that fits, whether because of what the patient comes with, and when it was last given."""

    slug: str
    title: str
    condition_id: int | None
    given_at: datetime | None


def tell(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def sheets_for(patient: Patient, *, user: Any) -> list[Fitting]:
    """The sheets that fit the patient, as far as the user may know why."""
    conditions = {pk for teller in _tellers for pk in teller(patient, user)}
    found = [sheet for pk in sorted(conditions) or [NO_CONDITION] for sheet in fitting(patient, pk)]
    # Those on a condition first; a general sheet comes with every condition, and is shown once.
    return sorted(dict.fromkeys(found), key=lambda sheet: sheet.condition_id is None)[:MOST]


def fitting(patient: Patient, condition_id: int | None) -> list[Fitting]:
    """The sheets on a condition and on the wider one it belongs to, then the general ones: one query."""
    condition = condition_id or NO_CONDITION
    return [Fitting(*row) for row in _fitting(patient.record_ids, condition, condition)]


def _fitting_rows(ids: tuple[int, ...], condition_id: int, narrower_id: int) -> QuerySet:
    fits = Q(condition=condition_id) | Q(condition__children=narrower_id)
    general = Q(kind=Factsheet.Kind.TOPIC, order__lt=ORDINARY)
    # From the patient's few handouts, not from all that were ever given of the sheet.
    given = Handout.objects.filter(patient__in=ids, version__sheet=OuterRef("pk")).order_by("-at").values("at")
    shown = published_sheets().filter(fits | general).annotate(given_at=Subquery(given[:1]))
    ordered = shown.order_by("kind", "order", "current__title")
    return ordered.values_list("slug", "current__title", "condition_id", "given_at")[:MOST]


_fitting = PreparedForRecords(_fitting_rows, kinds=(int, int))
