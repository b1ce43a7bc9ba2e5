"""When practitioners work, and when they are away."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from clinic.staff.models import Practitioner

from .places import Site

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class WorkingHours(models.Model):
    """One stretch of one weekday on which a practitioner works at a site, by that site's wall clock."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="working_hours")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    from_time = models.TimeField("from")
    until_time = models.TimeField("until")

    class Meta:
        ordering = ["practitioner", "weekday", "from_time", "pk"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(name="working_hours_weekday_0_to_6", condition=Q(weekday__range=(0, 6))),
            models.CheckConstraint(
                name="working_hours_end_after_they_begin", condition=Q(until_time__gt=F("from_time"))
            ),
            models.UniqueConstraint(name="working_hours_begin_once", fields=["practitioner", "weekday", "from_time"]),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.from_time:%H:%M} to {self.until_time:%H:%M}"

    def clean(self) -> None:
        if None in (self.practitioner_id, self.weekday, self.from_time, self.until_time):
            return
        others = WorkingHours.objects.filter(practitioner_id=self.practitioner_id, weekday=self.weekday)
        clash = others.filter(from_time__lt=self.until_time, until_time__gt=self.from_time).exclude(pk=self.pk).first()
        if clash is not None:
            raise ValidationError(f"These hours overlap {clash}, which are already entered. Change one of the two.")


class TimeOff(models.Model):
    """A stretch in which a practitioner does not work: holiday, illness, a course."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="time_off", db_index=False)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(max_length=100, blank=True, help_text="Shown to staff only.")

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name_plural = "time off"
        indexes = [models.Index(fields=["practitioner", "ends_at"], name="time_off_by_practitioner")]
        constraints = [
            models.CheckConstraint(name="time_off_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"Time off {self.pk}"
