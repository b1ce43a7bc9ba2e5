"""How editors settle what the audit left open: one row for each decision, never changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Trim
from django.db.models.lookups import Exact
from django.utils import timezone

from clinic.trail.once import MadeOnce

from .evidence import Claim, Reference


class Settlement(MadeOnce):
    """An editor's verdict on a claim, with the reason. The newest counts; without a verdict it takes the last back."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="settlements")
    number = models.PositiveIntegerField(help_text="Counts the settlements of one claim from 1.")
    was = models.CharField(max_length=30, choices=Claim.Verdict.choices, help_text="The verdict until then.")
    verdict = models.CharField(
        max_length=30, choices=Claim.Verdict.choices, blank=True, help_text="Empty: what the audit found counts again."
    )
    reference = models.ForeignKey(
        Reference, on_delete=models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["claim", "-number"]
        constraints = [
            models.UniqueConstraint(name="settlements_of_a_claim_are_counted", fields=["claim", "number"]),
            models.CheckConstraint(name="settlement_numbers_start_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="settlement_verdicts_are_known",
                condition=Q(was__in=Claim.Verdict.values) & Q(verdict__in=["", *Claim.Verdict.values]),
            ),
            models.CheckConstraint(name="settlement_gives_a_reason", condition=~Q(Exact(Trim("reason"), Value("")))),
            models.CheckConstraint(
                name="settlement_to_cited_names_the_work",
                condition=Q(verdict="cited_and_listed", reference__isnull=False)
                | (~Q(verdict="cited_and_listed") & Q(reference__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}, settlement {self.number}"

    @property
    def is_withdrawal(self) -> bool:
        return not self.verdict
