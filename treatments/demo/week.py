"""This week's and next week's diary: what is over today, who is here, who is still to come."""

from datetime import date, timedelta

from clinic.diary.models import Appointment
from clinic.times import localised
from patients.models import Patient
from treatments.models import Course

from .stories import STORIES
from .team import ZONE, Chair
from .visits import Historian, Rows

ENQUIRIES = (
    ("Harriet Bowyer", "07700 900451", "phone"),
    ("Tomás Iglesias", "07700 900452", "video"),
    ("Dorothy Fenwick", "01632 960453", "in_person"),
    ("Amara Nwosu", "07700 900454", "phone"),
    ("Keith Rudge", "01632 960455", "in_person"),
    ("Lin Xiaoyan 林晓燕", "07700 900456", "video"),
)


def fill(chairs: list[Chair], historian: Historian, rows: Rows, *, enquiries_from: int) -> None:
    """Fill two weeks from Monday: follow-ups of the regulars, and free consultations for people who have asked."""
    monday = historian.today - timedelta(days=historian.today.weekday())
    callers = [_enquiry(key, caller, historian) for key, caller in enumerate(ENQUIRIES, start=enquiries_from)]
    for offset in range(14):
        day = monday + timedelta(days=offset)
        for chair in chairs:
            regulars = [course for course, theirs in historian.current if theirs is chair]
            _fill_day(day, chair, regulars, historian, rows)
            if day >= historian.today and callers and day.weekday() < 5 and offset % 2 == 0:
                _consultation(day, chair, *callers.pop(), historian, rows)


def _fill_day(day: date, chair: Chair, courses: list[Course], historian: Historian, rows: Rows) -> None:
    """Follow-ups on one day for one practitioner: about two hours in three."""
    rng = historian.rng
    courses = rng.sample(courses, len(courses))
    for course in courses[: rng.randint(5, 8)]:
        if (course.patient_id, day) in historian.recent_days or course.started_on >= day:
            continue
        if rng.random() < 0.25:
            chair.agenda.take(day, day)  # a gap, as real days have them
        start = chair.agenda.take(day, day)
        if start is None:
            return
        _follow_up(course, chair, historian, rows, start)


def _follow_up(course: Course, chair: Chair, historian: Historian, rows: Rows, start) -> None:
    """One follow-up: over and written up, here now, or still to come, by the clock."""
    rng, now = historian.rng, historian.now
    service = historian.services["follow-up"]
    minutes = (now - start).total_seconds() / 60
    status = Appointment.Status.BOOKED
    if minutes >= service.minutes:
        status = Appointment.Status.DID_NOT_ATTEND if rng.random() < 0.05 else Appointment.Status.COMPLETED
    elif minutes >= -10:
        status = Appointment.Status.ARRIVED
    visit = historian.appointment(course.patient, chair, rows, start=start, service=service, status=status)
    if status != Appointment.Status.COMPLETED:
        return
    story = next(story for story in STORIES if story.complaint == course.complaint)
    session = historian.session(course, story, rows, visit, first=False)
    before = rng.randint(20, 60)
    historian.score(session, rows, before=before, after=max(0, before - rng.randint(4, 15)))
    if localised(start, ZONE).date() == historian.today and rng.random() < 0.5:
        historian.drafts.append(session.pk)


def _enquiry(key: int, caller: tuple[str, str, str], historian: Historian) -> tuple[Patient, str]:
    name, phone, channel = caller
    patient = Patient.objects.create(
        pk=key,
        once_key=historian.uuid(),
        full_name=name,
        phone=phone,
        status=Patient.Status.ENQUIRY,
        created_at=historian.now - timedelta(days=2),
        created_by=historian.by,
    )
    return patient, channel


def _consultation(day: date, chair: Chair, patient: Patient, channel: str, historian: Historian, rows: Rows) -> None:
    start = chair.agenda.take(day, day + timedelta(days=6), from_hour=12)
    if start is not None and start > historian.now:
        service = historian.services["free-consultation"]
        historian.appointment(patient, chair, rows, start=start, service=service, status="booked", channel=channel)
