"""Checks at every start: questionnaire files can be read, and one that an intake has used is still as it was."""

import hashlib
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from patients.questionnaire_file import FOLDER, QuestionnaireError, all_files, instruments, read_text


def files_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Name file and line of each mistake in a questionnaire."""
    found: list[CheckMessage] = []
    try:
        instruments()
    except QuestionnaireError as error:
        return [Error(str(problem), id="patients.E001") for problem in error.problems]
    for path in all_files(FOLDER):
        try:
            read_text(path.read_text(encoding="utf-8"), path.name)
        except QuestionnaireError as error:
            found += [Error(str(problem), id="patients.E001") for problem in error.problems]
        except UnicodeDecodeError:
            found.append(Error(f"{path.name}:1: The file is not text in UTF-8.", id="patients.E001"))
    return found


def used_files_are_unchanged(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a file that says something else than when an intake first used it."""
    from patients.models import QuestionnaireVersion

    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        used = {version.file_name: version.checksum for version in QuestionnaireVersion.objects.all()}
    except DatabaseError:  # the table is not there before the first migration
        return []
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in all_files(FOLDER)}
    return [
        Error(
            f"{name}:1: This questionnaire was changed after an intake used it.",
            hint="Put the file back as it was, and make the change in a copy with the next version number.",
            id="patients.E002",
        )
        for name, checksum in used.items()
        if name in files and files[name] != checksum
    ]
