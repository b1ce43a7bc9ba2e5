"""Fixtures for every room: who is logged in, and databases that can be emptied although their rows are frozen."""

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase

from clinic.access import Role
from clinic.locales import compile_catalogues
from clinic.trail.frozen import triggers_lifted
from library import shelf
from tests.factories import PractitionerFactory, UserFactory
from treatments import catalogue


def pytest_configure():
    """Before any test asks for a language: Django reads each catalogue once."""
    compile_catalogues()


def pytest_collection_modifyitems(items):
    """Open every database to each test that uses one: the access trail may live in its own."""
    for item in items:
        fixtures = set(item.fixturenames)
        if fixtures & {"db", "transactional_db", "live_server"} and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(transaction=bool(fixtures & {"transactional_db", "live_server"})))
        for mark in item.iter_markers("django_db"):
            mark.kwargs.setdefault("databases", "__all__")


@pytest.fixture(autouse=True, scope="session")
def _flush_can_empty_frozen_tables():
    """Between transactional tests Django deletes all rows; SQLite's triggers would refuse that."""
    teardown = TransactionTestCase._fixture_teardown

    def lifted(self):
        with triggers_lifted(connections["default"]):
            if "trail" not in connections:
                return teardown(self)
            with triggers_lifted(connections["trail"]):
                return teardown(self)

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def _points_and_sheets_of_this_test_only():
    """The process keeps its copies of the catalogue and of the library for a while; each test brings its own."""
    catalogue.forget()
    shelf.forget()


def client_for(role: Role | None) -> Client:
    """A client logged in as a new person with `role`; as nobody for None. The person is `client.user`."""
    client = Client()
    client.user = None
    if role is not None:
        client.user = UserFactory(role=role)
        if role == Role.PRACTITIONER:
            PractitionerFactory(user=client.user)
        client.force_login(client.user)
    return client


@pytest.fixture
def login(db):
    """`login(Role.DESK)` gives a logged-in client."""
    return client_for


@pytest.fixture
def desk(db):
    return client_for(Role.DESK)


@pytest.fixture
def practitioner(db):
    return client_for(Role.PRACTITIONER)


@pytest.fixture
def manager(db):
    return client_for(Role.MANAGER)


@pytest.fixture
def anonymous(db):
    return client_for(None)
