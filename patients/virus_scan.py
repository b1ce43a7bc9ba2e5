"""Hands a file to the clinic's virus scanner, if it has one: a program named by DOCUMENT_SCAN_COMMAND."""

import logging
import shlex
import subprocess
import tempfile

from django.conf import settings

from patients.models import PatientDocument

logger = logging.getLogger(__name__)
SECONDS = 60
INFECTED = 1


class Infected(Exception):
    """The scanner found something."""


class CannotScan(Exception):
    """The scanner is set but does not answer, so nobody knows."""


def scan(content: bytes) -> PatientDocument.Scan:
    """Return what the document's row says of scanning. Raises Infected or CannotScan."""
    command = shlex.split(settings.DOCUMENT_SCAN_COMMAND)
    if not command:
        return PatientDocument.Scan.NOT_SCANNED
    try:
        with tempfile.NamedTemporaryFile(prefix="hegu-scan-") as file:
            file.write(content)
            file.flush()
            done = subprocess.run([*command, file.name], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.exception("The virus scanner did not answer")
        raise CannotScan from error
    if done.returncode == INFECTED:
        raise Infected
    if done.returncode != 0:
        logger.error("The virus scanner ended with %s", done.returncode)
        raise CannotScan
    return PatientDocument.Scan.CLEAN
