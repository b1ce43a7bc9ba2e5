"""Writes down that a record was exported."""

from typing import IO, Any

from django.db import transaction

from keeping.archive import archive
from keeping.models import Disclosure
from patients.models import Patient


@transaction.atomic
def export_record(*, patient: Patient, by: Any, reason: str) -> IO[bytes]:
    """Return the ZIP of the record, having written down who asked for it, why, and what it was."""
    file, digest = archive(patient)
    Disclosure.objects.create(patient=patient, by=by, reason=reason, sha256=digest)
    return file
