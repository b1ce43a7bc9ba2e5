"""Writes the access entry that stands behind every page showing a patient's record."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

from django.db import connections, router, transaction
from django.http import HttpRequest
from django.utils import timezone

CHANGED = "changed"
PRINTED = "printed"
EXPORTED = "exported"
READING = ("GET", "HEAD", "OPTIONS")
COLUMNS = ("at", "user_id", "roles", "patient_id", "kind", "what", "object_id", "address", "reason")
# Written out, because one is written for every page of a patient and building it from the model took twice as long.
INSERT = f"INSERT INTO trail_accessentry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608


def record_opening(request: HttpRequest, opened: Any, *, kind: str, roles: list[str], reason: str = "") -> None:
    """Write who opens what, before it is shown. Any failure goes up, so that nothing is shown unrecorded.

    A request that changes something is written down as a change, unless it prints.

    The entry is committed at once and so survives a killed process; it does not wait for the disk to sync
    (SQLite: the file's own pragma, see `clinic.databases`; PostgreSQL: asynchronous commit for this one row).
    """
    alias = router.db_for_write(_model())
    is_postgresql = connections[alias].vendor == "postgresql"
    ops = connections[alias].ops
    entries = [_entry(request, one, kind, roles, ops, reason) for one in _records_of(opened)]
    with transaction.atomic(using=alias) if is_postgresql else nullcontext(), connections[alias].cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        for entry in entries:
            cursor.execute(INSERT, entry)


def record_openings(request: HttpRequest, opened: Iterable[Any], *, kind: str, roles: list[str]) -> None:
    """Write that a list shows these records: one entry for each, all or none, before any is shown."""
    alias = router.db_for_write(_model())
    ops = connections[alias].ops
    entries = [_entry(request, (one.patient_id, one.pk), kind, roles, ops) for one in opened]
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.executemany(INSERT, entries)


def _records_of(opened: Any) -> list[tuple[int, int]]:
    """The patient and the object of each entry: where records were merged, opening one shows the rows of all."""
    person = getattr(opened, "patient", opened)
    others = [pk for pk in getattr(person, "record_ids", ()) if pk != opened.patient_id]
    return [(opened.patient_id, opened.pk), *((pk, opened.pk) for pk in others)]


def _entry(
    request: HttpRequest, opened: tuple[int, int], kind: str, roles: list[str], ops: Any, reason: str = ""
) -> tuple[Any, ...]:
    match = request.resolver_match
    return (
        ops.adapt_datetimefield_value(timezone.now()),
        request.user.pk,
        ", ".join(roles),
        opened[0],
        kind if request.method in READING or kind in (PRINTED, EXPORTED) else CHANGED,
        match.view_name if match else "",
        opened[1],
        ops.adapt_ipaddressfield_value(request.META.get("REMOTE_ADDR") or None),
        reason or None,
    )


def _model() -> Any:
    from .models import AccessEntry  # at call time: the door is imported before the models are ready

    return AccessEntry
