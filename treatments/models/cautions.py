"""Why a caution was right for this patient on this day: one reason for each rule, kept with the session."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from .sessions import Session

LONGEST_REASON = 300


class CautionReason(models.Model):
    """One reason for one rule that spoke. It never changes; a better one is a new row, and the newest counts."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="caution_reasons")
    rule_id = models.CharField(max_length=60)
    sentence = models.TextField(help_text="What the rule said.")
    concerns = models.CharField(max_length=300, blank=True, help_text="The points or the modality that it spoke of.")
    reason = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="caution_reason_names_the_rule_and_says_why",
                condition=~Q(rule_id="") & ~Q(sentence="") & Q(GreaterThan(Length(Trim("reason")), 0)),
            ),
        ]

    def __str__(self) -> str:
        return f"Caution reason {self.pk}"
