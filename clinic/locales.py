"""The app's own words in other languages: the .po files are kept, and the .mo files that Django reads are made of them.

Pure Python, so that no clinic's machine needs GNU gettext. Only what patients read is translated (ADR 0016).
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polib
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, override

FOLDERS = ("clinic/locale", "library/locale")


def catalogues() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((settings.BASE_DIR / folder).glob("*/LC_MESSAGES/*.po"))


def compile_catalogues() -> int:
    """Make each .mo that is missing or says something else than its .po; return how many were written."""
    return sum(_compile(path) for path in catalogues())


def _compile(path: Path) -> bool:
    made, target = polib.pofile(str(path)).to_binary(), path.with_suffix(".mo")
    if target.exists() and target.read_bytes() == made:
        return False
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")  # several processes may do this at once
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    Path(name).chmod(0o644)
    Path(name).replace(target)
    return True


def speaking(language: str) -> override:
    """A `with` in which words, dates and Django's own messages are in a language; English is the house's own."""
    return override(settings.LANGUAGE_CODE if language == "en" else language)


def written(day: date | None) -> str:
    """A date as the language that is switched on writes it: 6 August 2026, 6 de agosto de 2026, 2026年8月6日."""
    if day is None:
        return ""
    if (get_language() or "en").partition("-")[0] == "en":
        return f"{day.day} {day:%B %Y}"
    return date_format(day, "DATE_FORMAT")
