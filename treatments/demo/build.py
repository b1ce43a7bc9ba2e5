"""Puts the demo together: team, patients, their past, and this fortnight's diary."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

from django.db.models import F
from django.utils import timezone

from clinic.diary.models import Appointment, AppointmentEvent, Service
from clinic.diary.shipped import ensure_services
from clinic.staff.models import Practitioner
from clinic.staff.queries import credentials_of
from patients.models import Consent, Intake, Patient, SafetyScreening
from treatments.models import Course, Measure, PointUse, Session

from . import bulk, safety, team, week
from .consents import Signatures
from .intakes import intakes
from .people import patients
from .team import Chair
from .visits import Historian, Rows

BATCH = 2_000  # patients at a time: bounds the memory of a large demo
REGULARS = 40  # patients of the people who work here now
SESSIONS_PER_PATIENT = 7
SESSIONS_PER_CHAIR_YEAR = 1_500
LONGEST_COURSE = 24
NUMBERED = (
    Consent,
    *(Patient, Intake, SafetyScreening),
    *(Course, Appointment, AppointmentEvent, Session, PointUse, Measure),
)
Progress = Callable[[int, int], None]


@bulk.in_bulk()
def build(
    *, count: int, years: int, seed: int, password: str, sessions: int | None = None, progress: Progress
) -> Historian:
    """Make a clinic of `count` patients with `sessions` past sessions (None: about seven for each).

    The same arguments on the same day give the same clinic. Points and library must be loaded before.
    """
    rng = random.Random(seed)  # noqa: S311 - invented data, not a secret
    safety_rng = random.Random(seed + 1)  # noqa: S311 - so too
    now = timezone.now()
    users = team.make_accounts(password=password)
    site, rooms = team.make_site()
    chairs = team.make_practitioners(users, site, rooms)
    team.make_credentials(chairs, today=now.date())
    ensure_services()
    services = {service.slug: service for service in Service.objects.all()}
    historian = Historian(rng=rng, site=site, services=services, by=users["desk@demo.test"], now=now, years=years)

    signatures = Signatures(by=historian.by, now=now)
    wanted = count * SESSIONS_PER_PATIENT if sessions is None else sessions
    crowd = max(0, wanted - REGULARS * 2 * SESSIONS_PER_PATIENT)
    former = team.make_former_practitioners(-(-crowd // (years * SESSIONS_PER_CHAIR_YEAR)), site)
    for people in _patients(count, historian):
        bulk.insert(people)
        bulk.insert(list(safety.screenings(people, chairs, now=now, rng=safety_rng)))
        rows = Rows()
        _past(people, chairs, former, historian, rows, wanted=wanted, count=count)
        _store(rows)
        bulk.insert(list(signatures.of(rows.courses)))
        progress(people[-1].pk, count)
    rows = Rows()
    week.fill(chairs, historian, rows, enquiries_from=count + 1)
    _store(rows)
    safety.urgent_answer()
    _sign(historian)
    bulk.insert(list(intakes([course for course, _ in historian.current], seed=seed)))
    bulk.continue_numbering(*NUMBERED)
    return historian


def _patients(count: int, historian: Historian) -> Iterator[list[Patient]]:
    """Yield batches of unsaved patients with keys and search columns set."""
    noon = datetime.combine(historian.today, time(12), UTC)
    years = max(1, (historian.today - historian.first_day).days // 365)
    everyone = patients(count, rng=historian.rng, today=historian.today, years=years, by=historian.by, zone_noon=noon)
    key = 0
    while batch := list(islice(everyone, BATCH)):
        for patient in batch:
            key += 1
            patient.pk, patient.once_key = key, historian.uuid()
            patient.refresh_search()
        yield batch


def _past(
    people: list[Patient], chairs: list[Chair], former: list[Chair], historian: Historian, rows: Rows, *, wanted, count
) -> None:
    """Give each patient a share of the sessions that are still wanted, so that the total comes out right."""
    rng = historian.rng
    for patient in people:
        left = wanted - historian.sessions_written
        share = left / (count - patient.pk + 1)
        is_regular = patient.pk <= REGULARS
        visits = min(left, LONGEST_COURSE, max(1, round(rng.triangular(0.5, 2 * share, share))))
        planned = next((plan for plan in (6, 8, 10, 12) if plan >= visits), visits)
        if visits:
            if is_regular:  # in the middle of it, with visits still to come
                visits, planned = min(visits, 6), rng.choice((8, 10, 12))
            chair = rng.choice(chairs if is_regular or not former else former)
            course = historian.course(
                patient, chair, rows, begun=_beginning(historian, is_regular), visits=visits, planned=planned
            )
            if is_regular:
                historian.current.append((course, chair))


def _beginning(historian: Historian, is_regular: bool) -> date:
    """Regulars began lately and are in the middle of it; the others any time."""
    if is_regular:
        return historian.today - timedelta(days=historian.rng.randint(20, 75))
    span = (historian.today - historian.first_day).days
    return historian.first_day + timedelta(days=historian.rng.randint(0, max(span - 120, 1)))


def _store(rows: Rows) -> None:
    for table in rows.in_order():
        bulk.insert(table)


def _sign(historian: Historian) -> None:
    """Sign what is over, with the credential numbers valid on each day."""
    finished = Session.objects.filter(status=Session.Status.DRAFT).exclude(pk__in=historian.drafts)
    for practitioner in Practitioner.objects.all():
        mine = finished.filter(practitioner=practitioner)
        for start, end in pairwise(_turning_days(practitioner, historian)):
            mine.filter(started_at__date__gte=start, started_at__date__lt=end).update(
                status=Session.Status.SIGNED,
                signed_at=F("ended_at"),
                signed_by=practitioner.user_id,
                signed_credentials=credentials_of(practitioner, on=start),
            )


def _turning_days(practitioner: Practitioner, historian: Historian) -> list[date]:
    """The days on which what the practitioner holds changes, with the ends of time at both sides."""
    days = {historian.first_day - timedelta(days=365), historian.today + timedelta(days=1)}
    for credential in practitioner.credentials.all():
        days.add(credential.issued_on)
        if credential.expires_on:
            days.add(credential.expires_on + timedelta(days=1))
    return sorted(day for day in days if day <= historian.today + timedelta(days=1))
