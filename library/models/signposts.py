"""Marks that are no claims: what guidelines say, when to get help, what the clinic itself does."""

from django.db import models
from django.db.models import Q


class Signpost(models.Model):
    """One such mark, with all that its content file says of it."""

    class Kind(models.TextChoices):
        SAFETY = "safety", "Safety advice"
        GUIDELINE = "guideline", "Official guideline"
        PRACTICE = "practice", "What this clinic does"

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    entry = models.JSONField(default=dict)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="signpost_kind_is_known", condition=Q(kind__in=["safety", "guideline", "practice"])
            ),
        ]

    def __str__(self) -> str:
        return self.slug
