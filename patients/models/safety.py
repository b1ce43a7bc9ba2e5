"""What a patient answered to the safety questions, and that nothing has changed since. The newest answers count."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients.models.people import Patient
from patients.rules.alerts import codes_of
from patients.rules.answers import ANSWER_WORDS, LISTS, MOST_WEEKS, QUESTIONS, Answer, ScreeningAnswers

ANSWER_COLUMNS = (*QUESTIONS, *(f"has_{name}" for name in LISTS))


def answer(verbose_name: str) -> models.CharField:
    choices = [(value.value, words) for value, words in ANSWER_WORDS.items()]
    return models.CharField(verbose_name.lower(), max_length=10, choices=choices, default=Answer.NOT_ASKED.value)


class SafetyScreeningQuerySet(models.QuerySet["SafetyScreening"]):
    def visible_to(self, user: Any) -> "SafetyScreeningQuerySet":
        """Every screening, for those who may read clinical records."""
        return self if Permission.CLINICAL_VIEW in permissions_for(user) else self.none()


class SafetyScreening(MadeOnce):
    """One patient's answers on one day. A row never changes: new answers are a new row."""

    class Source(models.TextChoices):
        INTAKE = "intake", "The patient’s own answers"
        STAFF = "staff", "Asked at the clinic"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="screenings", db_index=False)
    taken_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    intake_number = models.PositiveBigIntegerField(null=True, blank=True, help_text="The intake it was read from.")
    pregnant = answer(QUESTIONS["pregnant"])
    pregnant_weeks = models.PositiveSmallIntegerField("week of pregnancy", null=True, blank=True)
    blood_thinner = answer(QUESTIONS["blood_thinner"])
    bleeding_disorder = answer(QUESTIONS["bleeding_disorder"])
    heart_valve_disease = answer(QUESTIONS["heart_valve_disease"])
    epilepsy = answer(QUESTIONS["epilepsy"])
    fainting = answer(QUESTIONS["fainting"])
    immune_suppressed = answer(QUESTIONS["immune_suppressed"])
    diabetes = answer(QUESTIONS["diabetes"])
    metal_allergy = answer(QUESTIONS["metal_allergy"])
    infection_risk = answer(QUESTIONS["infection_risk"])
    skin_infection = answer(QUESTIONS["skin_infection"])
    recent_surgery = answer(QUESTIONS["recent_surgery"])
    needle_fear = answer(QUESTIONS["needle_fear"])
    has_implants = answer("Implants")
    implants = models.JSONField(default=list, blank=True)
    implant_where = models.CharField(max_length=300, blank=True)
    has_lymphoedema = answer("Lymphoedema")
    lymphoedema = models.JSONField(default=list, blank=True)
    surgery_what = models.CharField(max_length=300, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    alerts = models.CharField(max_length=400, blank=True, editable=False, help_text="For lists; see patients.rules.")

    objects = SafetyScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="screening_by_patient", fields=["patient", "-id"])]
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"screening_{name}_is_an_answer", condition=Q(**{f"{name}__in": [one.value for one in Answer]})
                )
                for name in ANSWER_COLUMNS
            ),
            models.CheckConstraint(name="screening_source_is_known", condition=Q(source__in=["intake", "staff"])),
            models.CheckConstraint(
                name="screening_asked_at_the_clinic_says_by_whom", condition=Q(source="intake") | Q(by__isnull=False)
            ),
            models.CheckConstraint(
                name="screening_weeks_1_to_45_if_pregnant",
                condition=Q(pregnant_weeks__isnull=True) | Q(pregnant="yes", pregnant_weeks__range=(1, MOST_WEEKS)),
            ),
        ]

    def __str__(self) -> str:
        return f"Safety screening {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refresh_alerts()
        super().save(*args, **kwargs)

    def refresh_alerts(self) -> None:
        """Set the column that lists show, from the answers."""
        self.alerts = codes_of(self.answers, answered_on=self.taken_on)

    @property
    def taken_on(self) -> date:
        return timezone.localdate(self.taken_at)

    @property
    def answers(self) -> ScreeningAnswers:
        return ScreeningAnswers(**{name: getattr(self, name) for name in ScreeningAnswers.__dataclass_fields__})


class SafetyConfirmation(MadeOnce):
    """Somebody asked the patient, and nothing had changed since the screening."""

    screening = models.ForeignKey(
        SafetyScreening, on_delete=models.PROTECT, related_name="confirmations", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit_number = models.PositiveBigIntegerField(null=True, blank=True, help_text="The appointment, when known.")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="confirmation_by_screening", fields=["screening", "-id"])]

    def __str__(self) -> str:
        return f"Safety confirmation {self.pk}"
