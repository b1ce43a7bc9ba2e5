"""Everything that writes a course or a session. Each action is one transaction, told who acts with `by`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.diary import actions as diary
from clinic.diary.models import Appointment
from clinic.prepared import insert_rows
from clinic.staff.models import Practitioner, User
from clinic.staff.queries import credentials_of
from clinic.times import localised
from clinic.trail.once import AlreadyMade, make_once
from library.models import Condition
from patients.models import Patient

from .consents import check_consents
from .errors import (
    AlreadySigned,
    AppointmentHasSession,
    FutureSession,
    NeedlesUnaccounted,
    NotYours,
    OtherPatient,
    StaleDraft,
)
from .models import Course, Measure, PointUse, Session
from .prescription import Needled
from .queries import needled_in
from .safety import Reason, check_before_signing, confirm, keep_reasons, reasons_of


class NewCourse(TypedDict):
    """A course that begins with the session it is saved with."""

    complaint: str
    goal: str
    planned_sessions: int
    condition: Condition | None


@dataclass(frozen=True)
class SessionContent:
    """What a session's form holds. `fields` are columns of Session by name; None is no score, which is not 0.

    `confirmed_screening` is the screening of which the patient said that nothing has changed since.
    """

    course: Course | NewCourse
    started_at: datetime
    fields: dict[str, Any] = field(default_factory=dict)
    needled: Sequence[Needled] = ()
    vas_before: int | None = None
    vas_after: int | None = None
    reasons: Sequence[Reason] = ()
    confirmed_screening: int | None = None


def zone_of(appointment: Appointment | None) -> str:
    """The zone whose wall clock a session's page speaks: the appointment's site's, else the clinic's."""
    return appointment.site.time_zone if appointment is not None else settings.TIME_ZONE


def start_course(
    *, by: User, once_key: uuid.UUID, patient: Patient, practitioner: Practitioner, started_on: date, new: NewCourse
) -> Course:
    """Begin a planned series of sessions. Raises AlreadyMade when this key already made one."""

    def make() -> Course:
        return Course.objects.create(
            once_key=once_key,
            patient=patient,
            practitioner=practitioner,
            started_on=started_on,
            entered_by=by,
            **new,
        )

    return make_once(Course, once_key, make)


def start_session(
    *,
    by: User,
    once_key: uuid.UUID,
    patient: Patient,
    practitioner: Practitioner,
    content: SessionContent,
    appointment: Appointment | None = None,
) -> Session:
    """Save a new session as a draft of `practitioner`, who must be the one acting.

    Raises AlreadyMade, AppointmentHasSession, FutureSession, NotYours or OtherPatient, or what the diary raises when
    the appointment cannot begin; nothing is saved then.
    """
    _check_start(by=by, patient=patient, practitioner=practitioner, content=content, appointment=appointment)

    def make() -> Session:
        course = _course_for(content, by=by, patient=patient, practitioner=practitioner)
        session = Session(
            once_key=once_key,
            course=course,
            appointment=appointment,
            practitioner=practitioner,
            started_at=content.started_at,
            saved_by=by,
            **content.fields,
        )
        session.save(force_insert=True)
        _add_points_and_scores(session, content, by=by)
        _keep_safety(session, content, patient=patient, by=by)
        if appointment is not None:
            diary.start(by=by, appointment=appointment)
        return session

    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        _raise_if_there(once_key, appointment)
        raise


def save_draft(*, by: User, session: Session, version: int, content: SessionContent) -> Session:
    """Replace what a draft says, if it is still at `version`; return the session as it is now.

    Raises AlreadySigned, FutureSession, NotYours, OtherPatient, or StaleDraft with how the draft stands now.
    """
    if session.practitioner.user_id != by.pk:
        raise NotYours
    _check_not_in_the_future(content.started_at)
    patient = session.course.patient
    if isinstance(content.course, Course) and content.course.patient_id != patient.pk:
        raise OtherPatient
    with transaction.atomic():
        course = content.course
        if not isinstance(course, Course):
            course = _course_for(content, by=by, patient=patient, practitioner=session.practitioner)
        changes = content.fields | {
            "course_id": course.pk,
            "started_at": content.started_at,
            "version": version + 1,
            "saved_at": timezone.now(),
            "saved_by_id": by.pk,
        }
        draft = Session.objects.filter(pk=session.pk, status=Session.Status.DRAFT, version=version)
        if not draft.update(**changes):
            raise _why_not(session)
        PointUse.objects.filter(session_id=session.pk).delete()
        Measure.objects.filter(session_id=session.pk).delete()
        session.course = course
        for name, value in changes.items():
            setattr(session, name, value)
        _add_points_and_scores(session, content, by=by)
        _keep_safety(session, content, patient=patient, by=by)
    return session


def sign_session(*, by: User, session: Session) -> Session:
    """Close a draft for good, with the credentials its practitioner held on the day of the session.

    Raises AlreadySigned, ConsentMissing, FutureSession, NeedlesUnaccounted, NotSafeToSign, NotYours, or StaleDraft
    when it was saved meanwhile.
    """
    if session.practitioner.user_id != by.pk:
        raise NotYours
    if session.is_signed:
        raise AlreadySigned
    _check_not_in_the_future(session.started_at)
    check_needles(session.needles_in, session.needles_out, session.needles_note)
    check_consents(session)
    zone = zone_of(session.appointment)
    day = localised(session.started_at, zone).date()
    reasons = {rule_id: kept.reason for rule_id, kept in reasons_of(session.pk).items()}
    check_before_signing(session.course.patient, needled_in(session.pk), reasons, day=day, zone=zone)
    changes = {
        "status": Session.Status.SIGNED,
        "signed_at": timezone.now(),
        "signed_by_id": by.pk,
        "signed_credentials": credentials_of(session.practitioner, on=day),
        "version": session.version + 1,
    }
    draft = Session.objects.filter(pk=session.pk, status=Session.Status.DRAFT, version=session.version)
    with transaction.atomic():
        if not draft.update(**changes):
            raise _why_not(session)
        if session.appointment is not None:
            diary.complete(by=by, appointment=session.appointment)
    for name, value in changes.items():
        setattr(session, name, value)
    return session


def check_needles(needles_in: int | None, needles_out: int | None, note: str) -> None:
    """Raise NeedlesUnaccounted unless every needle that went in came out, or a note says why not."""
    if needles_in is None or needles_out is None:
        which = "went in" if needles_in is None else "came out"
        raise NeedlesUnaccounted(f"Enter how many needles {which} before signing, 0 if there were none.")
    if needles_in != needles_out and not note:
        raise NeedlesUnaccounted(needle_sentence(needles_in, needles_out))


def needle_sentence(needles_in: int, needles_out: int) -> str:
    """Say in words how two counts differ, and what to do."""
    went = f"{needles_in} needle{'' if needles_in == 1 else 's'} went in and {needles_out} came out."
    if needles_out > needles_in:
        return f"{went} More cannot come out than went in: count again."
    return f"{went} Look for what is missing and count again, or say why the counts differ."


def _check_start(
    *,
    by: User,
    patient: Patient,
    practitioner: Practitioner,
    content: SessionContent,
    appointment: Appointment | None,
) -> None:
    if practitioner.user_id != by.pk:
        raise NotYours
    _check_not_in_the_future(content.started_at)
    if appointment is not None and appointment.patient_id not in patient.record_ids:
        raise OtherPatient
    if isinstance(content.course, Course) and content.course.patient_id not in patient.record_ids:
        raise OtherPatient


def _check_not_in_the_future(started_at: datetime) -> None:
    if started_at > timezone.now():
        raise FutureSession


def _course_for(content: SessionContent, *, by: User, patient: Patient, practitioner: Practitioner) -> Course:
    """The course that was chosen, or a new one, made in the session's own transaction and so once, as that is."""
    if isinstance(content.course, Course):
        return content.course
    return Course.objects.create(
        patient=patient,
        practitioner=practitioner,
        started_on=localised(content.started_at, settings.TIME_ZONE).date(),
        entered_by=by,
        **content.course,
    )


