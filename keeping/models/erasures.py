"""Erasures, which need two people, the holds that forbid them, and the tombstones that they leave."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from clinic.trail.once import MadeOnce
from patients.models import Patient


class LegalHold(models.Model):
    """A record that must not be erased, whatever its age: a claim, a complaint, an inquiry."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="legal_hold_says_why", condition=Q(GreaterThan(Length(Trim("reason")), 0))),
            models.CheckConstraint(
                name="legal_hold_lifted_says_when_and_by_whom",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="legal_hold_one_at_a_time", fields=["patient"], condition=Q(lifted_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold {self.pk}"


class Tombstone(models.Model):
    """That a record was here and was erased. No name; enough to erase it again if an old backup brings it back."""

    patient_number = models.BigIntegerField(unique=True)
    patient_key = models.CharField(max_length=64, unique=True, help_text="Digest of the record's own random key.")
    at = models.DateTimeField(default=timezone.now)
    requested_by_number = models.BigIntegerField()
    confirmed_by_number = models.BigIntegerField()
    rule = models.CharField(max_length=200)
    kept_until = models.DateField()
    counts = models.JSONField(help_text="How many rows of each kind were erased.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="tombstone_names_two_people", condition=~Q(requested_by_number=F("confirmed_by_number"))
            ),
            models.CheckConstraint(name="tombstone_names_its_rule", condition=~Q(rule="") & ~Q(patient_key="")),
        ]

    def __str__(self) -> str:
        return f"Tombstone {self.pk}"


class Erasure(MadeOnce):
    """A wish to erase, and what became of it. While it is `confirmed` its patient's rows, and no others, may go."""

    class Scope(models.TextChoices):
        RECORD = "record", "The whole record"
        OPTIONAL = "optional", "What the law does not ask for"

    class State(models.TextChoices):
        REQUESTED = "requested", "Waits for a second person"
        CONFIRMED = "confirmed", "Being erased"
        DONE = "done", "Erased"
        REFUSED = "refused", "Refused"

    patient_number = models.BigIntegerField(db_index=True)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    reason = models.CharField(max_length=300)
    rule = models.CharField(max_length=200, blank=True)
    keep_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    tombstone = models.ForeignKey(
        Tombstone, null=True, on_delete=models.PROTECT, related_name="again", help_text="Set when it is applied again."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="erasure_scope_is_known", condition=Q(scope__in=["record", "optional"])),
            models.CheckConstraint(
                name="erasure_state_is_known", condition=Q(state__in=["requested", "confirmed", "done", "refused"])
            ),
            models.CheckConstraint(name="erasure_says_why", condition=Q(GreaterThan(Length(Trim("reason")), 0))),
            models.CheckConstraint(
                name="erasure_is_requested_by_somebody",
                condition=Q(requested_by__isnull=False) | Q(tombstone__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_needs_a_second_person",
                condition=Q(state__in=["requested", "refused"])
                | Q(tombstone__isnull=False)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
            ),
            models.CheckConstraint(
                name="erasure_not_before_its_retention_ends",
                condition=Q(state__in=["requested", "refused"])
                | Q(scope="optional")
                | Q(keep_until__isnull=False, decided_on__isnull=False, keep_until__lte=F("decided_on")),
            ),
            models.UniqueConstraint(
                name="erasure_one_open_per_patient",
                fields=["patient_number"],
                condition=Q(state__in=["requested", "confirmed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
