"""Records that may be of one person, and those that somebody put together."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce

from .people import Patient


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: Any) -> "DuplicatePairQuerySet":
        return self if Permission.PATIENT_MERGE in permissions_for(user) else self.none()

    def waiting(self) -> "DuplicatePairQuerySet":
        """Those that nobody has decided on: neither said to be two people, nor merged."""
        apart = self.filter(dismissed_at__isnull=True)
        return apart.filter(first__merged_into__isnull=True, second__merged_into__isnull=True)


class DuplicatePair(models.Model):
    """Two records that look like one person, the older first. Found anew now and then; a dismissal is kept."""

    first = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.CharField(max_length=200, help_text="What they share, in words.")
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-pk"]
        indexes = [
            models.Index(name="duplicate_pairs_waiting", fields=["-score", "-id"], condition=Q(dismissed_at=None))
        ]
        constraints = [
            models.UniqueConstraint(name="duplicate_pair_once", fields=["first", "second"]),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="duplicate_dismissal_has_time_and_person",
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Duplicate pair {self.pk}"


class MergeEntry(MadeOnce):
    """That one record was put under another, or taken out again. The newest entry of a record says how it stands."""

    class Kind(models.TextChoices):
        MERGED = "merged", "Merged"
        PARTED = "parted", "Taken apart again"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="merge_kind_is_known", condition=Q(kind__in=["merged", "parted"])),
            models.CheckConstraint(name="merge_is_of_two_records", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(name="merge_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Merge entry {self.pk}"
