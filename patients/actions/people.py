"""Writes patients: add one, change one's details."""

import uuid
from copy import copy
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clinic.trail.once import make_once
from patients.duplicates import look_for_duplicates
from patients.models import DERIVED, SEARCHED, Patient

from .changes import note_changes


class Details(TypedDict, total=False):
    """What may be said of a patient, all of it as typed."""

    full_name: str
    preferred_name: str
    date_of_birth: date | None
    sex: str
    gender: str
    pronouns: str
    phone: str
    email: str
    address: str
    doctor: str
    emergency_contact: str
    language: str
    status: str


DETAILS = frozenset(Details.__annotations__)


class ChangedMeanwhile(Exception):
    """Somebody else changed the patient first; nothing was saved. `now` is how the record stands."""

    def __init__(self, now: Patient) -> None:
        super().__init__("changed meanwhile")
        self.now = now


def add_patient(*, by: Any, once_key: uuid.UUID, **details: Unpack[Details]) -> Patient:
    """Add a patient; without a `status`, as an enquiry. `by` is None for people who book online themselves.

    Raises AlreadyMade when this form was sent before.
    """
    _refuse_unknown(details)

    def make() -> Patient:
        patient = Patient.objects.create(once_key=once_key, created_by=by, **details)
        look_for_duplicates(patient)
        return patient

    return make_once(Patient, once_key, make)


@transaction.atomic
def update_patient(*, patient: Patient, by: Any, version: int, **details: Unpack[Details]) -> Patient:
    """Change the named details and nothing else, if the record still stands at `version`.

    Raises ChangedMeanwhile if it does not. Details that are as they were change nothing and make no new version.
    """
    _refuse_unknown(details)
    now = Patient.objects.get(pk=patient.pk)
    changed = {name: value for name, value in details.items() if getattr(now, name) != value}
    if not changed:
        return now
    if now.version != version:
        raise ChangedMeanwhile(now)
    before = copy(now)
    for name, value in changed.items():
        setattr(now, name, value)
    now.refresh_search()
    found_by = {name: getattr(now, name) for name in DERIVED} if SEARCHED & changed.keys() else {}
    updated = Patient.objects.filter(pk=patient.pk, version=version).update(
        **changed, **found_by, version=F("version") + 1, changed_at=timezone.now(), changed_by=by
    )
    now = Patient.objects.get(pk=patient.pk)
    if not updated:
        raise ChangedMeanwhile(now)
    note_changes(before=before, after=now, names=changed, by=by)
    if SEARCHED & changed.keys():
        look_for_duplicates(now)
    return now


def _refuse_unknown(details: Details) -> None:
    if unknown := details.keys() - DETAILS:
        raise TypeError(f"A patient has no {', '.join(sorted(unknown))}.")
