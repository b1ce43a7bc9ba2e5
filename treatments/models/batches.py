"""The handouts of a day printed in one go: what was asked for, and how far it has come."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from library.models import Factsheet, Handout


class PrintBatchQuerySet(models.QuerySet["PrintBatch"]):
    def visible_to(self, user: Any) -> "PrintBatchQuerySet":
        """Every batch, for those who may give handouts; none for anybody else."""
        return self if Permission.HANDOUT_GIVE in permissions_for(user) else self.none()


class PrintBatch(MadeOnce):
    """Sheets for the people booked on one day, on one kind of paper. It never changes; its items are worked off."""

    day = models.DateField()
    paper = models.CharField(max_length=10, choices=Handout.Paper.choices, default=Handout.Paper.A4)
    two_sided = models.BooleanField(default=False, help_text="Each sheet begins on a new piece of paper.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="batch_by_day", fields=["day", "-at"])]
        constraints = [models.CheckConstraint(name="batch_paper_is_known", condition=Q(paper__in=["a4", "letter"]))]

    def __str__(self) -> str:
        return f"Print batch {self.pk}"


class PrintItem(models.Model):
    """One sheet for one person. It waits, and then it was given, or left out because the sheet was withdrawn."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        GIVEN = "given", "Recorded"
        LEFT_OUT = "left_out", "Left out"

    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="items", db_index=False)
    order = models.PositiveSmallIntegerField()
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Factsheet, on_delete=models.PROTECT, related_name="+")
    print_size = models.CharField(max_length=10, choices=Handout.PrintSize.choices, default=Handout.PrintSize.NORMAL)
    once_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    handout = models.OneToOneField(Handout, on_delete=models.PROTECT, null=True, blank=True, related_name="print_item")

    class Meta:
        ordering = ["batch", "order"]
        constraints = [
            models.UniqueConstraint(name="print_item_has_its_own_place", fields=["batch", "order"]),
            models.UniqueConstraint(name="batch_gives_a_person_one_sheet", fields=["batch", "patient"]),
            models.CheckConstraint(name="print_item_size_is_known", condition=Q(print_size__in=["normal", "large"])),
            models.CheckConstraint(
                name="print_item_state_is_known", condition=Q(state__in=["waiting", "given", "left_out"])
            ),
            models.CheckConstraint(
                name="print_item_given_has_its_handout",
                condition=Q(state="given", handout__isnull=False) | (~Q(state="given") & Q(handout__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Print item {self.pk}"
