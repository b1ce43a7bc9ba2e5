"""Who comes on a day, and the sheet that fits each: five queries, however many people come."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from clinic.diary.models import Appointment
from clinic.diary.models.appointments import LIVE
from clinic.diary.queries import day_appointments
from clinic.staff.models import User
from library.models import Factsheet, Handout
from library.queries import published_sheets

from .models import Course, Session
from .suggestions import YOUR_VISIT, Sheet, suggested

MOST_VISITORS = 150
COLUMNS = (
    *("patient_id", "patient__full_name", "starts_at", "service__name", "service__is_free", "channel"),
    "practitioner__display_name",
)


@dataclass(frozen=True)
class Visitor:
    """One person with the first visit of the day, and how a sheet would be printed for them."""

    patient_id: int
    name: str
    clock: str
    visit: str
    is_here: bool  # comes in person, so that paper can be handed over
    suggestion: Sheet | None
    print_size: str


def visitors_on(day: date, *, user: User, zone: str) -> tuple[list[Visitor], list[Factsheet]]:
    """The people with a live appointment that day by time, each once, and every sheet that can be given."""
    rows = day_appointments(user=user, day=day, zone=zone).filter(status__in=LIVE)
    firsts: dict[int, tuple] = {}
    for row in rows.values_list(*COLUMNS)[: MOST_VISITORS * 2]:
        firsts.setdefault(row[0], row)
    people = list(firsts.values())[:MOST_VISITORS]
    known = [row[0] for row in people]
    sheets = list(published_sheets())
    on_conditions: dict[int | None, Sheet] = {s.condition_id: _choice(s) for s in sheets if s.condition_id}
    your_visit = next((_choice(sheet) for sheet in sheets if sheet.slug == YOUR_VISIT), None)
    conditions, treated, given, sizes = _conditions(known, user), _treated(known), *_handouts(known)

    def visitor(row: tuple) -> Visitor:
        patient, name, starts_at, service, is_free, channel, practitioner = row
        condition, parent = conditions.get(patient, (None, None))
        return Visitor(
            patient_id=patient,
            name=name,
            clock=_clock(starts_at, zone),
            visit=f"{service} with {practitioner}",
            is_here=channel == Appointment.Channel.IN_PERSON,
            suggestion=suggested(
                condition=on_conditions.get(condition) or on_conditions.get(parent),
                your_visit=your_visit,
                given=given.get(patient, set()),
                is_first=is_free or patient not in treated,
            ),
            print_size=sizes.get(patient, Handout.PrintSize.NORMAL.value),
        )

    return [visitor(row) for row in people], sheets


def _choice(sheet: Factsheet) -> Sheet:
    return Sheet(sheet.slug, sheet.current_id or 0, sheet.current.title if sheet.current else "")


def _clock(starts_at: datetime, zone: str) -> str:
    return f"{starts_at.astimezone(ZoneInfo(zone)):%H:%M}"


def _conditions(patients: list[int], user: User) -> dict[int, tuple[int | None, int | None]]:
    """Each person's newest current course: its condition and that condition's parent.

    Whoever may not read courses is told none: a suggestion would name the illness.
    """
    courses = Course.objects.visible_to(user).current().filter(patient__in=patients).order_by("started_on", "pk")
    rows = courses.values_list("patient_id", "condition_id", "condition__parent_id")
    return {patient: (condition, parent) for patient, condition, parent in rows}


def _treated(patients: list[int]) -> set[int]:
    ever = Session.objects.filter(course__patient__in=patients).order_by()
    return set(ever.values_list("course__patient_id", flat=True).distinct())


def _handouts(patients: list[int]) -> tuple[dict[int, set[int]], dict[int, str]]:
    """The versions that each person was given, and the size of print of the newest."""
    given: dict[int, set[int]] = {}
    sizes: dict[int, str] = {}
    rows = Handout.objects.filter(patient__in=patients).order_by("at", "pk")
    for patient, version, size in rows.values_list("patient_id", "version_id", "print_size"):
        given.setdefault(patient, set()).add(version)
        sizes[patient] = size
    return given, sizes
