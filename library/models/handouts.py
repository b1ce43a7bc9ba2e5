"""Who was given which version of which sheet: one row per giving, never changed afterwards."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients.models import Patient

from .sheets import Factsheet, FactsheetVersion


class HandoutQuerySet(models.QuerySet["Handout"]):
    def visible_to(self, user: Any) -> "HandoutQuerySet":
        """Every handout, for those who may give them; none for anybody else."""
        if Permission.HANDOUT_GIVE not in permissions_for(user):
            return self.none()
        return self.select_related("version__sheet", "patient", "by")


class Handout(MadeOnce):
    """A version given to a patient. It keeps the names as they stood, so that it prints again as it was."""

    class Paper(models.TextChoices):
        A4 = "a4", "A4"
        LETTER = "letter", "US Letter"

    class PrintSize(models.TextChoices):
        NORMAL = "normal", "Normal print (12 point)"
        LARGE = "large", "Large print (18 point)"

    class How(models.TextChoices):
        PRINTED = "printed", "Printed"
        EMAILED = "emailed", "E-mailed"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="handouts")
    version = models.ForeignKey(FactsheetVersion, on_delete=models.PROTECT, related_name="handouts")
    language = models.CharField(max_length=10, choices=Factsheet.Language.choices, default=Factsheet.Language.ENGLISH)
    paper = models.CharField(max_length=10, choices=Paper.choices, default=Paper.A4)
    print_size = models.CharField(max_length=10, choices=PrintSize.choices, default=PrintSize.NORMAL)
    how = models.CharField(max_length=10, choices=How.choices, default=How.PRINTED)
    given_to = models.TextField(help_text="The patient's name on the day.")
    given_by = models.CharField(max_length=300, help_text="Name and letters of who gave it, on the day.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(
        max_length=100, blank=True, help_text="The PDF that was handed out, in the store; empty: it was not kept."
    )
    file_sha256 = models.CharField(max_length=64, blank=True)

    objects = HandoutQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="handouts_of_a_patient", fields=["patient", "-at"])]
        constraints = [
            models.CheckConstraint(name="handout_paper_is_known", condition=Q(paper__in=["a4", "letter"])),
            models.CheckConstraint(name="handout_print_size_is_known", condition=Q(print_size__in=["normal", "large"])),
            models.CheckConstraint(name="handout_how_is_known", condition=Q(how__in=["printed", "emailed"])),
            models.CheckConstraint(name="handout_language_is_known", condition=Q(language__in=["en", "es", "zh-hans"])),
            models.CheckConstraint(name="handout_names_both_people", condition=~Q(given_to="") & ~Q(given_by="")),
            models.CheckConstraint(
                name="handout_file_and_its_digest_come_together",
                condition=Q(file_name="", file_sha256="") | (~Q(file_name="") & ~Q(file_sha256="")),
            ),
            models.UniqueConstraint(name="handout_file_is_its_own", fields=["file_name"], condition=~Q(file_name="")),
        ]

    def __str__(self) -> str:
        return f"Handout {self.pk}"

    @property
    def given_on(self) -> date:
        return timezone.localdate(self.at)
