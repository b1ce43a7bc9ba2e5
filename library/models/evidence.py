"""Where statements come from: documents, the works they cite, and each statement's place and audit verdict."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property


class Source(models.Model):
    """A document of the clinic's that the library draws on."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=250)
    author = models.CharField(max_length=150, blank=True)
    publisher = models.CharField(max_length=150, blank=True)
    published = models.CharField(max_length=60, blank=True, help_text="The date as the document prints it.")
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64, unique=True)
    posts = models.JSONField(default=list, blank=True, help_text="Id and title of each part, where there are several.")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [models.CheckConstraint(name="source_has_a_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class Reference(models.Model):
    """One work, as CSL-JSON, so that it exchanges with reference managers."""

    slug = models.SlugField(max_length=80, unique=True)
    csl = models.JSONField(default=dict)
    is_complete = models.BooleanField(default=True, help_text="The list gives enough to find the work.")
    note = models.TextField(blank=True)
    listed_in = models.ManyToManyField(Source, through="Listing", related_name="references")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Listing(models.Model):
    """That a source lists a work, and in what words."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="listings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="listings")
    as_printed = models.TextField(blank=True)

    class Meta:
        ordering = ["reference", "source"]
        constraints = [models.UniqueConstraint(name="work_is_listed_once", fields=["reference", "source"])]

    def __str__(self) -> str:
        return f"{self.reference} in {self.source}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_standing(self) -> "ClaimQuerySet":
        """Each claim with its newest settlement, in the same query."""
        newest = apps.get_model("library.Settlement").objects.filter(claim=OuterRef("pk")).order_by("-number")
        return self.annotate(
            settled_number=Coalesce(Subquery(newest.values("number")[:1]), 0),
            settled_verdict=Coalesce(Subquery(newest.values("verdict")[:1]), Value("")),
        )


class Claim(models.Model):
    """One statement in our own words, its place in a source, the citation printed there, and what the audit found."""

    class Verdict(models.TextChoices):
        CITED_AND_LISTED = "cited_and_listed", "Cited and listed"
        CITED_NOT_LISTED = "cited_not_listed", "Cited, not listed"
        OTHER_SUBJECT = "cited_listed_other_subject", "Cited, but the listed work is about something else"
        AMBIGUOUS = "citation_ambiguous", "Citation ambiguous"
        NO_CITATION = "no_citation", "No citation given"

    slug = models.SlugField(max_length=80, unique=True)
    statement = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    place = models.JSONField(default=dict, help_text="Post where there are several, heading, and paragraph below it.")
    cited_as = models.TextField(blank=True, help_text="Exactly what the document prints.")
    references = models.ManyToManyField(Reference, blank=True, related_name="claims")
    verdict = models.CharField(max_length=30, choices=Verdict.choices)
    has_figures = models.BooleanField(default=False, help_text="Figures given without a full reference.")
    findings = models.JSONField(default=list, blank=True, help_text="What is odd about the citation (library.audit).")
    note = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="claim_says_something", condition=~Q(statement="")),
            models.CheckConstraint(
                name="claim_verdict_is_known",
                condition=Q(
                    verdict__in=[
                        "cited_and_listed",
                        "cited_not_listed",
                        "cited_listed_other_subject",
                        "citation_ambiguous",
                        "no_citation",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="claim_cited_and_listed_has_a_citation",
                condition=~Q(verdict="cited_and_listed") | ~Q(cited_as=""),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @cached_property
    def settled_verdict(self) -> str:
        """What an editor settled last; empty where nobody did, or where it was withdrawn."""
        newest = self.settlements.order_by("-number").first()
        return newest.verdict if newest else ""

    @property
    def effective_verdict(self) -> str:
        """The verdict that counts for printing: the newest settlement's, or the one that the audit found."""
        return self.settled_verdict or self.verdict

    @property
    def effective_has_figures(self) -> bool:
        """Figures wait for a full reference; an editor who names the work has given it."""
        return self.has_figures and self.settled_verdict != self.Verdict.CITED_AND_LISTED

    def as_line(self) -> dict[str, Any]:
        """What a version keeps of the claim: enough to print it again when the claim has changed."""
        return {"claim": self.slug, "statement": self.statement, "verdict": self.effective_verdict, "place": self.place}
