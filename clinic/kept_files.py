"""Files that must not change, under names that tell nothing, outside of what any address serves."""

import hashlib
import logging
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


class FileLost(Exception):
    """The file cannot be given back as it was; the sentence says why."""


def keep(content: bytes, *, folder: str, suffix: str) -> tuple[str, str]:
    """Store the file, safe against a power cut; return its name and digest. Raises OSError."""
    random = uuid4().hex
    name = default_storage.save(f"{folder}/{random[:2]}/{random}{suffix}", ContentFile(content))
    try:
        _to_disk(name)
    except OSError:
        drop(name)
        raise
    return name, hashlib.sha256(content).hexdigest()


def _to_disk(name: str) -> None:
    """Wait until the file and the folders that lead to it are on the disk, where the store is one."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # a store elsewhere answers when it has the file
        return
    for part in (path, path.parent, path.parent.parent):
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def kept(name: str, sha256: str) -> bytes:
    """Return the file, byte for byte as it was stored. Raises FileLost."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except OSError as error:
        logger.error("The kept file %s cannot be read (%s)", name, error.__class__.__name__)
        raise FileLost("The file is not in the store any more.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        logger.error("The kept file %s is not as it was stored", name)
        raise FileLost("The file in the store is not the one that was kept: it has been changed or damaged.")
    return content


def drop(name: str) -> None:
    """Remove a file that no row names. One that stays does no harm."""
    with suppress(OSError):
        default_storage.delete(name)
