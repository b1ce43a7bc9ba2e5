"""Fixtures for the treatments: the catalogue of points, loaded; a count of queries that both databases agree on."""

from contextlib import ExitStack, contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

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
