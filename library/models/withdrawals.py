"""Versions that are given no more, and who has been told: rows that are added and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.trail.once import MadeOnce
from patients.models import Patient

from .sheets import FactsheetVersion


class Withdrawal(MadeOnce):
    """That a published version is shown and given no more, and why. Triggers keep it off the shelf (migration 0006)."""

    version = models.OneToOneField(FactsheetVersion, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="withdrawal_gives_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Withdrawal of version {self.version_id}"


class RecallContact(models.Model):
    """That a patient was told of a withdrawal, or that this was noted by mistake. The row with the last turn counts.

    Two people who press at once write the same turn, and the second is refused: nobody is rung twice.
    """

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="contacts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    is_contacted = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["withdrawal", "patient", "turn"]
        constraints = [
            models.UniqueConstraint(name="recall_contacts_take_turns", fields=["withdrawal", "patient", "turn"]),
            models.CheckConstraint(name="recall_contact_turn_from_1", condition=Q(turn__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Recall contact {self.pk}"
