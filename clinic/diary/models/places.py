"""Where people come and for what: sites, their rooms, and the services that can be booked."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from clinic.modalities import Modality


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"There is no time zone called {name}. Use a name such as Europe/London.")


def validate_step(minutes: int) -> None:
    """The diary is drawn in steps of five minutes."""
    if minutes % 5:
        raise ValidationError("Use a whole number of five minutes, such as 15 or 45.")


class Site(models.Model):
    """One address of the practice; its wall clock is the one that the diary speaks."""

    name = models.CharField(max_length=100, unique=True)
    address = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/London", validators=[validate_time_zone])
    phone = models.CharField(max_length=40, blank=True)
    jurisdiction = models.CharField(max_length=20, blank=True, help_text="For example GB, US-CA, US-NY.")
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="site_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="site_has_a_time_zone", condition=~Q(time_zone="")),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room that holds one appointment at a time."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["site", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="room_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(name="room_once_per_site", fields=["site", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Something that can be booked: how long it takes, what it costs, and how it can be had."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(unique=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(480), validate_step])
    buffer_minutes = models.PositiveSmallIntegerField(
        "minutes kept free afterwards", default=0, validators=[MaxValueValidator(120), validate_step]
    )
    price_pence = models.PositiveIntegerField("price in pence or cents", default=0)
    currency = models.CharField(max_length=3, default="GBP")
    is_free = models.BooleanField("free of charge", default=False)
    in_person = models.BooleanField(default=True)
    video = models.BooleanField(default=False)
    phone = models.BooleanField(default=False)
    needs_room = models.BooleanField("needs a room when in person", default=True)
    modality = models.CharField(
        max_length=20,
        choices=Modality.choices,
        blank=True,
        default="",
        help_text="What is done; it says which consents must stand. Blank for a talk.",
    )
    order = models.PositiveSmallIntegerField("place in lists", default=50)
    is_active = models.BooleanField("can be booked", default=True)

    class Meta:
        ordering = ["order", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="service_has_a_name", condition=~Q(name="") & ~Q(slug="")),
            models.CheckConstraint(name="service_takes_5_to_480_minutes", condition=Q(minutes__range=(5, 480))),
            models.CheckConstraint(name="service_buffer_up_to_120_minutes", condition=Q(buffer_minutes__lte=120)),
            models.CheckConstraint(
                name="service_free_means_no_price",
                condition=Q(is_free=True, price_pence=0) | Q(is_free=False, price_pence__gt=0),
            ),
            models.CheckConstraint(
                name="service_modality_is_known",
                condition=Q(modality__in=["", *Modality.values]),
            ),
            models.CheckConstraint(
                name="service_has_a_channel", condition=Q(in_person=True) | Q(video=True) | Q(phone=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def offers(self, channel: str) -> bool:
        """Whether it can be had by `channel` (in_person, video or phone)."""
        return channel in self.channels

    @property
    def channels(self) -> list[str]:
        return [channel for channel in ("in_person", "video", "phone") if getattr(self, channel)]
