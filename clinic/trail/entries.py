"""Writes the access entry that stands behind every page showing a patient's record."""

from contextlib import nullcontext
from typing import Any

from django.db import connections, router, transaction
from django.http import HttpRequest
from django.utils import timezone

CHANGED = "changed"
READING = ("GET", "HEAD", "OPTIONS")
COLUMNS = ("at", "user_id", "roles", "patient_id", "kind", "what", "object_id", "address")
# Written out, because one is written for every page of a patient and building it from the model took twice as long.
INSERT = f"INSERT INTO trail_accessentry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608


def record_opening(request: HttpRequest, opened: Any, *, kind: str, roles: list[str]) -> None:
    """Write who opens what, before it is shown. Any failure goes up, so that nothing is shown unrecorded.

    The entry is committed at once and so survives a killed process; it does not wait for the disk to sync
    (SQLite: the file's own pragma, see `clinic.databases`; PostgreSQL: asynchronous commit for this one row).
    """
    alias = router.db_for_write(_model())
    connection = connections[alias]
    is_postgresql = connection.vendor == "postgresql"
    match = request.resolver_match
    entry = (
        connection.ops.adapt_datetimefield_value(timezone.now()),
        request.user.pk,
        ", ".join(roles),
        opened.patient_id,
        kind if request.method in READING else CHANGED,
        match.view_name if match else "",
        opened.pk,
        connection.ops.adapt_ipaddressfield_value(request.META.get("REMOTE_ADDR") or None),
    )
    with transaction.atomic(using=alias) if is_postgresql else nullcontext(), connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        cursor.execute(INSERT, entry)


def _model() -> Any:
    from .models import AccessEntry  # at call time: the door is imported before the models are ready

    return AccessEntry
