"""Files about a patient: letters, results, insurance papers, photographs of the tongue."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce

from .people import Patient

TITLE_LENGTH = 200
NAME_LENGTH = 255


class PatientDocumentQuerySet(models.QuerySet["PatientDocument"]):
    def visible_to(self, user: Any) -> "PatientDocumentQuerySet":
        """Every document for those who read clinical records; what is for the desk for others who open records."""
        may = permissions_for(user)
        if Permission.PATIENT_VIEW not in may:
            return self.none()
        theirs = self.select_related("patient", "by", "error_by")
        return theirs if Permission.CLINICAL_VIEW in may else theirs.filter(kind__in=FOR_THE_DESK)

    def standing(self) -> "PatientDocumentQuerySet":
        """Those that were not entered in error."""
        return self.filter(error_at__isnull=True)


class Kind(models.TextChoices):
    LETTER = "letter", "Letter from a doctor"
    RESULT = "result", "Test result or scan"
    TONGUE = "tongue", "Tongue photograph"
    CLINICAL = "clinical", "Other clinical document"
    INSURANCE = "insurance", "Insurance"
    ADMINISTRATIVE = "administrative", "Other paper for the desk"


FOR_THE_DESK = (Kind.INSURANCE.value, Kind.ADMINISTRATIVE.value)


class PatientDocument(MadeOnce):
    """A file that was checked and kept. Its row never changes, but for the mark that it was entered in error, once."""

    class Type(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG image"
        PNG = "image/png", "PNG image"

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Not scanned for viruses"
        CLEAN = "clean", "Scanned for viruses, none found"

    Kind = Kind

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=TITLE_LENGTH)
    taken_on = models.DateField(null=True, blank=True, help_text="The day on the document, or of the photograph.")
    has_agreed = models.BooleanField(default=False, help_text="The patient agreed to the photograph.")
    original_name = models.CharField(max_length=NAME_LENGTH, help_text="The file's name where it came from.")
    file_name = models.CharField(max_length=100, unique=True, help_text="In the store.")
    content_type = models.CharField(max_length=30, choices=Type.choices, help_text="As its content says.")
    size = models.PositiveIntegerField(help_text="Bytes in the store.")
    sha256 = models.CharField(max_length=64, help_text="Of the file in the store.")
    scan = models.CharField(max_length=12, choices=Scan.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    error_at = models.DateTimeField(null=True, editable=False)
    error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    error_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = PatientDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "document"
        indexes = [models.Index(name="documents_of_a_patient", fields=["patient", "-at"])]
        constraints = [
            models.CheckConstraint(name="document_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="document_type_is_allowed",
                condition=Q(content_type__in=["application/pdf", "image/jpeg", "image/png"]),
            ),
            models.CheckConstraint(name="document_scan_is_known", condition=Q(scan__in=["not_scanned", "clean"])),
            models.CheckConstraint(name="document_has_a_title", condition=Q(GreaterThan(Length(Trim("title")), 0))),
            models.CheckConstraint(
                name="document_has_its_file", condition=Q(size__gt=0) & ~Q(file_name="") & ~Q(sha256="")
            ),
            models.CheckConstraint(
                name="document_tongue_is_a_dated_photograph_agreed_to",
                condition=~Q(kind="tongue")
                | Q(taken_on__isnull=False, has_agreed=True, content_type__in=["image/jpeg", "image/png"]),
            ),
            models.CheckConstraint(
                name="document_error_says_who_when_why",
                condition=Q(error_at__isnull=True, error_by__isnull=True, error_reason="")
                | Q(error_at__isnull=False, error_by__isnull=False) & ~Q(error_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Document {self.pk}"

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def added_on(self) -> date:
        return timezone.localdate(self.at)
