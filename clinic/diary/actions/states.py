"""What becomes of an appointment: arrived, treated, missed, cancelled, put back."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.diary.errors import ChangedMeanwhile, NotYet, SlotTaken, WrongStep
from clinic.diary.models import Appointment, AppointmentEvent
from clinic.diary.models.appointments import CANCELLED, CancelReason, Status
from clinic.times import today, written_date

# From each state, where one press may lead. Undo is a step back, in UNDO.
STEPS: dict[str, frozenset[str]] = {
    Status.BOOKED: frozenset({Status.ARRIVED, Status.IN_TREATMENT, Status.COMPLETED, Status.DID_NOT_ATTEND}),
    Status.ARRIVED: frozenset({Status.IN_TREATMENT, Status.COMPLETED}),
    Status.IN_TREATMENT: frozenset({Status.COMPLETED}),
}
UNDO: dict[str, str] = {
    Status.ARRIVED: Status.BOOKED,
    Status.IN_TREATMENT: Status.ARRIVED,
    Status.DID_NOT_ATTEND: Status.BOOKED,
    Status.CANCELLED_BY_PATIENT: Status.BOOKED,
    Status.CANCELLED_BY_CLINIC: Status.BOOKED,
    Status.ENTERED_IN_ERROR: Status.BOOKED,
}
CAN_BE_CANCELLED = frozenset({Status.BOOKED, Status.ARRIVED})


def mark_status(*, by: Any, appointment: Appointment, to: str) -> Appointment:
    """Mark arrived, in treatment, completed or did not attend. Marking twice is marking once.

    Raises WrongStep, NotYet (before its day) or ChangedMeanwhile; nothing is changed then.
    """
    if appointment.status == to:
        return appointment
    if to not in STEPS.get(appointment.status, ()):
        raise WrongStep(
            f"This appointment is marked “{appointment.get_status_display()}”, so it cannot be marked "
            f"“{Status(to).label}”. Undo that first, or book a new appointment."
        )
    _check_day(appointment, to)
    return _change(appointment, by=by, to=to, kind=AppointmentEvent.Kind.STATUS)


def start(*, by: Any, appointment: Appointment) -> Appointment:
    """Treatment begins: for the session that is opened from Today. Nothing happens when it has begun or is over."""
    if appointment.status in (Status.IN_TREATMENT, Status.COMPLETED):
        return appointment
    return mark_status(by=by, appointment=appointment, to=Status.IN_TREATMENT)


def complete(*, by: Any, appointment: Appointment) -> Appointment:
    """Treatment is over: for the session that is signed."""
    return mark_status(by=by, appointment=appointment, to=Status.COMPLETED)


def undo(*, by: Any, appointment: Appointment) -> Appointment:
    """Take the last mark back. Raises SlotTaken when its time has been given to somebody else meanwhile."""
    to = UNDO.get(appointment.status)
    if to is None:
        raise WrongStep(f"This appointment is marked “{appointment.get_status_display()}”; nothing can be undone.")
    clear: dict[str, Any] = {}
    if appointment.status in CANCELLED:
        clear = {"cancelled_at": None, "cancelled_by": None, "cancel_reason": ""}
    try:
        return _change(appointment, by=by, to=to, kind=AppointmentEvent.Kind.UNDONE, **clear)
    except IntegrityError as error:
        if "appointment_no_overlap" not in str(error):
            raise
        raise SlotTaken(
            "This time has been given to somebody else meanwhile, so it cannot be put back. Book a new appointment."
        ) from error


def cancel_appointment(*, by: Any, appointment: Appointment, by_patient: bool, reason: str) -> Appointment:
    """Cancel, with a coded reason (CancelReason), and free its time. Cancelling twice is cancelling once."""
    if appointment.status in CANCELLED:
        return appointment
    if appointment.status not in CAN_BE_CANCELLED:
        raise WrongStep(f"This appointment is marked “{appointment.get_status_display()}”, so it cannot be cancelled.")
    to = Status.CANCELLED_BY_PATIENT if by_patient else Status.CANCELLED_BY_CLINIC
    reason = CancelReason(reason).value
    return _change(
        appointment,
        by=by,
        to=to,
        kind=AppointmentEvent.Kind.CANCELLED,
        cancelled_at=timezone.now(),
        cancelled_by=by,
        cancel_reason=reason,
    )


def mark_entered_in_error(*, by: Any, appointment: Appointment) -> Appointment:
    """The appointment should never have been made; it stays, and holds no time. Twice is once."""
    if appointment.status == Status.ENTERED_IN_ERROR:
        return appointment
    if appointment.status not in CAN_BE_CANCELLED:
        raise WrongStep(f"This appointment is marked “{appointment.get_status_display()}”. Undo that first.")
    return _change(appointment, by=by, to=Status.ENTERED_IN_ERROR, kind=AppointmentEvent.Kind.STATUS)


def _check_day(appointment: Appointment, to: str) -> None:
    if appointment.local_day > today(appointment.site.time_zone):
        raise NotYet(f"This appointment is on {written_date(appointment.local_day)}. Mark it on that day.")
    if to == Status.DID_NOT_ATTEND and appointment.starts_at > timezone.now():
        raise NotYet(
            f"This appointment begins at {appointment.local_start:%H:%M}. Mark “Did not attend” after that time."
        )


def _change(appointment: Appointment, *, by: Any, to: str, kind: str, **fields: Any) -> Appointment:
    """Change the status if nobody else has, and write the event; both or neither."""
    with transaction.atomic():
        untouched = Appointment.objects.filter(pk=appointment.pk, status=appointment.status)
        if untouched.update(status=to, **fields):
            AppointmentEvent.objects.create(
                appointment=appointment,
                kind=kind,
                by=by,
                from_status=appointment.status,
                to_status=to,
                to_start=appointment.starts_at,
                to_practitioner_id=appointment.practitioner_id,
                reason=fields.get("cancel_reason") or "",
            )
            return Appointment.objects.with_names().get(pk=appointment.pk)
    now = Appointment.objects.with_names().get(pk=appointment.pk)
    if now.status == to:
        return now
    raise ChangedMeanwhile(f"Somebody else has just marked this appointment “{now.get_status_display()}”.")
