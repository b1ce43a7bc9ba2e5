"""Imports: one run per file, and its rows from the moment the file is read until each is a patient or is left."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce

from .people import Patient


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any) -> "ImportRunQuerySet":
        return self if Permission.PATIENT_IMPORT in permissions_for(user) else self.none()


class ImportRun(MadeOnce):
    """One spreadsheet on its way in. Its rows hold what the file held until they are imported or thrown away."""

    class State(models.TextChoices):
        READ = "read", "Columns to be matched"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing imported yet"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        UNDONE = "undone", "Taken back"
        DROPPED = "dropped", "Thrown away"

    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    how = models.CharField(max_length=100, help_text="How the file was read: kind, encoding, delimiter.")
    header = models.JSONField(default=list)
    plan = models.JSONField(default=dict, help_text="See patients.imports.rows.Plan.")
    system = models.CharField(max_length=40, blank=True, help_text="Whose export the headings look like.")
    rows_total = models.PositiveIntegerField()
    take_duplicates = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=["read", "checking", "checked", "importing", "done", "undone", "dropped"]),
            ),
            models.CheckConstraint(
                name="import_finished_says_when",
                condition=Q(state__in=["done", "undone", "dropped"], finished_at__isnull=False)
                | (~Q(state__in=["done", "undone", "dropped"]) & Q(finished_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.IMPORTING)


class ImportRow(models.Model):
    """One line of the file. Once it has made a patient it holds nothing of the file any more but its number."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not checked yet"
        GOOD = "good", "Good"
        DUPLICATE = "duplicate", "May be here already"
        BAD = "bad", "Needs mending"
        MADE = "made", "Imported"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    cells = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    key = models.CharField(max_length=64, blank=True, help_text="Digest of name and date of birth, to find doubles.")
    patient = models.OneToOneField(Patient, null=True, on_delete=models.PROTECT, related_name="import_row")

    class Meta:
        ordering = ["line"]
        indexes = [
            models.Index(name="import_row_by_state", fields=["run", "state", "line"]),
            models.Index(name="import_row_by_key", fields=["run", "key"]),
        ]
        constraints = [
            models.UniqueConstraint(name="import_line_once_per_run", fields=["run", "line"]),
            models.CheckConstraint(
                name="import_row_state_is_known",
                condition=Q(state__in=["waiting", "good", "duplicate", "bad", "made"]),
            ),
            models.CheckConstraint(
                name="import_row_made_is_a_patient_and_holds_nothing_else",
                condition=Q(state="made", patient__isnull=False, cells=[], details={}, problems=[], key="")
                | (~Q(state="made") & Q(patient__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Import row {self.pk}"
