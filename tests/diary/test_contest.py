"""Twenty processes and one slot: one wins, the others hear a sentence, nothing is lost or doubled."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from clinic.diary.models import Appointment, AppointmentEvent
from tests.factories import (
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    RoomFactory,
    ServiceFactory,
    SiteFactory,
    UserFactory,
    WorkingHoursFactory,
)
from tests.processes import start

PROCESSES = 20
MONDAY = datetime(2035, 1, 1, 9, 0, tzinfo=UTC)

# Each process waits before every round until all have come so far; then all act at once.
WORKER = """
import json, time
from datetime import datetime
from pathlib import Path
from uuid import UUID
from clinic.diary import actions, errors
from clinic.diary.models import Appointment, Service
from clinic.staff.models import Practitioner, User
from patients.models import Patient

meeting, number, rounds = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
by = User.objects.get(pk=rounds[0]["by"])

def act(turn):
    person = Practitioner.objects.get(pk=turn["practitioner"])
    when = datetime.fromisoformat(turn["starts_at"])
    if "appointment" in turn:
        appointment = Appointment.objects.with_names().get(pk=turn["appointment"])
        return lambda: actions.move_appointment(by=by, appointment=appointment, starts_at=when, practitioner=person)
    patient, service = Patient.objects.get(pk=turn["patient"]), Service.objects.get(pk=turn["service"])
    return lambda: actions.book_appointment(by=by, once_key=UUID(turn["key"]), patient=patient, practitioner=person,
                                            service=service, starts_at=when)

answers = []
for turn in rounds:
    go = act(turn)
    (meeting / f"{turn['name']}-{number}").touch()
    while len(list(meeting.glob(f"{turn['name']}-*"))) < turn["processes"]:
        time.sleep(0.005)
    try:
        go()
        answers.append("won")
    except errors.TimeRefused as refusal:
        assert refusal.sentence.endswith("Choose another time."), refusal.sentence
        answers.append(type(refusal).__name__)
    except Exception as error:
        answers.append(f"{type(error).__name__}: {error}")
print(json.dumps(answers))
"""


def fight(folder, turns_of):
    """Run the processes, each with its own turns; return per round how often each answer was given."""
    folder.mkdir()
    processes = [start(WORKER, str(folder), str(n), json.dumps(turns_of(n))) for n in range(PROCESSES)]
    answers = []
    for process in processes:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        answers.append(json.loads(out))
    return [Counter(column) for column in zip(*answers, strict=True)]


def overlapping_pairs():
    """Live appointments that overlap another of the same practitioner or room; counted in Python, not by SQL."""
    rows = list(Appointment.objects.live())
    return [
        (a.pk, b.pk)
        for a in rows
        for b in rows
        if a.pk < b.pk
        and (a.practitioner_id == b.practitioner_id or (a.room_id and a.room_id == b.room_id))
        and a.starts_at < b.busy_until
        and b.starts_at < a.busy_until
    ]


@pytest.mark.contest
@pytest.mark.django_db(transaction=True)
def test_twenty_processes_fight_for_slots(tmp_path):
    site, by = SiteFactory(), UserFactory(role="Front desk")
    practitioners = PractitionerFactory.create_batch(PROCESSES + 1)
    for one in practitioners:
        WorkingHoursFactory(practitioner=one, site=site, weekday=0)
    RoomFactory.create_batch(2, site=site)
    visit = ServiceFactory(minutes=45, buffer_minutes=15)
    call = ServiceFactory(consultation=True)
    patients = PatientFactory.create_batch(PROCESSES)
    # The ones to be moved are on Mondays of their own.
    to_move = [
        AppointmentFactory(practitioner=practitioners[0], site=site, service=call, starts_at=MONDAY + timedelta(days=d))
        for d in range(7, 7 * PROCESSES + 1, 7)
    ]

    def turns(n):
        def turn(name, hour, practitioner, service=call, **more):
            when = (MONDAY + timedelta(minutes=60 * hour) + more.pop("later", timedelta())).isoformat()
            return {
                "name": name,
                "by": by.pk,
                "processes": PROCESSES,
                "practitioner": practitioner.pk,
                "service": service.pk,
                "patient": patients[n].pk,
                "key": str(uuid4()),
                "starts_at": when,
            } | more

        first = practitioners[0]
        return [
            turn("one-slot", 0, first),
            turn("overlapping", 2, first, visit, later=timedelta(minutes=n)),
            turn("two-rooms", 5, practitioners[n + 1], visit),
            turn("moves", 7, first, appointment=to_move[n].pk),
        ]

    one_slot, overlapping, two_rooms, moves = fight(tmp_path / "meeting", turns)

    assert one_slot == {"won": 1, "SlotTaken": PROCESSES - 1}
    assert overlapping == {"won": 1, "SlotTaken": PROCESSES - 1}
    assert two_rooms == {"won": 2, "NoRoomFree": PROCESSES - 2}
    assert moves == {"won": 1, "SlotTaken": PROCESSES - 1}
    assert overlapping_pairs() == []
    assert Appointment.objects.count() == PROCESSES + 4
    assert AppointmentEvent.objects.filter(kind="booked").count() == 4
    assert AppointmentEvent.objects.filter(kind="moved").count() == 1
