"""Checks at every start: the wordings of consents can be read, and one that was signed still says what it said."""

from itertools import zip_longest
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from patients.wordings import FOLDER, Register, Wording, WordingError, read_folder

HINT = "Put the words back as they were, and make the change in a copy with the next version number."


def wordings_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Name file and line of each mistake."""
    try:
        read_folder(FOLDER)
    except WordingError as error:
        return [Error(str(problem), id="patients.E003") for problem in error.problems]
    return []


def signed_wordings_are_unchanged(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a file that says something else than when it was first signed."""
    from patients.models import ConsentWording

    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        kept = list(ConsentWording.objects.all())
        found = read_folder(FOLDER)
    except (DatabaseError, WordingError):  # no table before the first migration; mistakes are told above
        return []
    return [Error(one, hint=HINT, id="patients.E004") for one in changes(kept, found)]


def changes(kept: Any, found: Register) -> list[str]:
    """A sentence with file and line for each wording that is not as it was signed; a file may be gone."""
    files = {(one.purpose, one.version): one for one in found.all}
    pairs = [(row, files[row.purpose, row.version]) for row in kept if (row.purpose, row.version) in files]
    return [
        f"{now.file}:{_first_difference(row, now)}: This wording was changed after somebody signed it."
        for row, now in pairs
        if row.checksum != now.checksum
    ]


def _first_difference(row: Any, now: Wording) -> int:
    """The line of the file on which it first says something else."""
    if row.title != now.title:
        return now.title_line
    lines = zip_longest(row.text.splitlines(), now.text.splitlines())
    return now.text_line + next((place for place, (then, here) in enumerate(lines) if then != here), 0)
