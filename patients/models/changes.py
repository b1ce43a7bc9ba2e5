"""Who changed what about a patient, and what was said with them: rows that are added and never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce

from .people import Patient

NOTE_LENGTH = 2_000


class ChangeEntry(models.Model):
    """One detail that one saving changed. Rows of one saving share the version that it made."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="changes", db_index=False)
    version = models.PositiveIntegerField(help_text="The version of the record that this saving made.")
    detail = models.CharField(max_length=30, help_text="Name of the patient's field.")
    before = models.TextField(blank=True, help_text="As the database holds it; empty: nothing was there.")
    after = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "changes of details"
        constraints = [
            # Its index also finds a patient's changes.
            models.UniqueConstraint(name="change_once_in_a_version", fields=["patient", "version", "detail"]),
            models.CheckConstraint(name="change_changes_something", condition=~Q(before=models.F("after"))),
            models.CheckConstraint(name="change_names_a_detail", condition=~Q(detail="")),
        ]

    def __str__(self) -> str:
        return f"Change {self.pk}"


class ContactNoteQuerySet(models.QuerySet["ContactNote"]):
    def visible_to(self, user: Any) -> "ContactNoteQuerySet":
        """Every note, for those who may open patients' records."""
        return self if Permission.PATIENT_VIEW in permissions_for(user) else self.none()


class ContactNote(MadeOnce):
    """What was said with or about a patient outside of a visit. A mistake is put right by a note that corrects it."""

    class How(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        LETTER = "letter", "Letter"
        IN_PERSON = "in_person", "In person"

    class Direction(models.TextChoices):
        THEY = "in", "They contacted us"
        WE = "out", "We contacted them"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contact_notes", db_index=False)
    at = models.DateTimeField(help_text="When it was said.")
    how = models.CharField(max_length=10, choices=How.choices)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    said = models.TextField(max_length=NOTE_LENGTH)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", help_text="The note it replaces."
    )
    written_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="contact_notes_of_a_patient", fields=["patient", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="contact_note_says_something", condition=Q(GreaterThan(Length(Trim("said")), 0))
            ),
            models.CheckConstraint(
                name="contact_note_has_a_limit", condition=Q(LessThanOrEqual(Length("said"), NOTE_LENGTH))
            ),
            models.CheckConstraint(
                name="contact_note_how_is_known", condition=Q(how__in=["phone", "email", "letter", "in_person"])
            ),
            models.CheckConstraint(name="contact_note_direction_is_known", condition=Q(direction__in=["in", "out"])),
        ]

    def __str__(self) -> str:
        return f"Contact note {self.pk}"
