"""Appointments, and the append-only history of what happened to each."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.staff.models import Practitioner
from clinic.times import day_bounds
from clinic.trail.once import MadeOnce

from .places import Room, Service, Site


class Channel(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video"
    PHONE = "phone", "Phone"


class Status(models.TextChoices):
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    IN_TREATMENT = "in_treatment", "In treatment"
    COMPLETED = "completed", "Completed"
    CANCELLED_BY_PATIENT = "cancelled_by_patient", "Cancelled by patient"
    CANCELLED_BY_CLINIC = "cancelled_by_clinic", "Cancelled by clinic"
    DID_NOT_ATTEND = "did_not_attend", "Did not attend"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


# Those that hold their time and room. The overlap rule in the database lists the same words (`clinic.diary.overlap`).
LIVE = ("booked", "arrived", "in_treatment", "completed")
CANCELLED = ("cancelled_by_patient", "cancelled_by_clinic")
# A service takes at most 480 minutes and 120 after it: no search for overlaps need look further back.
LONGEST = timedelta(minutes=600)


class CancelReason(models.TextChoices):
    UNWELL = "unwell", "Unwell"
    WORK_OR_FAMILY = "work_or_family", "Work or family"
    TRANSPORT = "transport", "Transport or weather"
    COST = "cost", "Cost"
    FEELING_BETTER = "feeling_better", "Feeling better"
    NO_LONGER_WANTED = "no_longer_wanted", "No longer wanted"
    PRACTITIONER_AWAY = "practitioner_away", "Practitioner away"
    CLINIC_CLOSED = "clinic_closed", "Clinic closed"
    OTHER = "other", "Another reason"
    NOT_SAID = "not_said", "Not said"


class Source(models.TextChoices):
    DESK = "desk", "Desk"
    ONLINE = "online", "Online"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: Any) -> "AppointmentQuerySet":
        """Every appointment for those who may see the diary, with all that a page shows of one."""
        if Permission.DIARY_VIEW not in permissions_for(user):
            return self.none()
        return self.with_names()

    def with_names(self) -> "AppointmentQuerySet":
        return self.select_related("patient", "practitioner", "service", "room", "site")

    def on_day(self, day: date, zone: str) -> "AppointmentQuerySet":
        start, end = day_bounds(day, zone)
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def live(self) -> "AppointmentQuerySet":
        """Those that hold their time."""
        return self.filter(status__in=LIVE)

    def overlapping(self, start: datetime, end: datetime) -> "AppointmentQuerySet":
        """Those whose time, buffer included, meets [start, end). Filter by practitioner or room as well."""
        return self.filter(starts_at__gt=start - LONGEST, starts_at__lt=end, busy_until__gt=start)


class Appointment(MadeOnce):
    """One person's booked time with one practitioner. A move keeps the row; its history says where it was."""

    Status = Status
    Channel = Channel
    Source = Source
    CancelReason = CancelReason

    # The indexes below begin with patient, practitioner and room, so those columns need none of their own.
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="appointments", null=True, blank=True, db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.IN_PERSON)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_until = models.DateTimeField(help_text="The end with the minutes kept free afterwards.")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.BOOKED)
    reference = models.CharField(max_length=12, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.DESK)
    note = models.CharField(max_length=300, blank=True, help_text="For the desk; nothing clinical.")
    booked_at = models.DateTimeField(default=timezone.now)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    cancel_reason = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["practitioner", "starts_at"], name="appointment_by_practitioner"),
            models.Index(fields=["room", "starts_at"], name="appointment_by_room"),
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(fields=["patient", "-starts_at"], name="appointment_by_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")) & Q(busy_until__gte=F("ends_at")),
            ),
            models.CheckConstraint(name="appointment_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="appointment_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="appointment_source_is_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="appointment_room_only_in_person", condition=Q(room__isnull=True) | Q(channel="in_person")
            ),
            models.CheckConstraint(name="appointment_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="appointment_cancelled_says_when_and_why",
                condition=(
                    Q(status__in=CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")
                    | ~Q(status__in=CANCELLED)
                    & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_cancelled(self) -> bool:
        return self.status in CANCELLED

    @property
    def local_start(self) -> datetime:
        """The start on the site's wall clock."""
        return self.starts_at.astimezone(ZoneInfo(self.site.time_zone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.site.time_zone))

    @property
    def local_day(self) -> date:
        return self.local_start.date()


class AppointmentEvent(models.Model):
    """One thing that happened to an appointment. Never changed afterwards (trigger `appointment_event_is_final`)."""

    class Kind(models.TextChoices):
        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved"
        STATUS = "status", "Marked"
        UNDONE = "undone", "Put back"
        CANCELLED = "cancelled", "Cancelled"

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    from_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    from_start = models.DateTimeField(null=True)
    to_start = models.DateTimeField()
    from_practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    to_practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="appointment_event_kind_is_known",
                condition=Q(kind__in=["booked", "moved", "status", "undone", "cancelled"]),
            ),
            models.CheckConstraint(
                name="appointment_move_says_from_where",
                condition=~Q(kind="moved") | Q(from_start__isnull=False, from_practitioner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Event {self.pk}"
