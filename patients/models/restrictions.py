"""Restricted records, of staff, family or people in the public eye: opening one asks for a reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from clinic.trail.once import MadeOnce
from patients.models.people import Patient


class RestrictionChange(MadeOnce):
    """A record was restricted, or opened to all again: by whom, when and why. It never changes."""

    class Kind(models.TextChoices):
        ON = "on", "Restricted"
        OFF = "off", "No longer restricted"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="restriction_changes")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="restriction_kind_is_known", condition=Q(kind__in=["on", "off"])),
            models.CheckConstraint(name="restriction_says_why", condition=Q(GreaterThan(Length(Trim("reason")), 0))),
        ]

    def __str__(self) -> str:
        return f"Restriction change {self.pk}"