USE = ("session_id", "point_id", "side", "depth_mm", "angle", "order")
SCORE = ("session_id", "course_id", "kind", "moment", "value_mm", "taken_at", "entered_by_id")


def _add_points_and_scores(session: Session, content: SessionContent, *, by: User) -> None:
    uses = [
        (session.pk, needled.point.id, needled.side, needled.depth_mm, needled.angle or "", order)
        for order, needled in enumerate(content.needled, start=1)
    ]
    insert_rows(PointUse, USE, uses)
    scores = {"before": content.vas_before, "after": content.vas_after}
    taken = [
        (session.pk, session.course_id, Measure.Kind.VAS.value, moment, value, session.started_at, by.pk)
        for moment, value in scores.items()
        if value is not None
    ]
    insert_rows(Measure, SCORE, taken)


def _keep_safety(session: Session, content: SessionContent, *, patient: Patient, by: User) -> None:
    """Keep the reasons for what a rule cautions about, and that nothing has changed in the safety answers."""
    keep_reasons(session, content.reasons, by=by)
    if content.confirmed_screening is not None:
        confirm(patient, by=by, screening_id=content.confirmed_screening, visit=session.appointment_id)


def _why_not(session: Session) -> AlreadySigned | StaleDraft:
    """What happened to a draft that was expected at another version."""
    current = Session.objects.select_related("course__patient", "practitioner", "appointment__site").get(pk=session.pk)
    return AlreadySigned() if current.is_signed else StaleDraft(current)


def _raise_if_there(once_key: uuid.UUID, appointment: Appointment | None) -> None:
    """Say which session stands where a new one was refused: this form's own, or the appointment's."""
    existing = Session.objects.filter(once_key=once_key).first()
    if existing is not None:
        raise AlreadyMade(existing) from None
    if appointment is not None:
        existing = Session.objects.filter(appointment=appointment).first()
        if existing is not None:
            raise AppointmentHasSession(existing) from None
