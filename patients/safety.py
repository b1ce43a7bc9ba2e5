"""Reads safety: the newest screening with its last confirmation, what follows from it, and open red flags."""

from datetime import date, datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clinic.prepared import Prepared, PreparedForRecords
from patients.merge_warnings import warn_of_merging
from patients.models import Patient, RedFlag, SafetyScreening
from patients.rule_set import rules_in_force
from patients.rules.alerts import Alert, alerts_of
from patients.rules.answers import ScreeningAnswers, changes
from patients.rules.evaluate import Finding, Planned, findings

MOST_SCREENINGS = 30
MOST_OPEN_FLAGS = 20
ANSWERS = tuple(ScreeningAnswers.__dataclass_fields__)
HEAD = ("pk", "taken_at", "source", "by__name", "alerts", "confirmations__at", "confirmations__by__name")


class SafetyState(NamedTuple):
    """How a patient stands: the newest screening, if there is one, and when it was last confirmed."""

    screening_id: int
    taken_at: datetime
    source: str
    taken_by: str | None
    alert_codes: str
    confirmed_at: datetime | None
    confirmed_by: str | None
    answers: ScreeningAnswers

    @property
    def checked_at(self) -> datetime:
        """When somebody last knew: the answers themselves, or their last confirmation."""
        return self.confirmed_at or self.taken_at

    def alerts_on(self, day: date) -> list[Alert]:
        return alerts_of(self.alert_codes, today=day)

    @property
    def alerts(self) -> list[Alert]:
        return self.alerts_on(timezone.localdate())

    def weeks_on(self, day: date) -> int | None:
        return self.answers.weeks_on(day, timezone.localdate(self.taken_at))


def state_of(patient: Patient) -> SafetyState | None:
    """Return how the patient stands; None without a screening. One query for each patient object."""
    kept = patient.__dict__
    if "_safety_state" not in kept:
        row = next(iter(_newest_screening(patient.record_ids)), None)
        kept["_safety_state"] = None if row is None else _state(row)
    return kept["_safety_state"]


def _state(row: tuple[Any, ...]) -> SafetyState:
    return SafetyState._make([*row[: len(HEAD)], ScreeningAnswers(*row[len(HEAD) :])])


def forget(patient: Patient) -> None:
    """Make the next `state_of` ask again."""
    patient.__dict__.pop("_safety_state", None)


@PreparedForRecords
def _newest_screening(ids: tuple[int, ...]) -> QuerySet:
    newest = SafetyScreening.objects.filter(patient__in=ids).order_by("-pk", "-confirmations__pk")
    return newest.values_list(*HEAD, *ANSWERS)[:1]


def newest_alerts(patient_id: str) -> Subquery:
    """For lists: the alerts' text of the newest screening of the patient in that column; NULL without one."""
    newest = SafetyScreening.objects.filter(patient=OuterRef(patient_id)).order_by("-pk")
    return Subquery(newest.values("alerts")[:1])


def gathered_alerts(people: dict[int, int]) -> dict[int, str | None]:
    """For lists: the same for records that were merged, whose newest screening may stand on another; one query.

    `people` says of each record which one stands for it.
    """
    heads = set(people.values())
    theirs = SafetyScreening.objects.filter(Q(patient__in=heads) | Q(patient__merged_into__in=heads)).order_by("pk")
    newest = {
        head or pk: alerts for pk, head, alerts in theirs.values_list("patient", "patient__merged_into", "alerts")
    }
    return {pk: newest.get(head) for pk, head in people.items()}


def check(patient: Patient, planned: Planned, *, day: date) -> list[Finding]:
    """Return which rules apply to what is planned for this patient on `day`, strongest first. At most two queries."""
    state = state_of(patient)
    return findings(
        rules_in_force(),
        screening=state.answers if state else None,
        planned=planned,
        age=patient.age_on(day),
        weeks=state.weeks_on(day) if state else None,
    )


class Past(NamedTuple):
    """One screening in the history, with what differs from the one before it, in words."""

    screening: SafetyScreening
    changes: list[str]
    is_first: bool


@warn_of_merging
def screened_twice(one: Patient, other: Patient) -> list[str]:
    """What to know before two records are merged; nothing of what was answered."""
    answered = SafetyScreening.objects.filter(patient__in=[*one.record_ids, *other.record_ids]).order_by()
    if len(set(answered.values_list("patient", flat=True))) < 2:
        return []
    return ["Both have safety answers. The newer ones will count: ask everything again before the next treatment."]


def history_of(patient: Patient, *, user: Any) -> list[Past]:
    """Return a patient's screenings with their confirmations, newest first."""
    theirs = SafetyScreening.objects.visible_to(user).filter(patient__in=patient.record_ids).select_related("by")
    rows = list(theirs.prefetch_related("confirmations__by")[: MOST_SCREENINGS + 1])
    pairs = zip_longest(rows, rows[1:])
    past = [Past(new, changes(old.answers, new.answers) if old else [], old is None) for new, old in pairs]
    return past[:MOST_SCREENINGS]


class OpenFlag(NamedTuple):
    """A red flag that nobody has dealt with, as plain values."""

    pk: int
    raised_at: datetime
    sign: str
    told: str
    patient_id: int
    patient: str
    phone: str

    @property
    def told_label(self) -> str:
        return RedFlag(told=self.told).get_told_display()


def open_red_flags() -> list[OpenFlag]:
    """Return the red flags that wait for somebody, oldest first, those that are emergencies before all others."""
    flags = [OpenFlag._make(row) for row in _open_flags()]
    return sorted(flags, key=lambda flag: flag.told != "emergency")


def has_open_red_flag(patient: Patient) -> bool:
    return RedFlag.objects.filter(patient__in=patient.record_ids, acknowledgement__isnull=True).exists()


def _open() -> QuerySet:
    waiting = RedFlag.objects.filter(acknowledgement__isnull=True).order_by("pk")
    shown = ("pk", "raised_at", "sign", "told", "patient_id", "patient__full_name", "patient__phone")
    return waiting.values_list(*shown)[:MOST_OPEN_FLAGS]


_open_flags = Prepared(_open, kinds=())
