"""A small clinic for the diary's tests: one site, one room, Mei Chen on Tuesdays, and the clock at a known time."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine

from clinic.diary.actions import book_appointment
from clinic.times import local_instant
from tests.factories import (
    PatientFactory,
    PractitionerFactory,
    RoomFactory,
    ServiceFactory,
    SiteFactory,
    UserFactory,
    WorkingHoursFactory,
)

TUESDAY = date(2027, 3, 2)


def at(clock, day=TUESDAY):
    return local_instant(day, time.fromisoformat(clock), "Europe/London")


@pytest.fixture(autouse=True)
def _sessions_outlive_the_journeys_through_time(settings):
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60


@pytest.fixture
def clinic(db):
    """It is Monday 1 March 2027, 08:00; Mei Chen works 09:00 to 17:00 on Tuesdays and Wednesdays."""
    with time_machine.travel(datetime(2027, 3, 1, 8, 0, tzinfo=UTC), tick=False):
        site = SiteFactory(name="Mill Lane")
        mei = PractitionerFactory(display_name="Mei Chen", slug="mei-chen")
        for weekday in (1, 2):
            WorkingHoursFactory(practitioner=mei, site=site, weekday=weekday)
        yield SimpleNamespace(
            site=site,
            room=RoomFactory(site=site, name="Room 1"),
            mei=mei,
            desk=UserFactory(role="Front desk"),
            consultation=ServiceFactory(
                consultation=True, name="Free consultation", slug="free-consultation", order=10
            ),
            visit=ServiceFactory(name="Follow-up", slug="follow-up", minutes=45, buffer_minutes=15),
        )


@pytest.fixture
def book(clinic):
    """`book("09:00")` books a follow-up with Mei Chen on Tuesday 2 March 2027."""

    def make(clock="09:00", day=TUESDAY, **changes):
        fields = {
            "by": clinic.desk,
            "once_key": uuid4(),
            "practitioner": clinic.mei,
            "service": clinic.visit,
            "starts_at": at(clock, day),
        } | changes
        fields.setdefault("patient", None)
        fields["patient"] = fields["patient"] or PatientFactory()
        return book_appointment(**fields)

    return make


@pytest.fixture
def form(desk, clinic):
    """What the page sends for a free consultation with Mei Chen on Tuesday at 09:15, for a known patient."""
    page = desk.get("/diary/book/")
    return {
        "once_key": page.context["form"].data["once_key"],
        "service": "free-consultation",
        "channel": "in_person",
        "practitioner": str(clinic.mei.pk),
        "day": "2027-03-02",
        "slot": f"{clinic.mei.pk} 2027-03-02 09:15",
        "who": "known",
        "patient": str(PatientFactory().pk),
        "book": "1",
    }


def errors(response):
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def offered(response):
    """The free times that the page shows."""
    days = response.context["times"].days
    return [f"{offer.local:%d %H:%M}" for _, people in days for _, offers in people for offer in offers]
