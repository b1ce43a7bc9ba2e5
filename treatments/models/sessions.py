"""Session: one visit's record, draft then signed; the points used in it and the scores taken."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.trail.once import MadeOnce
from patients.models import Patient

from .courses import Course
from .points import Point

MOST_NEEDLES = 200
LONGEST_RETENTION_MINUTES = 180
DEEPEST_MM = 100
WORST_PAIN_MM = 100


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Any) -> "SessionQuerySet":
        """Every session, for those who may read clinical records, with all that a page's head shows."""
        if Permission.CLINICAL_VIEW not in permissions_for(user):
            return self.none()
        return self.select_related(
            "course__patient", "course__condition", "practitioner", "appointment__site", "signed_by"
        )

    def drafts(self) -> "SessionQuerySet":
        return self.filter(status=Session.Status.DRAFT)

    def signed(self) -> "SessionQuerySet":
        return self.filter(status=Session.Status.SIGNED)


class Session(MadeOnce):
    """One visit's record. Once signed it does not change (triggers `session_signed_is_final` and its companions)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    appointment = models.OneToOneField(
        "diary.Appointment", on_delete=models.PROTECT, related_name="session", null=True, blank=True
    )
    practitioner = models.ForeignKey(
        "staff.Practitioner", on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    change_since = models.TextField("what has changed", max_length=4000, blank=True)
    tongue = models.CharField(max_length=300, blank=True)
    pulse = models.CharField(max_length=300, blank=True)
    patterns = models.CharField(max_length=300, blank=True)
    principle = models.CharField(max_length=300, blank=True)
    notes = models.TextField(max_length=10_000, blank=True)
    advice = models.TextField(max_length=4000, blank=True)
    needles_in = models.PositiveSmallIntegerField(null=True, blank=True)
    needles_out = models.PositiveSmallIntegerField(null=True, blank=True)
    needles_note = models.CharField("why the counts differ", max_length=300, blank=True)
    retention_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    signed_credentials = models.JSONField(null=True, blank=True, help_text="As valid on the day of the session.")
    version = models.PositiveIntegerField(default=1, help_text="Counts the savings, so that no one overwrites another.")
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(name="session_by_course", fields=["course", "started_at"]),
            models.Index(name="session_by_practitioner", fields=["practitioner", "started_at"]),
            models.Index(name="session_drafts", fields=["practitioner", "started_at"], condition=Q(status="draft")),
        ]
        constraints = [
            models.CheckConstraint(name="session_status_is_known", condition=Q(status__in=["draft", "signed"])),
            models.CheckConstraint(
                name="session_signed_says_who_when_and_credentials",
                condition=Q(
                    status="signed",
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    signed_credentials__isnull=False,
                )
                | Q(status="draft", signed_at__isnull=True, signed_by__isnull=True, signed_credentials__isnull=True),
            ),
            models.CheckConstraint(
                name="session_signed_accounts_for_its_needles",
                condition=Q(status="draft")
                | Q(needles_in__isnull=False, needles_out__isnull=False)
                & (Q(needles_out=F("needles_in")) | ~Q(needles_note="")),
            ),
            models.CheckConstraint(
                name="session_no_more_needles_out_than_in",
                condition=Q(needles_out__isnull=True) | Q(needles_in__isnull=False, needles_out__lte=F("needles_in")),
            ),
            models.CheckConstraint(
                name="session_needles_0_to_200",
                condition=Q(needles_in__isnull=True) | Q(needles_in__range=(0, MOST_NEEDLES)),
            ),
            models.CheckConstraint(
                name="session_retention_0_to_180_minutes",
                condition=Q(retention_minutes__isnull=True)
                | Q(retention_minutes__range=(0, LONGEST_RETENTION_MINUTES)),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            # For drafts "not in the future" is the rule of the actions: a constraint has no clock.
            models.CheckConstraint(
                name="session_not_signed_before_it_starts",
                condition=Q(signed_at__isnull=True) | Q(signed_at__gte=F("started_at")),
            ),
            models.CheckConstraint(name="session_version_from_1", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.course.patient_id

    @property
    def patient(self) -> Patient:
        return self.course.patient

    @property
    def is_signed(self) -> bool:
        return self.status == self.Status.SIGNED


class Side(models.TextChoices):
    LEFT = "left", "Left"
    RIGHT = "right", "Right"
    BOTH = "both", "Both sides"
    MIDLINE = "midline", "Midline"


class Angle(models.TextChoices):
    PERPENDICULAR = "perpendicular", "Perpendicular"
    OBLIQUE = "oblique", "Oblique"
    TRANSVERSE = "transverse", "Transverse"


class PointUse(models.Model):
    """One point needled in one session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="point_uses", db_index=False)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="uses", db_index=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    depth_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    angle = models.CharField(max_length=14, choices=Angle.choices, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["session", "order"]
        constraints = [
            models.UniqueConstraint(name="point_use_once_per_side", fields=["session", "point", "side"]),
            models.CheckConstraint(
                name="point_use_side_is_known", condition=Q(side__in=["left", "right", "both", "midline"])
            ),
            models.CheckConstraint(
                name="point_use_angle_is_known",
                condition=Q(angle__in=["", "perpendicular", "oblique", "transverse"]),
            ),
            models.CheckConstraint(
                name="point_use_depth_1_to_100_mm",
                condition=Q(depth_mm__isnull=True) | Q(depth_mm__range=(1, DEEPEST_MM)),
            ),
        ]

    def __str__(self) -> str:
        return f"Point use {self.pk}"


class Measure(models.Model):
    """One score. VAS in millimetres: 0 = no pain, 100 = worst pain, so lower is better. Blank is no row, never 0."""

    class Kind(models.TextChoices):
        VAS = "vas", "Pain (VAS)"

    class Moment(models.TextChoices):
        BEFORE = "before", "Before the session"
        AFTER = "after", "After the session"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="measures", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="measures", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.VAS)
    moment = models.CharField(max_length=10, choices=Moment.choices)
    value_mm = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(name="measure_by_course", fields=["course", "kind", "taken_at"])]
        constraints = [
            models.UniqueConstraint(name="measure_once_per_moment", fields=["session", "kind", "moment"]),
            models.CheckConstraint(name="measure_vas_0_to_100_mm", condition=Q(value_mm__range=(0, WORST_PAIN_MM))),
            models.CheckConstraint(name="measure_kind_is_known", condition=Q(kind__in=["vas"])),
            models.CheckConstraint(name="measure_moment_is_known", condition=Q(moment__in=["before", "after"])),
        ]

    def __str__(self) -> str:
        return f"Measure {self.pk}"
