"""What the clinic changed in the table of safety rules: rows added, switched off, switched on. Nothing is rewritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from clinic.trail.once import MadeOnce


class RuleChange(MadeOnce):
    """One change of one rule, with who made it and why. The newest change of a rule says whether it is on."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        OFF = "off", "Switched off"
        ON = "on", "Switched on"

    rule_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rule = models.JSONField(null=True, blank=True, help_text="The row as the tables write it, for a rule added.")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="rule_change_kind_is_known", condition=Q(kind__in=["added", "off", "on"])),
            models.CheckConstraint(
                name="rule_change_names_the_rule_and_a_reason",
                condition=~Q(rule_id="") & Q(GreaterThan(Length(Trim("reason")), 0)),
            ),
            models.CheckConstraint(
                name="rule_change_adds_a_rule_and_nothing_else",
                condition=Q(kind="added", rule__isnull=False) | ~Q(kind="added") & Q(rule__isnull=True),
            ),
            models.UniqueConstraint(name="rule_added_once", fields=["rule_id"], condition=Q(kind="added")),
        ]

    def __str__(self) -> str:
        return f"Rule change {self.pk}"
