"""Consents: what was shown, what the person decided and signed. Rows that never change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients import signatures
from patients.wordings import LONGEST_TITLE, register

from .people import FULL_NAME_LENGTH, Patient

LONGEST_REASON = 500
LONGEST_RELATION = 100


class ConsentWording(models.Model):
    """A wording as it was first signed, word for word; the file may go, this stays."""

    purpose = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    checksum = models.CharField(max_length=64)
    countersigned = models.BooleanField(default=False)
    copies = models.PositiveSmallIntegerField(default=1)
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="consent_wording_is_one_text", fields=["purpose", "version"]),
            models.CheckConstraint(name="consent_wording_says_something", condition=~Q(text="") & ~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        """The text as paragraphs ("p") and lists ("ul"), each with its lines."""
        return blocks(self.text)

    @property
    def is_newest(self) -> bool:
        newest = register().newest.get(self.purpose)
        return newest is None or newest.version == self.version


def blocks(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        kind = "ul" if line.startswith("- ") else "p"
        if not line.strip():
            found.append(("", []))
        elif kind == "ul" and found and found[-1][0] == "ul":
            found[-1][1].append(line[2:])
        else:
            found.append((kind, [line[2:] if kind == "ul" else line]))
    return [one for one in found if one[0]]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: Any) -> "ConsentQuerySet":
        """Every consent, for those whose role opens patients' records: consents are taken at the desk."""
        if Permission.PATIENT_VIEW not in permissions_for(user):
            return self.none()
        return self.select_related("patient", "wording", "recorded_by", "countersignature__by", "withdrawal")


class Consent(MadeOnce):
    """One decision about one wording. Of each purpose the newest counts; a withdrawal is a new row."""

    class Decision(models.TextChoices):
        GIVEN = "given", "Given"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Signer(models.TextChoices):
        PATIENT = "patient", "The patient"
        GUARDIAN = "guardian", "A parent, guardian or other representative"

    class Signature(models.TextChoices):
        NONE = "", "Not signed"
        DRAWN = "drawn", "Drawn"
        TYPED = "typed", "Typed"
        PAPER = "paper", "On paper"

    class How(models.TextChoices):
        TABLET = "tablet", "On the practice’s tablet"
        PAPER = "paper", "On paper"
        LINK = "link", "By a link"
        TOLD = "told", "Told to the practice"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents", db_index=False)
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    withdraws = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal")
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    signed_name = models.CharField(max_length=FULL_NAME_LENGTH)
    signer = models.CharField(max_length=10, choices=Signer.choices, default=Signer.PATIENT)
    relation = models.CharField(max_length=LONGEST_RELATION, blank=True)
    of_age_on = models.DateField(null=True, blank=True, help_text="From this day the patient signs for themselves.")
    signature_kind = models.CharField(max_length=10, choices=Signature.choices, blank=True, default=Signature.NONE)
    strokes = models.TextField(blank=True, default="", help_text="The drawn signature: see patients.signatures.")
    ink = models.PositiveIntegerField(default=0, help_text="How long its lines are altogether.")
    how = models.CharField(max_length=10, choices=How.choices)
    signed_on = models.DateField()
    signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        indexes = [models.Index(name="consents_of_a_patient", fields=["patient", "signed_at"])]
        constraints = [
            models.CheckConstraint(
                name="consent_decision_is_known", condition=Q(decision__in=["given", "refused", "withdrawn"])
            ),
            models.CheckConstraint(
                name="consent_how_is_known", condition=Q(how__in=["tablet", "paper", "link", "told"])
            ),
            models.CheckConstraint(
                name="consent_withdrawal_names_what_it_withdraws",
                condition=Q(decision="withdrawn", withdraws__isnull=False)
                | ~Q(decision="withdrawn") & Q(withdraws__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_names_who_signed", condition=Q(GreaterThan(Length(Trim("signed_name")), 0))
            ),
            models.CheckConstraint(
                name="consent_guardian_says_relation",
                condition=Q(signer="patient", relation="")
                | Q(GreaterThan(Length(Trim("relation")), 0), signer="guardian"),
            ),
            models.CheckConstraint(
                name="consent_of_a_minor_is_signed_by_a_guardian",
                condition=~Q(decision="given")
                | Q(signer="guardian")
                | Q(of_age_on__isnull=True)
                | Q(signed_on__gte=F("of_age_on")),
            ),
            models.CheckConstraint(
                name="consent_given_is_signed",
                condition=~Q(decision="given") | Q(signature_kind__in=["drawn", "typed", "paper"]),
            ),
            models.CheckConstraint(
                name="consent_drawn_signature_has_a_stroke",
                condition=Q(signature_kind="drawn", ink__gte=signatures.LEAST_INK) & ~Q(strokes="")
                | ~Q(signature_kind="drawn") & Q(strokes="", ink=0),
            ),
            models.CheckConstraint(
                name="consent_signature_has_a_limit",
                condition=Q(LessThanOrEqual(Length("strokes"), signatures.LONGEST)),
            ),
            models.CheckConstraint(
                name="consent_is_signed_before_it_is_recorded", condition=Q(signed_at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(
                name="consent_names_who_recorded_it", condition=Q(how="link") | Q(recorded_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"

    @property
    def is_given(self) -> bool:
        return self.decision == self.Decision.GIVEN

    @property
    def is_drawn(self) -> bool:
        return self.signature_kind == self.Signature.DRAWN

    @property
    def signature_path(self) -> str:
        """The drawn signature as an SVG path."""
        return signatures.path(signatures.read(self.strokes))

    @property
    def waits_for_countersignature(self) -> bool:
        return self.is_given and self.wording.countersigned and not hasattr(self, "countersignature")

    @property
    def who_signed(self) -> str:
        """The name as signed, with the relation of whoever signed for the patient."""
        return f"{self.signed_name} ({self.relation})" if self.relation else self.signed_name


class Countersignature(models.Model):
    """The practitioner's own signature under a consent whose law asks for both."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="countersignature")
    name = models.CharField(max_length=FULL_NAME_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="countersignature_has_a_name", condition=Q(GreaterThan(Length(Trim("name")), 0))
            ),
        ]

    def __str__(self) -> str:
        return f"Countersignature {self.pk}"
