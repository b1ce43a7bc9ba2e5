"""Fixtures for the treatments: the catalogue of points, loaded; a count of queries that both databases agree on."""

import uuid
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import CourseFactory
from treatments import catalogue as points_catalogue

NOT_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL")


@pytest.fixture
def catalogue(db):
    points_catalogue.load_points()
    return points_catalogue.catalogue()


@pytest.fixture
def at_most_queries():
    """`with at_most_queries(12):` counts on every database; beginning and ending a transaction is no query."""

    @contextmanager
    def counted(most):
        with ExitStack() as stack:
            watched = [stack.enter_context(CaptureQueriesContext(connection)) for connection in connections.all()]
            yield
        asked = [query["sql"] for one in watched for query in one.captured_queries]
        asked = [sql for sql in asked if not sql.startswith(NOT_QUERIES)]
        assert len(asked) <= most, "\n".join(asked)

    return counted


@pytest.fixture
def course(practitioner):
    return CourseFactory(practitioner=practitioner.user.practitioner)


@pytest.fixture
def url(course):
    return reverse("treatments:session-new", args=[course.patient_id])


@pytest.fixture
def typed(course, catalogue):
    """What a good form holds; None takes a field away."""

    def do(**changes):
        good = {
            "once_key": uuid.uuid4(),
            "course": course.pk,
            **{"day_0": "5", "day_1": "1", "day_2": "2026", "clock": "10:00"},
            **{"points": "LI4 b, ST36 r 25mm obl", "vas_before": "72", "vas_after": "41"},
            **{"needles_in": "3", "needles_out": "3", "retention_minutes": "25", "notes": "calm <b>&"},
            "save": "draft",
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    return do
