"""An access entry outlives the process that wrote it; other writes wait for the disk."""

import importlib
import signal
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import clinic.databases as module
from clinic.databases import JOURNAL_MODE, databases
from clinic.trail.entries import record_opening
from clinic.trail.models import AccessEntry
from tests.processes import start

OPEN_AND_DIE = """
from types import SimpleNamespace
from clinic.trail.entries import record_opening
request = SimpleNamespace(
    method="GET", META={"REMOTE_ADDR": "127.0.0.1"}, user=SimpleNamespace(pk=5),
    resolver_match=SimpleNamespace(view_name="patients:details"),
)
record_opening(request, SimpleNamespace(pk=7, patient_id=7), kind="opened", roles=["Manager"])
os.kill(os.getpid(), 9)
"""


@pytest.mark.django_db(transaction=True)
def test_entry_survives_a_killed_process():
    process = start(OPEN_AND_DIE)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL, errors
    entry = AccessEntry.objects.get()
    assert (entry.user_id, entry.patient_id, entry.what) == (5, 7, "patients:details")


@pytest.mark.no_database
def test_sqlite_waits_for_the_disk_except_for_the_trail():
    made = databases("sqlite:////srv/clinic/hegu.sqlite3")
    assert "synchronous=FULL" in made["default"]["OPTIONS"]["init_command"]
    assert "synchronous=OFF" in made["trail"]["OPTIONS"]["init_command"]
    assert made["trail"]["NAME"] == "/srv/clinic/hegu-trail.sqlite3"
    assert all(database["OPTIONS"]["transaction_mode"] == "IMMEDIATE" for database in made.values())


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("version", "journal"), [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL")]
)
def test_wal_only_where_sqlite_is_free_of_the_bug(monkeypatch, version, journal):
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "sqlite_version_info", version)
        assert journal == importlib.reload(module).JOURNAL_MODE
    importlib.reload(module)


@pytest.mark.django_db(databases=["default"])
def test_pragmas_are_in_force():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no pragmas")
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("foreign_keys", "journal_mode", "mmap_size"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = (cursor.fetchone() or [0])[0]
    assert found == {"foreign_keys": 1, "journal_mode": JOURNAL_MODE.lower(), "mmap_size": 0}


@pytest.mark.django_db(transaction=True)
def test_postgresql_does_not_wait_for_the_entry():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps the trail in a file of its own")
    request = SimpleNamespace(
        method="GET", META={}, user=SimpleNamespace(pk=5), resolver_match=SimpleNamespace(view_name="x")
    )
    with CaptureQueriesContext(connection) as queries:
        record_opening(request, SimpleNamespace(pk=7, patient_id=7), kind="opened", roles=[])
    assert "synchronous_commit TO OFF" in " ".join(query["sql"] for query in queries)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone()[0] == "on"
