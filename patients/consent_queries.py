"""Reads consents: what stands, and what is missing before something may be done."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from clinic.times import day_bounds
from patients.models import Consent, Patient
from patients.wordings import Wording, of_age_from, register

MOST_ROWS = 500
GIVEN = Consent.Decision.GIVEN


class Wanted(NamedTuple):
    """One visit, or one session: for whom, what is done, and where."""

    patient_id: int
    modalities: Collection[str]
    jurisdiction: str = ""


class _Decision(NamedTuple):
    patient_id: int
    purpose: str
    decision: str
    signed_at: datetime
    asks_two: bool
    countersigned: int | None
    merged_into: int | None
    merged_record: int | None

    @property
    def stands(self) -> bool:
        return self.decision == GIVEN and not (self.asks_two and self.countersigned is None)

    @property
    def records(self) -> tuple[int | None, ...]:
        """The records for which it counts: its own, the one that stands for it, and one merged into it."""
        return self.patient_id, self.merged_into, self.merged_record


COLUMNS = (
    *("patient_id", "wording__purpose", "decision", "signed_at", "wording__countersigned", "countersignature__pk"),
    *("patient__merged_into", "patient__merged_records"),
)


def home() -> str:
    """The jurisdiction that is meant where none is named."""
    return settings.CLINIC_JURISDICTIONS[0]


def history_of(patient: Patient) -> list[Consent]:
    """Every decision of the patient, newest first, with all that a page shows of it, in one query."""
    rows = Consent.objects.filter(patient__in=patient.record_ids).select_related(
        "wording", "recorded_by", "countersignature", "withdrawal"
    )
    return list(rows.order_by("-signed_at", "-pk")[:MOST_ROWS])


def standing_consents(patient: Patient) -> dict[str, Consent]:
    """The newest decision for each purpose, in one query; whether it is a yes is for the caller to see."""
    return newest_of(history_of(patient))


def newest_of(history: Iterable[Consent]) -> dict[str, Consent]:
    newest: dict[str, Consent] = {}
    for consent in history:
        newest.setdefault(consent.wording.purpose, consent)
    return newest


def missing_consents(
    patient: Patient, modalities: Collection[str], *, at: datetime | None = None, jurisdiction: str = ""
) -> list[Wording]:
    """What the patient has not agreed to, or not any more, of what these modalities need (the present: `at` is None).

    A signature counts for the whole of its day, as it is often taken while the needles are in; a refusal or a
    withdrawal counts from its moment on.
    """
    return missing_for([Wanted(patient.pk, modalities, jurisdiction)], at=at)[0]


def missing_for(wanted: list[Wanted], *, at: datetime | None = None) -> list[list[Wording]]:
    """As `missing_consents`, for a whole day's list with one query at most."""
    needed = [register().needed(one.modalities, one.jurisdiction or home()) for one in wanted]
    people = {one.patient_id for one, wordings in zip(wanted, needed, strict=True) if wordings}
    standing = _standing(people, at) if people else set()
    return [
        [wording for wording in wordings if (one.patient_id, wording.purpose) not in standing]
        for one, wordings in zip(wanted, needed, strict=True)
    ]


def _standing(people: set[int], at: datetime | None) -> set[tuple[int, str]]:
    """Which purposes each of these people has agreed to."""
    theirs = Q(patient__in=people) | Q(patient__merged_into__in=people) | Q(patient__merged_records__in=people)
    rows = Consent.objects.filter(theirs).order_by("signed_at", "pk").values_list(*COLUMNS)
    newest = {
        (record, one.purpose): one
        for one in _until(map(_Decision._make, rows), at)
        for record in one.records
        if record in people
    }
    return {key for key, one in newest.items() if one.stands}


def _until(rows: Iterable[_Decision], at: datetime | None) -> Iterator[_Decision]:
    if at is None:
        yield from rows
        return
    _, midnight = day_bounds(at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), settings.TIME_ZONE)
    for one in rows:
        if one.signed_at < (midnight if one.decision == GIVEN else at):
            yield one


def missing_sentence(missing: Collection[Wording]) -> str:
    """Name what is missing in words, such as "Consent missing: treatment with acupuncture."""
    return f"Consent missing: {', '.join(lowered(one.title) for one in missing)}"


def lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def is_minor(patient: Patient) -> bool:
    """Whether somebody else signs for the patient today; False while the date of birth is not known."""
    age = patient.age_on(timezone.localdate())
    return age is not None and age < age_of_consent()


def age_of_consent() -> int:
    return of_age_from(home(), settings.CONSENT_AGE)
