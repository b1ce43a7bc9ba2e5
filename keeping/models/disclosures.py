"""Disclosure: that a whole record was exported, by whom and why. It never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from patients.models import Patient


class Disclosure(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="disclosures")
    reason = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, help_text="Of the ZIP that was made.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_says_why_and_what",
                condition=Q(GreaterThan(Length(Trim("reason")), 0)) & ~Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"
