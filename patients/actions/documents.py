"""Keeps documents: the file first, then the row that names it."""

import logging
import uuid
from datetime import date
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from clinic import kept_files
from clinic.trail.once import AlreadyMade, make_once
from patients.models import Patient, PatientDocument
from patients.received import Received
from patients.virus_scan import scan

logger = logging.getLogger(__name__)
FOLDER = "documents"


class NotKept(Exception):
    """The store did not take the file, so nothing was recorded."""


class AlreadyInError(Exception):
    """Somebody else has marked this document; nothing was changed."""


def keep_document(
    *,
    patient: Patient,
    by: Any,
    once_key: uuid.UUID,
    received: Received,
    kind: str,
    title: str,
    original_name: str,
    taken_on: date | None = None,
    has_agreed: bool = False,
) -> PatientDocument:
    """Scan and store what was received, and record it.

    A crash between the two leaves a file that nobody points at, never a row without its file. Raises NotKept,
    virus_scan.Infected or CannotScan, or AlreadyMade when this form was sent before.
    """
    existing = PatientDocument.objects.filter(once_key=once_key).first()
    if existing is not None:
        raise AlreadyMade(existing)
    scanned = scan(received.content)
    try:
        name, sha256 = kept_files.keep(received.content, folder=FOLDER, suffix=received.suffix)
    except OSError as error:
        logger.exception("A document could not be kept")
        raise NotKept from error

    def make() -> PatientDocument:
        return PatientDocument.objects.create(
            once_key=once_key,
            patient=patient,
            kind=kind,
            title=title,
            taken_on=taken_on,
            has_agreed=has_agreed,
            original_name=original_name,
            file_name=name,
            content_type=received.content_type,
            size=len(received.content),
            sha256=sha256,
            scan=scanned,
            by=by,
        )

    try:
        return make_once(PatientDocument, once_key, make)
    except (AlreadyMade, DatabaseError):
        kept_files.drop(name)
        raise


def mark_in_error(*, document: PatientDocument, by: Any, reason: str) -> None:
    """Strike the document out; the file and the row stay. Raises AlreadyInError."""
    standing = PatientDocument.objects.standing().filter(pk=document.pk)
    if not standing.update(error_at=timezone.now(), error_by=by, error_reason=reason):
        raise AlreadyInError
