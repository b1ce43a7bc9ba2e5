"""Taking a published version back, and noting who of those that hold it has been told."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.trail.once import make_once
from library.models import Factsheet, FactsheetVersion, RecallContact, Withdrawal
from library.translated import going_with
from patients.models import Patient

LONGEST_REASON = 500


class AlreadyWithdrawn(Exception):
    """The version was withdrawn before: `existing`."""

    def __init__(self, existing: Withdrawal) -> None:
        super().__init__("already withdrawn")
        self.existing = existing


class MarkedMeanwhile(Exception):
    """Somebody else marked this patient first; `now` is what counts."""

    def __init__(self, now: RecallContact | None) -> None:
        super().__init__("marked meanwhile")
        self.now = now


def withdraw_version(*, version: FactsheetVersion, reason: str, by: Any, once_key: uuid.UUID) -> Withdrawal:
    """Show and give the version no more, from this moment, and say why. Raises AlreadyWithdrawn, or AlreadyMade.

    What is wrong in an English sheet is wrong in its translations: they go with it, each with its own recall list.
    """

    def make() -> Withdrawal:
        sheet = Factsheet.objects.select_for_update().get(pk=version.sheet_id)
        existing = Withdrawal.objects.filter(version=version).first()
        if existing is not None:
            raise AlreadyWithdrawn(existing)
        version.sheet = sheet
        told = f"The English sheet that it translates was withdrawn: {reason}"[:LONGEST_REASON]
        for other in going_with(version):
            _take_back(other, reason=told, by=by, once_key=uuid.uuid5(once_key, str(other.pk)))
        return _take_back(version, reason=reason, by=by, once_key=once_key)

    return make_once(Withdrawal, once_key, make)


def _take_back(version: FactsheetVersion, *, reason: str, by: Any, once_key: uuid.UUID) -> Withdrawal:
    Factsheet.objects.filter(pk=version.sheet_id, current=version.pk).update(current=None)
    return Withdrawal.objects.create(once_key=once_key, version=version, reason=reason, by=by, at=timezone.now())


def mark_contact(*, withdrawal: Withdrawal, patient: Patient, turn: int, is_contacted: bool, by: Any) -> RecallContact:
    """Note that the patient has been told, or that this was noted by mistake; `turn` counts the notes seen so far.

    Raises MarkedMeanwhile if there is another note since.
    """
    every = RecallContact.objects.filter(withdrawal=withdrawal, patient=patient).select_related("by")
    last = every.order_by("-turn").first()
    if (last.turn if last else 0) != turn:
        raise MarkedMeanwhile(last)
    if (last.is_contacted if last else False) == is_contacted:
        raise MarkedMeanwhile(last)
    try:
        with transaction.atomic():
            return RecallContact.objects.create(
                withdrawal=withdrawal, patient=patient, turn=turn + 1, is_contacted=is_contacted, by=by
            )
    except IntegrityError:
        raise MarkedMeanwhile(every.order_by("-turn").first()) from None
