"""The catalogue of points, and the keys under which each is found."""

import uuid

from django.db import models
from django.db.models import Q


class Point(models.Model):
    """One acupuncture point by its WHO code."""

    code = models.CharField(max_length=12, unique=True)
    pinyin = models.CharField(max_length=40)
    pinyin_plain = models.CharField(max_length=40)
    hanzi = models.CharField(max_length=12)
    hanzi_traditional = models.CharField(max_length=12)
    english_name = models.CharField(max_length=80)
    aliases = models.CharField(max_length=120, blank=True, help_text="Other codes and names, separated by ;")
    channel = models.CharField(max_length=60)
    channel_code = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=30)
    is_bilateral = models.BooleanField("has a left and a right")
    categories = models.CharField(max_length=80, blank=True)
    category_detail = models.CharField(max_length=120, blank=True)
    cautions = models.CharField(max_length=80, blank=True)
    location_hint = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="point_once_per_channel_and_number", fields=["channel_code", "number"]),
            models.CheckConstraint(
                name="point_has_code_and_names", condition=~Q(code="") & ~Q(pinyin="") & ~Q(hanzi="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pinyin}"

    @property
    def label(self) -> str:
        return f"{self.code} {self.pinyin}"


class PointAlias(models.Model):
    """One folded key that leads to a point. Codes and Chinese names lead to one point; other names may be shared."""

    class Kind(models.TextChoices):
        CODE = "code", "Code"
        HANZI = "hanzi", "Chinese name"
        PINYIN = "pinyin", "Pinyin name"
        ENGLISH = "english", "English name"

    # Part of the catalogue, not of anyone's record: a point's keys go with it.
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="point_key_once_per_point", fields=["key", "point"]),
            models.UniqueConstraint(
                name="point_code_or_hanzi_is_one_point", fields=["key"], condition=Q(kind__in=["code", "hanzi"])
            ),
            models.CheckConstraint(name="point_key_is_not_empty", condition=~Q(key="")),
            models.CheckConstraint(
                name="point_key_kind_is_known", condition=Q(kind__in=["code", "hanzi", "pinyin", "english"])
            ),
        ]

    def __str__(self) -> str:
        return self.key


class CatalogueState(models.Model):
    """One row whose token changes with every change of the catalogue, so that each process knows when to reread it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(name="catalogue_state_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Catalogue {self.token}"
