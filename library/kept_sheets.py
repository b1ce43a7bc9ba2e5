"""Sheets that were drawn before: found again while nothing that shapes the page has changed."""

import hashlib
import logging
import os
import tempfile
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from django.conf import settings

import clinic.printing
from clinic.locales import catalogues
from clinic.printing.logo import logo_of

SHAPING = ("sheet_pdf.py", "sheet_story.py", "sheet_text.py", "sheet_words.py", "pictures.py")
logger = logging.getLogger(__name__)


@cache
def code_version() -> str:
    """A digest of everything in the code that shapes the page, so that no stale drawing is served after an update."""
    digest = hashlib.sha256(version_of("reportlab").encode())
    files = [Path(__file__).with_name(name) for name in SHAPING]
    for path in [*files, *catalogues(), *sorted(Path(clinic.printing.__file__).parent.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def kept_at(version: Any, paper: str, print_size: str, *, is_overdue: bool, is_older: bool = False) -> Path:
    """Where this drawing of the version is kept: another page has another name."""
    told = [version.checksum, version.number, version.published_on, version.review_by, is_overdue, is_older]
    logo = logo_of(settings.CLINIC_LOGO)
    told += [paper, print_size, version.sheet.language, sorted(settings.CLINIC.items()), settings.PUBLIC_BASE_URL]
    told += [logo.digest if logo else "", code_version()]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return Path(settings.MEDIA_ROOT) / "drawn-sheets" / f"{version.sheet.slug}-{digest[:32]}.pdf"


def keep(path: Path, content: bytes) -> None:
    """Write the file whole or not at all: another process may be reading or writing it. A full disk keeps nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        logger.warning("The drawn sheet could not be kept in %s", path.parent)
