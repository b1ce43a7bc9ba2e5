"""Giving a sheet to a patient: the file first, then the row that names it."""

import logging
import uuid
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from clinic import kept_files
from clinic.trail.once import AlreadyMade, make_once
from library.models import Factsheet, FactsheetVersion, Handout, Withdrawal
from library.sheet_pdf import handout_pdf
from patients.models import Patient

from .people import written_name

logger = logging.getLogger(__name__)
FOLDER = "handouts"


class NothingToGive(Exception):
    """The sheet has no published version, or it was withdrawn at this moment."""


class NotKept(Exception):
    """The store did not take the file, so nothing was recorded."""


def give_handout(
    *, patient: Patient, sheet: Factsheet, paper: str, print_size: str, by: Any, once_key: uuid.UUID
) -> Handout:
    """Draw the sheet's current version for the patient, keep that very file, and record who gave it.

    The file is safe in the store before the row that names it is written: a crash between the two leaves a file that
    nobody points at, never a row without its file. Raises NothingToGive, NotKept, or clinic.trail.once.AlreadyMade
    when this form was sent before.
    """
    existing = Handout.objects.filter(once_key=once_key).first()
    if existing is not None:
        raise AlreadyMade(existing)
    version = _version_to_give(sheet)
    handout = Handout(
        once_key=once_key,
        patient=patient,
        version=version,
        language=sheet.language,
        paper=paper,
        print_size=print_size,
        given_to=patient.full_name,
        given_by=written_name(by),
        by=by,
        at=timezone.now(),
    )
    _keep(handout)
    return _record(handout)


def _version_to_give(sheet: Factsheet) -> FactsheetVersion:
    current = Factsheet.objects.select_related("current__sheet").get(pk=sheet.pk).current
    if current is None:
        raise NothingToGive
    return current


def _keep(handout: Handout) -> None:
    try:
        handout.file_name, handout.file_sha256 = kept_files.keep(handout_pdf(handout), folder=FOLDER, suffix=".pdf")
    except OSError as error:
        logger.exception("A handout could not be kept")
        raise NotKept from error


def _record(handout: Handout) -> Handout:
    """Write the row; without one the file goes."""

    def make() -> Handout:
        handout.save(force_insert=True)
        return handout

    try:
        return make_once(Handout, handout.once_key, make)
    except AlreadyMade:
        kept_files.drop(handout.file_name)
        raise
    except DatabaseError:
        kept_files.drop(handout.file_name)
        if Withdrawal.objects.filter(version=handout.version_id).exists():
            raise NothingToGive from None
        raise
