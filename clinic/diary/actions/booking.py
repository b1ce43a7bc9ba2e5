"""Book and move. The database has the last word on overlaps; what it refuses is said as politely as the rest."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clinic.diary import finder
from clinic.diary.errors import ChangedMeanwhile, NoRoomFree, TimeRefused, WrongStep
from clinic.diary.models import Appointment, AppointmentEvent, Room, Service, Site
from clinic.diary.wanted import Wanted, check_free, check_possible, choose_room, slot_taken
from clinic.staff.models import Practitioner
from clinic.trail.once import make_once
from patients.models import Patient

# No vowels, so that no word appears by chance; nothing that is misread aloud or on paper (0 O, 1 I L, 5 S, U V).
REFERENCE_LETTERS = "BCDFGHJKMNPQRTWXYZ2346789"
REFERENCE_LENGTH = 8


def book_appointment(
    *,
    by: Any,
    once_key: UUID,
    patient: Patient,
    practitioner: Practitioner,
    service: Service,
    starts_at: datetime,
    channel: str = Appointment.Channel.IN_PERSON,
    note: str = "",
    source: str = Appointment.Source.DESK,
) -> Appointment:
    """Book; the site follows from the practitioner's hours and a free room is chosen when one is needed.

    Raises AlreadyMade (the same form sent twice), ChannelNotOffered, RoomNeeded, or a TimeRefused such as SlotTaken,
    whose `offers` are the nearest free times. `by` is None when the patient books online.
    """
    wanted = Wanted(practitioner, service, channel, starts_at)
    details = {"patient": patient, "note": note, "source": source, "booked_by": by, "once_key": once_key}
    with _refusals(wanted):
        return make_once(Appointment, once_key, lambda: _book(wanted, check_possible(wanted), details))


def move_appointment(
    *, by: Any, appointment: Appointment, starts_at: datetime, practitioner: Practitioner | None = None
) -> Appointment:
    """Move a booked appointment to another time, or to someone else. Its row and reference stay.

    Raises WrongStep unless it is booked, ChangedMeanwhile when somebody else changed it, or a TimeRefused.
    """
    if appointment.status != Appointment.Status.BOOKED:
        raise WrongStep(f"This appointment is marked “{appointment.get_status_display()}”, so it cannot be moved.")
    target = practitioner or appointment.practitioner
    if (target.pk, starts_at) == (appointment.practitioner_id, appointment.starts_at):
        return appointment
    wanted = Wanted(target, appointment.service, appointment.channel, starts_at, appointment.pk)
    with _refusals(wanted):
        _move(wanted, check_possible(wanted), appointment, by)
    return Appointment.objects.with_names().get(pk=appointment.pk)


def _book(wanted: Wanted, site: Site, details: dict[str, Any]) -> Appointment:
    """Runs inside a transaction."""
    room = _take_turn(wanted, site)
    appointment = Appointment.objects.create(reference=_new_reference(), **_place(wanted, site, room), **details)
    AppointmentEvent.objects.create(
        appointment=appointment,
        kind=AppointmentEvent.Kind.BOOKED,
        by=details["booked_by"],
        to_status=appointment.status,
        to_start=wanted.starts_at,
        to_practitioner=wanted.practitioner,
    )
    return appointment


@transaction.atomic
def _move(wanted: Wanted, site: Site, appointment: Appointment, by: Any) -> None:
    room = _take_turn(wanted, site, appointment.room)
    untouched = Appointment.objects.filter(
        pk=appointment.pk,
        status=Appointment.Status.BOOKED,
        starts_at=appointment.starts_at,
        practitioner=appointment.practitioner_id,
    )
    if not untouched.update(**_place(wanted, site, room)):
        raise ChangedMeanwhile("Somebody else changed this appointment at the same time. Look at it again.")
    AppointmentEvent.objects.create(
        appointment=appointment,
        kind=AppointmentEvent.Kind.MOVED,
        by=by,
        from_status=Appointment.Status.BOOKED,
        to_status=Appointment.Status.BOOKED,
        from_start=appointment.starts_at,
        to_start=wanted.starts_at,
        from_practitioner_id=appointment.practitioner_id,
        to_practitioner=wanted.practitioner,
    )


def _place(wanted: Wanted, site: Site, room: Room | None) -> dict[str, Any]:
    return {
        "practitioner": wanted.practitioner,
        "service": wanted.service,
        "channel": wanted.channel,
        "site": site,
        "room": room,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "busy_until": wanted.busy_until,
    }


def _take_turn(wanted: Wanted, site: Site, kept: Room | None = None) -> Room | None:
    """Wait for others who book the same practitioner or site, then look whether time and room are still free.

    The database would refuse an overlap without this; but two who meet in PostgreSQL's exclusion constraint at one
    moment may wait for each other, and one of them then gets a deadlock in place of a sentence. Always in this order:
    practitioner, then site. On SQLite the transaction holds the whole file already.
    """
    Practitioner.objects.select_for_update(no_key=True).get(pk=wanted.practitioner.pk)
    if wanted.needs_room:
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    check_free(wanted, site)
    return choose_room(wanted, site, kept)


@contextmanager
def _refusals(wanted: Wanted) -> Iterator[None]:
    """Turn the constraint's refusal into a sentence, and give every refused time its nearest free ones."""
    try:
        yield
    except IntegrityError as error:
        site = finder.site_of(wanted.practitioner)
        if "appointment_no_overlap_room" in str(error):
            refusal: TimeRefused = NoRoomFree("The room has just been taken. Choose another time.")
        elif "appointment_no_overlap_practitioner" in str(error) and site is not None:
            refusal = slot_taken(wanted, site)
        else:
            raise
        refusal.offers = finder.nearest(wanted)
        raise refusal from error
    except TimeRefused as refusal:
        refusal.offers = finder.nearest(wanted)
        raise


def _new_reference() -> str:
    """Return a reference that is in no use: about 150 thousand million are possible."""
    while True:
        reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
        if not Appointment.objects.filter(reference=reference).exists():
            return reference
