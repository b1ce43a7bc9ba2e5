"""Writes erasures: one person asks, another confirms or refuses; what the law keeps stays, and a tombstone tells."""

import hashlib
import json
import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from clinic.kept_files import drop
from clinic.times import written_date
from clinic.trail.once import make_once
from keeping.models import Erasure, LegalHold, Tombstone
from keeping.queries import rule_in_use, standing
from keeping.registry import children_first, rows_of
from patients.models import Patient

# What a clinic asks for its own convenience, and no rule tells it to keep.
OPTIONAL = ("preferred_name", "gender", "pronouns", "language", "email", "emergency_contact")


class MustBeKept(Exception):
    """The record may not be erased now; `sentence` says until when, or why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NeedsAnother(Exception):
    """Whoever asked for an erasure does not confirm it."""


class Settled(Exception):
    """Somebody else settled this already, or the record is gone."""


def key_of(patient: Patient) -> str:
    """What a tombstone keeps of the record's own random key."""
    return hashlib.sha256(patient.once_key.bytes).hexdigest()


def request_erasure(*, patient: Patient, by: Any, scope: str, reason: str, once_key: uuid.UUID) -> Erasure:
    """Ask for an erasure. Raises MustBeKept, AlreadyMade; Settled if one is asked for already."""
    until = None
    if scope == Erasure.Scope.RECORD:
        _refuse_if_kept(patient)
        until = standing(patient).keep_until
    rule = rule_in_use()
    try:
        return make_once(
            Erasure,
            once_key,
            lambda: Erasure.objects.create(
                once_key=once_key,
                patient_number=patient.pk,
                scope=scope,
                reason=reason,
                rule=f"{rule.place}: {rule.source}"[:200],
                keep_until=until,
                requested_by=by,
            ),
        )
    except IntegrityError as error:
        raise Settled from error


def _refuse_if_kept(patient: Patient) -> None:
    if patient.merged_into_id is not None or patient.holds_merged:
        raise MustBeKept("This record was merged with another one. Take them apart first, then erase each by itself.")
    now, rule = standing(patient), rule_in_use()
    if now.hold:
        raise MustBeKept(f"This record is under a legal hold since {written_date(now.hold.placed_at.date())}.")
    if not now.is_due:
        raise MustBeKept(
            f"This record must be kept until {written_date(now.keep_until)}. Its last entry is of "
            f"{written_date(now.last_entry)}, and the rule is that of {rule.place} ({rule.source})."
        )


def refuse_erasure(*, erasure: Erasure, by: Any) -> None:
    """Say no, or take one's own request back."""
    refused = Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.REQUESTED)
    if not refused.update(state=Erasure.State.REFUSED, decided_by=by, decided_on=timezone.localdate()):
        raise Settled


def confirm_erasure(*, erasure: Erasure, by: Any) -> None:
    """Erase, as a second person. Raises NeedsAnother, MustBeKept, Settled. Files go once the rows are gone for good."""
    if by.pk == erasure.requested_by_id:
        raise NeedsAnother
    patient = Patient.objects.filter(pk=erasure.patient_number).first()
    if patient is None:
        raise Settled
    if erasure.scope == Erasure.Scope.RECORD:
        _refuse_if_kept(patient)
    with transaction.atomic():
        confirmed = Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.REQUESTED)
        if not confirmed.update(state=Erasure.State.CONFIRMED, decided_by=by, decided_on=timezone.localdate()):
            raise Settled
        if erasure.scope == Erasure.Scope.OPTIONAL:
            _blank_optional(patient, by)
        else:
            _bury(erasure, patient, by)
        Erasure.objects.filter(pk=erasure.pk).update(state=Erasure.State.DONE)


def _blank_optional(patient: Patient, by: Any) -> None:
    """Blank what is optional, past the question whether somebody has the record open: it may not be kept."""
    now = Patient.objects.select_for_update().get(pk=patient.pk)
    for name in OPTIONAL:
        setattr(now, name, "")
    now.changed_at, now.changed_by, now.version = timezone.now(), by, F("version") + 1
    now.save(update_fields=[*OPTIONAL, "changed_at", "changed_by", "version"])


