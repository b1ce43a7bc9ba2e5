"""The intake: the link that a patient is sent, the answers on their way, and the answers as they were handed in."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients.questionnaire import Question, Questionnaire
from patients.questionnaire_file import read_text

from .people import Patient

MOST_TRIES = 5


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class QuestionnaireVersion(models.Model):
    """A questionnaire file that an intake has used, as it stood. Such a file never changes again."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    text = models.TextField()
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="questionnaire_version_is_one_file", fields=["name", "version"])]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.version}.yaml"

    @property
    def questionnaire(self) -> Questionnaire:
        return read_text(self.text, self.file_name)


class IntakeLink(MadeOnce):
    """An address that lets one patient answer, until it expires, is voided or has been used. Only its hash is kept."""

    class Way(models.TextChoices):
        EMAIL = "email", "Sent by e-mail"
        COPIED = "copied", "Link copied"
        TABLET = "tablet", "Opened on the clinic’s tablet"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intake_links")
    token_hash = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong dates of birth since the last right one.")
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="intake_link_keeps_a_hash", condition=Q(Exact(Length("token_hash"), 64))),
            models.CheckConstraint(name="intake_link_way_is_known", condition=Q(way__in=["email", "copied", "tablet"])),
            models.CheckConstraint(
                name="intake_link_ends_once", condition=Q(revoked_at__isnull=True) | Q(used_at__isnull=True)
            ),
            models.CheckConstraint(name="intake_link_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.UniqueConstraint(
                name="intake_link_one_open_per_patient",
                fields=["patient"],
                condition=Q(revoked_at__isnull=True, used_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Intake link {self.pk}"

    @property
    def is_locked(self) -> bool:
        """Whether the date of birth was wrong too often."""
        return self.tries >= MOST_TRIES

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.used_at is None and not self.is_expired and not self.is_locked


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Any) -> "IntakeQuerySet":
        """Every intake, for those who treat; the desk sees that there is one, and not what it says."""
        if Permission.CLINICAL_VIEW not in permissions_for(user):
            return self.none()
        return self.select_related("patient", "version", "entered_by")


class Intake(MadeOnce):
    """What a patient answered, as handed in. It never changes: an update is a new intake."""

    class How(models.TextChoices):
        ONLINE = "online", "Online"
        TABLET = "tablet", "On the clinic’s tablet"
        PAPER = "paper", "On paper, typed in"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intakes")
    link = models.OneToOneField(IntakeLink, null=True, on_delete=models.PROTECT, related_name="intake")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    born_on = models.DateField(null=True, help_text="Date of birth as the patient gave it.")
    filled_on = models.DateField()
    submitted_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=10, choices=How.choices)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    starts_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(name="intakes_of_a_patient", fields=["patient", "-submitted_at"])]
        constraints = [
            models.CheckConstraint(name="intake_how_is_known", condition=Q(how__in=["online", "tablet", "paper"])),
            models.CheckConstraint(
                name="intake_on_paper_names_who_typed_it",
                condition=Q(how="paper", entered_by__isnull=False, link__isnull=True)
                | (~Q(how="paper") & Q(entered_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Intake {self.pk}"

    @property
    def questions(self) -> list[Question]:
        """The questions that were answered, in their order."""
        return [question for question in self.version.questionnaire.questions.values() if question.id in self.answers]


class IntakeDraft(models.Model):
    """Answers that are not handed in yet: one draft a patient, whichever device or link they use."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="intake_draft")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    step = models.CharField(max_length=60, blank=True, help_text="The step that was saved last.")
    number = models.PositiveIntegerField(default=0, help_text="Counts what was saved, so that two windows notice.")
    born_on = models.DateField(null=True)
    starts_from = models.ForeignKey(Intake, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Intake draft {self.pk}"


class InstrumentLicence(models.Model):
    """The clinic's word that it may use a published score that needs a licence. Of one score the newest row counts."""

    instrument = models.CharField(max_length=60)
    holder = models.CharField("licence holder", max_length=200, help_text="Whom the licence names, such as the clinic.")
    reference = models.CharField(
        "licence reference", max_length=200, help_text="Its number, or the date of the letter."
    )
    held_from = models.DateField()
    held_until = models.DateField(null=True, blank=True, help_text="Blank: until further notice.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["instrument", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="instrument_licence_names_its_papers", condition=~Q(holder="") & ~Q(reference="")
            ),
            models.CheckConstraint(
                name="instrument_licence_ends_after_it_begins",
                condition=Q(held_until__isnull=True) | Q(held_until__gte=F("held_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}, {self.reference}"
