"""Writes the access entry that stands behind every page showing a patient's record."""

from typing import Any

from django.apps import apps
from django.db import connections, router, transaction
from django.http import HttpRequest

CHANGED = "changed"
READING = ("GET", "HEAD", "OPTIONS")


def record_opening(request: HttpRequest, opened: Any, *, kind: str, roles: list[str]) -> None:
    """Write who opens what, before it is shown. Any failure goes up, so that nothing is shown unrecorded.

    The entry is committed at once and so survives a killed process; it does not wait for the disk to sync
    (SQLite: the file's own pragma, see `clinic.databases`; PostgreSQL: asynchronous commit for this one row).
    """
    model: Any = apps.get_model("trail", "AccessEntry")
    match = request.resolver_match
    entry = model(
        user_id=request.user.pk,
        roles=", ".join(roles),
        patient_id=opened.patient_id,
        kind=kind if request.method in READING else CHANGED,
        what=match.view_name if match else "",
        object_id=opened.pk,
        address=request.META.get("REMOTE_ADDR") or None,
    )
    alias = router.db_for_write(model)
    connection = connections[alias]
    if connection.vendor != "postgresql":
        entry.save(force_insert=True)
        return
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO OFF")
        entry.save(force_insert=True)
