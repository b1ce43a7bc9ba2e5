"""Course: a planned series of sessions for one complaint."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce

MOST_PLANNED = 60


def reads_courses(user: Any) -> bool:
    """Whether the user's role reads clinical records at all."""
    return Permission.CLINICAL_VIEW in permissions_for(user)


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: Any) -> "CourseQuerySet":
        """Every course, for those who may read clinical records."""
        return self if reads_courses(user) else self.none()

    def current(self) -> "CourseQuerySet":
        return self.filter(status=Course.Status.CURRENT)


class Course(MadeOnce):
    """A planned series of sessions, with the complaint in the patient's words."""

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped early"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="courses", db_index=False)
    practitioner = models.ForeignKey("staff.Practitioner", on_delete=models.PROTECT, related_name="courses")
    condition = models.ForeignKey(
        "library.Condition", on_delete=models.PROTECT, related_name="courses", null=True, blank=True
    )
    complaint = models.CharField(max_length=300, help_text="In the patient's words.")
    goal = models.CharField(max_length=300, blank=True)
    planned_sessions = models.PositiveSmallIntegerField(default=8)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CURRENT)
    started_on = models.DateField()
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        indexes = [models.Index(name="course_by_patient", fields=["patient", "-started_on"])]
        constraints = [
            models.CheckConstraint(name="course_names_the_complaint", condition=~Q(complaint="")),
            models.CheckConstraint(
                name="course_plans_1_to_60_sessions", condition=Q(planned_sessions__range=(1, MOST_PLANNED))
            ),
            models.CheckConstraint(
                name="course_status_is_known", condition=Q(status__in=["current", "finished", "stopped"])
            ),
        ]

    def __str__(self) -> str:
        return f"Course {self.pk}"