def _bury(erasure: Erasure, patient: Patient, by: Any) -> None:
    """Delete the rows of the record, and leave a tombstone."""
    counts = erase_rows(patient)
    if erasure.requested_by_id is None or erasure.keep_until is None:
        raise Settled  # the database asks for both of every erasure that people make
    tombstone = Tombstone.objects.create(
        patient_number=patient.pk,
        patient_key=key_of(patient),
        requested_by_number=erasure.requested_by_id,
        confirmed_by_number=by.pk,
        rule=erasure.rule,
        kept_until=erasure.keep_until,
        counts=counts,
    )
    transaction.on_commit(lambda: write_out(tombstone))


def erase_rows(patient: Patient) -> dict[str, int]:
    """Delete every row of the record, children first, and its files after the commit; return how many of each went.

    Straight deletions, because Django would first ask who points to the rows; the database's own triggers and foreign
    keys are what refuses, and they let go only what a confirmed erasure names.
    """
    files = [
        name
        for label in ("library.Handout", "patients.PatientDocument")
        for name in rows_of(label, patient.pk).exclude(file_name="").values_list("file_name", flat=True)
    ]
    counts = {}
    for label in children_first():
        rows = rows_of(label, patient.pk).order_by()
        numbers = list(rows.values_list("pk", flat=True))
        if numbers:
            query = rows.model._default_manager.filter(pk__in=numbers).order_by()
            counts[label] = query._raw_delete(query.db)
    for name in files:
        transaction.on_commit(lambda name=name: drop(name))  # type: ignore[misc]
    return counts


def write_out(tombstone: Tombstone) -> None:
    """Add the tombstone to the file that is kept apart from the backups, and wait until it is on the disk."""
    line = json.dumps(as_line(tombstone))
    path = Path(settings.TOMBSTONES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def as_line(tombstone: Tombstone) -> dict[str, Any]:
    return {
        "patient_number": tombstone.patient_number,
        "patient_key": tombstone.patient_key,
        "at": tombstone.at.isoformat(),
        "requested_by_number": tombstone.requested_by_number,
        "confirmed_by_number": tombstone.confirmed_by_number,
        "rule": tombstone.rule,
        "kept_until": tombstone.kept_until.isoformat(),
        "counts": tombstone.counts,
    }


@transaction.atomic
def apply_tombstone(told: dict[str, Any]) -> bool:
    """Erase again what an old backup brought back; say whether there was anything. The record's key must agree."""
    tombstone, _ = Tombstone.objects.get_or_create(
        patient_number=told["patient_number"],
        defaults={name: value for name, value in told.items() if name != "patient_number"},
    )
    patient = Patient.objects.filter(pk=tombstone.patient_number).first()
    if patient is None or key_of(patient) != tombstone.patient_key:
        return False
    erasure = Erasure.objects.filter(patient_number=patient.pk, state=Erasure.State.REQUESTED)
    erasure.update(state=Erasure.State.REFUSED, decided_on=timezone.localdate())
    again = Erasure.objects.create(
        patient_number=patient.pk,
        scope=Erasure.Scope.RECORD,
        reason="Erased before; a backup brought it back.",
        rule=tombstone.rule,
        keep_until=tombstone.kept_until,
        tombstone=tombstone,
    )
    now = Erasure.objects.filter(pk=again.pk)
    now.update(state=Erasure.State.CONFIRMED, decided_on=timezone.localdate())
    erase_rows(patient)
    now.update(state=Erasure.State.DONE)
    return True


def place_hold(*, patient: Patient, by: Any, reason: str) -> None:
    """Forbid the erasure of a record; one that is held already stays so."""
    try:
        with transaction.atomic():
            LegalHold.objects.create(patient=patient, placed_by=by, reason=reason)
    except IntegrityError as error:
        raise Settled from error


def lift_hold(*, patient: Patient, by: Any) -> None:
    held = LegalHold.objects.filter(patient=patient, lifted_at=None)
    if not held.update(lifted_at=timezone.now(), lifted_by=by):
        raise Settled
