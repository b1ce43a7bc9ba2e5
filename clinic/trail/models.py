"""Who looked at whose record: one row per opening, never changed afterwards."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class AccessEntry(models.Model):
    """One opening, printing or change of one patient's record.

    Users and patients are kept as plain numbers: on SQLite the entries live in a file of their own, and an entry
    outlives whatever it names.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        PRINTED = "printed", "Printed"
        CHANGED = "changed", "Sent a change"
        EXPORTED = "exported", "Exported"

    at = models.DateTimeField(default=timezone.now)
    user_id = models.BigIntegerField()
    roles = models.CharField(max_length=100)
    patient_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=80, help_text="Name of the view")
    object_id = models.BigIntegerField()
    # Empty for records that ask for none; NULL, so that old entries need no rewriting.
    reason = models.CharField(max_length=300, null=True)  # noqa: DJ001
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "access entries"
        indexes = [
            models.Index(fields=["patient_id", "-at"], name="access_by_patient"),
            models.Index(fields=["user_id", "-at"], name="access_by_user"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_entry_kind_is_known", condition=Q(kind__in=["opened", "printed", "changed", "exported"])
            ),
        ]

    def __str__(self) -> str:
        return f"Access entry {self.pk}"
