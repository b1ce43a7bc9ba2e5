"""Writes imports: take a file in, check its rows, make patients of the good ones, take it all back.

Checking and importing go in steps, each one transaction of a bounded size that begins where the last one ended: a
killed process loses no more than a step, and a row makes one patient however often it is tried.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from clinic.trail.once import make_once
from patients.imports.headers import guess
from patients.imports.reading import Sheet
from patients.imports.rows import Plan
from patients.models import ImportRow, ImportRun, Patient

from .import_checks import check_rows

STEP = 500
State = ImportRun.State
Record = Callable[[Sequence[Patient]], None]


class WrongState(Exception):
    """The import is not where this step belongs; somebody else took it further. Nothing was written."""


class InUse(Exception):
    """Patients of this import have been used since, so it cannot be taken back. `count` is how many."""

    def __init__(self, count: int) -> None:
        super().__init__("in use")
        self.count = count


def take_in(*, sheet: Sheet, by: Any, once_key: uuid.UUID) -> ImportRun:
    """Keep the rows of a file that was read. Raises AlreadyMade when this form was sent before."""

    def make() -> ImportRun:
        run = ImportRun.objects.create(
            once_key=once_key,
            started_by=by,
            how=sheet.how,
            header=sheet.header,
            system=guess(sheet.header).system,
            rows_total=len(sheet.rows),
        )
        ImportRow.objects.bulk_create(
            (ImportRow(run=run, line=line, cells=cells) for line, cells in sheet.rows), batch_size=1000
        )
        return run

    return make_once(ImportRun, once_key, make)


@transaction.atomic
def start_checking(*, run: ImportRun, plan: Plan) -> ImportRun:
    """Say how the columns are read, and begin (again) with the check; nothing has been imported yet."""
    run = _locked(run, State.READ, State.CHECKING, State.CHECKED)
    run.plan, run.state = dict(plan), State.CHECKING
    run.save(update_fields=["plan", "state"])
    run.rows.update(state=ImportRow.State.WAITING, details={}, problems=[], key="")
    return run


@transaction.atomic
def check_step(*, run: ImportRun) -> ImportRun:
    """Check the next rows; after the last one the run is checked."""
    run = _locked(run, State.CHECKING)
    rows = list(run.rows.filter(state=ImportRow.State.WAITING)[:STEP])
    check_rows(run, rows)
    _write_back(rows, ["state", "details", "problems", "key"])
    if len(rows) < STEP:
        run.state = State.CHECKED
        run.save(update_fields=["state"])
    return run


@transaction.atomic
def start_importing(*, run: ImportRun, take_duplicates: bool) -> ImportRun:
    """Begin to import the good rows, and those that may be here already if `take_duplicates`."""
    run = _locked(run, State.CHECKED)
    run.state, run.take_duplicates = State.IMPORTING, take_duplicates
    run.save(update_fields=["state", "take_duplicates"])
    return run


@transaction.atomic
def import_step(*, run: ImportRun, by: Any, record: Record) -> ImportRun:
    """Make patients of the next rows. `record` writes the trail before they are committed; if it fails none is made."""
    run = _locked(run, State.IMPORTING)
    rows = list(_to_import(run)[:STEP])
    made = Patient.objects.bulk_create(
        Patient(once_key=row_key(run, row), created_by=by, **_details(row)) for row in rows
    )
    for row, patient in zip(rows, made, strict=True):
        row.patient, row.state = patient, ImportRow.State.MADE
        row.cells, row.details, row.problems, row.key = [], {}, [], ""
    _write_back(rows, ["patient", "state", "cells", "details", "problems", "key"])
    record(made)
    if len(rows) < STEP:
        run.state, run.finished_at = State.DONE, timezone.now()
        run.save(update_fields=["state", "finished_at"])
    return run


def row_key(run: ImportRun, row: ImportRow) -> uuid.UUID:
    """The key under which a row makes its patient: the same each time it is tried."""
    return uuid.uuid5(run.once_key, str(row.line))


@transaction.atomic
def drop(*, run: ImportRun) -> ImportRun:
    """Throw away what is left of the file: all of it before the import, the rows that stayed out after it."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == State.IMPORTING:
        raise WrongState
    run.rows.exclude(state=ImportRow.State.MADE).delete()
    if run.state != State.DONE:
        run.state, run.finished_at = State.DROPPED, run.finished_at or timezone.now()
    run.header, run.plan = [], {}
    run.save(update_fields=["state", "finished_at", "header", "plan"])
    return run


@transaction.atomic
def undo(*, run: ImportRun, record: Record) -> ImportRun:
    """Take back every patient of the import, if none has been changed or used since. Raises InUse."""
    run = _locked(run, State.DONE)
    patients = Patient.objects.filter(import_row__run=run)
    if changed := patients.filter(version__gt=1).count():
        raise InUse(changed)
    made = list(patients)
    record(made)
    run.rows.all().delete()
    try:
        Patient.objects.filter(pk__in=[patient.pk for patient in made]).delete()
    except ProtectedError as error:
        raise InUse(len({getattr(one, "patient_id", None) for one in error.protected_objects})) from None
    run.state, run.finished_at, run.header, run.plan = State.UNDONE, timezone.now(), [], {}
    run.save(update_fields=["state", "finished_at", "header", "plan"])
    return run


def _locked(run: ImportRun, *states: str) -> ImportRun:
    """The run as it is now, held until the transaction ends. Raises WrongState."""
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    if now.state not in states:
        raise WrongState
    return now


def _write_back(rows: list[ImportRow], fields: list[str]) -> None:
    """Save these fields of the rows. An upsert, because `bulk_update` took three times as long for rows of text."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, update_fields=fields, unique_fields=["id"])


def _to_import(run: ImportRun) -> Any:
    taken = [ImportRow.State.GOOD]
    if run.take_duplicates:
        taken.append(ImportRow.State.DUPLICATE)
    return run.rows.filter(state__in=taken)


def _details(row: ImportRow) -> dict[str, Any]:
    details = dict(row.details)
    if born := details.get("date_of_birth"):
        details["date_of_birth"] = date.fromisoformat(born)
    return details
