"""Reads what is due: the last entry of a record, until when it is kept, the list of those whose time is over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from keeping.models import Erasure, LegalHold
from keeping.rules import Rule, birthday, clinic_rule, keep_until
from patients.models import Patient, PatientQuerySet

ON_A_PAGE = 50
# What counts as an entry: the model, and when it was made. The patient's own row counts from the day it was added.
ENTRIES = {
    "diary.Appointment": ("patient", "ends_at"),
    "treatments.Session": ("course__patient", "started_at"),
    "library.Handout": ("patient", "at"),
    "patients.Intake": ("patient", "submitted_at"),
    "patients.SafetyScreening": ("patient", "taken_at"),
}


@dataclass(frozen=True)
class Standing:
    """Until when a record is kept, and by which rule."""

    patient: Patient
    last_entry: date
    keep_until: date
    hold: LegalHold | None
    request: Erasure | None

    @property
    def is_due(self) -> bool:
        return self.keep_until <= timezone.localdate()


def rule_in_use() -> Rule:
    return clinic_rule(settings.CLINIC_RETENTION, settings.CLINIC_RETENTION_FILE)


def last_entries(patients: list[Patient]) -> dict[int, date]:
    """The day of the last entry of each record: one query for each kind of entry."""
    last = {one.pk: timezone.localdate(one.created_at) for one in patients}
    for label, (path, moment) in ENTRIES.items():
        rows = apps.get_model(label)._default_manager.filter(**{f"{path}__in": list(last)}).order_by()
        for pk, at in rows.values_list(path).annotate(Max(moment)):
            last[pk] = max(last[pk], timezone.localdate(at))
    return last


def standings(patients: list[Patient], rule: Rule) -> list[Standing]:
    """How long each of these records is kept, what holds it, and whether its erasure was asked for."""
    last, numbers = last_entries(patients), [one.pk for one in patients]
    holds = {one.patient_id: one for one in LegalHold.objects.filter(patient__in=numbers, lifted_at=None)}
    open_requests = Erasure.objects.filter(patient_number__in=numbers, state="requested").select_related("requested_by")
    requests = {one.patient_number: one for one in open_requests}
    return [
        Standing(
            patient=one,
            last_entry=last[one.pk],
            keep_until=keep_until(rule, one.date_of_birth, last[one.pk]),
            hold=holds.get(one.pk),
            request=requests.get(one.pk),
        )
        for one in patients
    ]


def standing(patient: Patient) -> Standing:
    return standings([patient], rule_in_use())[0]


def due(rule: Rule, page: str | None) -> tuple[Page, list[Standing]]:
    """One page of the records whose time is over, by the number of the patient."""
    found = Paginator(_out_of_time(rule, timezone.localdate()), ON_A_PAGE).get_page(page)
    return found, [one for one in standings(list(found.object_list), rule) if one.is_due]


def _out_of_time(rule: Rule, today: date) -> PatientQuerySet:
    """Records without an entry since the years began to run, of people who are past the birthday of the rule.

    This may let a few through who were 17 at the end, or whose year has a 29 February; `standings` looks again.
    """
    since = timezone.make_aware(
        datetime.combine(_years_before(today, rule.years) + timedelta(days=1), datetime.min.time())
    )
    people = Patient.objects.filter(created_at__lt=since)
    if rule.minor_until is not None:
        old_enough = Q(date_of_birth__lte=_years_before(today, rule.minor_until)) | Q(date_of_birth=None)
        of_age_then = Q(date_of_birth__lte=_years_before(today, rule.years + 18))
        people = people.filter(old_enough | of_age_then)
    for label, (path, moment) in ENTRIES.items():
        later = apps.get_model(label)._default_manager.filter(**{path: OuterRef("pk"), f"{moment}__gte": since})
        people = people.filter(~Exists(later.order_by()))
    return people.order_by("pk")


def _years_before(day: date, years: int) -> date:
    return birthday(day, -years)


def open_requests() -> list[Any]:
    """Erasures that wait for a second person, oldest first, the newest hundred of them."""
    return list(Erasure.objects.filter(state="requested").select_related("requested_by").order_by("pk")[:100])
