"""Red flags: an answer that could not wait, what the patient was told, and what the clinic did about it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients.models.people import Patient
from patients.rules.red_flags import TOLD


class RedFlagQuerySet(models.QuerySet["RedFlag"]):
    def visible_to(self, user: Any) -> "RedFlagQuerySet":
        """Every red flag, for everybody who may see patients: whoever is there must be able to act."""
        visible = self if Permission.PATIENT_VIEW in permissions_for(user) else self.none()
        return visible.select_related("patient", "acknowledgement__by")


class RedFlag(models.Model):
    """One rule that an answer set off. The row never changes; what was done is its acknowledgement."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="red_flags")
    raised_at = models.DateTimeField(default=timezone.now)
    intake_number = models.PositiveBigIntegerField(null=True, blank=True, help_text="The intake with the answer.")
    rule_id = models.CharField(max_length=60)
    sign = models.CharField(max_length=100, help_text="What was answered, in few words, for clinicians.")
    told = models.CharField(max_length=12, choices=list(TOLD.items()), help_text="What the patient was told to do.")
    told_words = models.TextField(help_text="The sentence that the patient read.")
    told_clinic = models.CharField(max_length=300, help_text="Who at the clinic was told, and how.")

    objects = RedFlagQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="red_flag_told_is_known", condition=Q(told__in=["emergency", "doctor_today", "practitioner"])
            ),
            models.CheckConstraint(
                name="red_flag_says_what_and_who_was_told",
                condition=~Q(rule_id="") & ~Q(sign="") & ~Q(told_words="") & ~Q(told_clinic=""),
            ),
            models.UniqueConstraint(
                name="red_flag_once_per_intake",
                fields=["intake_number", "rule_id"],
                condition=Q(intake_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Red flag {self.pk}"

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "acknowledgement")


class RedFlagAcknowledgement(MadeOnce):
    """What somebody at the clinic did about a red flag. One for each, and it does not change."""

    flag = models.OneToOneField(RedFlag, on_delete=models.PROTECT, related_name="acknowledgement")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    what_was_done = models.TextField(max_length=1000)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="acknowledgement_says_what_was_done", condition=Q(GreaterThan(Length(Trim("what_was_done")), 0))
            ),
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"
