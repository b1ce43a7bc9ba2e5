"""Conditions, factsheets and their versions. A published version never changes; a change is a new version."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from .evidence import Claim


class Condition(models.Model):
    """What people come with, as courses, the directory and factsheets name it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    synonyms = models.JSONField(default=list, blank=True)
    icd10 = models.CharField("ICD-10 code", max_length=10, blank=True)
    body_area = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="condition_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="condition_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Factsheet(models.Model):
    """A sheet on a condition or a topic, in one language. What it says is in its versions."""

    class Kind(models.TextChoices):
        CONDITION = "condition", "Condition"
        TOPIC = "topic", "Topic"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Español"
        CHINESE = "zh-hans", "简体中文"

    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.ENGLISH)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="factsheets")
    body_area = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=100, help_text="Where it stands among the others.")
    related = models.JSONField(default=list, blank=True, help_text="Slugs of sheets to read next.")
    current = models.ForeignKey(
        "FactsheetVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The published version that is shown and printed; none: the sheet is not shown.",
    )
    search_words = models.TextField(blank=True, help_text="What it is found by, accents folded.")

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(name="one_sheet_per_slug_and_language", fields=["slug", "language"]),
            models.CheckConstraint(
                name="factsheet_language_is_known", condition=Q(language__in=["en", "es", "zh-hans"])
            ),
            models.CheckConstraint(
                name="factsheet_on_a_condition_names_it",
                condition=Q(kind="condition", condition__isnull=False) | Q(kind="topic", condition__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"


class FactsheetVersion(models.Model):
    """One wording of a sheet. It keeps all that printing it needs, so that old versions print as they were."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"

    sheet = models.ForeignKey(Factsheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=250)
    body = models.TextField(help_text="Markdown with claim marks.")
    notes = models.JSONField(default=dict, help_text="The works and places cited, numbered, as published.")
    checksum = models.CharField(max_length=64)
    author = models.CharField(max_length=150)
    reviewer = models.CharField(max_length=150, blank=True, help_text="The clinician who did; empty: nobody yet.")
    reviewed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    claims = models.ManyToManyField(Claim, through="Statement", related_name="versions")

    class Meta:
        ordering = ["sheet", "-number"]
        constraints = [
            models.UniqueConstraint(name="one_version_per_number", fields=["sheet", "number"]),
            models.CheckConstraint(name="version_numbers_start_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="version_status_is_known", condition=Q(status__in=["draft", "reviewed", "published"])
            ),
            models.CheckConstraint(
                name="published_version_has_its_dates",
                condition=~Q(status="published") | Q(published_on__isnull=False, review_by__gt=F("published_on")),
            ),
            models.CheckConstraint(
                name="reviewer_and_review_day_come_together",
                condition=Q(reviewer="", reviewed_on__isnull=True) | (~Q(reviewer="") & Q(reviewed_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} version {self.number}"

    def is_overdue(self, on: date) -> bool:
        return self.review_by is not None and self.review_by < on


class Statement(models.Model):
    """That a version prints a claim, and where: sections and statements are counted from the top."""

    version = models.ForeignKey(FactsheetVersion, on_delete=models.PROTECT, related_name="statements")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="statements")
    order = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=80)

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(name="statement_has_its_own_place", fields=["version", "order"])]

    def __str__(self) -> str:
        return f"{self.claim} in version {self.version_id}"
