"""Conditions, factsheets and their versions. A published version never changes; a change is a new version."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .evidence import Claim

LONGEST_REVIEW_MONTHS = 60


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
    """One wording of a sheet. It keeps all that printing it needs, so that old versions print as they were.

    Written in the browser it goes draft, reviewed by somebody who wrote none of it, published; from a file it is
    published at once. Triggers hold to this order (migration 0006).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"

    class Origin(models.TextChoices):
        FILES = "files", "Loaded from a file"
        BROWSER = "browser", "Written here"

    sheet = models.ForeignKey(Factsheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILES)
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
    review_months = models.PositiveSmallIntegerField(default=12, help_text="From publishing to the next review.")
    revision = models.PositiveIntegerField(
        default=1, help_text="Counts the savings, so that no one overwrites another."
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claims = models.ManyToManyField(Claim, through="Statement", related_name="versions")

    class Meta:
        ordering = ["sheet", "-number"]
        constraints = [
            models.UniqueConstraint(name="one_version_per_number", fields=["sheet", "number"]),
            models.UniqueConstraint(
                name="one_open_draft_per_sheet", fields=["sheet"], condition=Q(status__in=["draft", "reviewed"])
            ),
            models.CheckConstraint(name="version_numbers_start_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="version_status_is_known", condition=Q(status__in=["draft", "reviewed", "published"])
            ),
            models.CheckConstraint(name="version_origin_is_known", condition=Q(origin__in=["files", "browser"])),
            models.CheckConstraint(name="version_revision_from_1", condition=Q(revision__gte=1)),
            models.CheckConstraint(
                name="version_review_is_within_five_years",
                condition=Q(review_months__range=(1, LONGEST_REVIEW_MONTHS)),
            ),
            models.CheckConstraint(
                name="published_version_has_its_dates",
                condition=~Q(status="published") | Q(published_on__isnull=False, review_by__gt=F("published_on")),
            ),
            models.CheckConstraint(
                name="reviewer_and_review_day_come_together",
                condition=Q(reviewer="", reviewed_on__isnull=True) | (~Q(reviewer="") & Q(reviewed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="version_written_here_names_its_people",
                condition=Q(origin="files")
                | Q(written_by__isnull=False)
                & (
                    Q(status="draft", reviewed_by__isnull=True, reviewer="")
                    | Q(status="reviewed", reviewed_by__isnull=False) & ~Q(reviewer="")
                    | Q(status="published", reviewed_by__isnull=False, published_by__isnull=False) & ~Q(reviewer="")
                ),
            ),
            models.CheckConstraint(
                name="reviewer_is_not_the_author",
                condition=Q(reviewed_by__isnull=True) | Q(written_by__isnull=True) | ~Q(reviewed_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} version {self.number}"

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.PUBLISHED

    def is_overdue(self, on: date) -> bool:
        return self.review_by is not None and self.review_by < on


class Saving(models.Model):
    """That somebody saved a draft: whoever did so wrote in it, and may not be the one who reviews it."""

    version = models.ForeignKey(FactsheetVersion, on_delete=models.CASCADE, related_name="savings")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["version", "revision"]
        constraints = [models.UniqueConstraint(name="one_saving_per_revision", fields=["version", "revision"])]

    def __str__(self) -> str:
        return f"Revision {self.revision} of version {self.version_id}"


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
