"""`python manage.py prepare`: bring databases, points and library up to date. Safe to run at every start."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from clinic.databases import JOURNAL_MODE
from clinic.locales import compile_catalogues


class Command(BaseCommand):
    help = (
        "Migrate every database, compile the translations, then load the point catalogue and the library. "
        "A second run changes nothing."
    )

    def handle(self, **options: Any) -> None:
        for alias in settings.DATABASES:
            call_command("migrate", database=alias, verbosity=0)
        self.stdout.write(f"Database: {describe_database()}")
        self.stdout.write(describe_translations())
        call_command("load_points", stdout=self.stdout)
        call_command("load_library", stdout=self.stdout)


def describe_translations() -> str:
    try:
        made = compile_catalogues()
    except OSError as error:
        return f"Translations: not compiled ({error}). The words round a Spanish or Chinese sheet stay English."
    return f"Translations: {made} compiled" if made else "Translations: up to date"


def describe_database() -> str:
    """Say which database runs and, for SQLite, which journal it uses and why."""
    if connection.vendor != "sqlite":
        return connection.display_name
    why = "" if JOURNAL_MODE == "WAL" else " (WAL needs SQLite 3.51.3 or newer; the rollback journal is used)"
    return f"SQLite {sqlite3.sqlite_version}, journal {JOURNAL_MODE}, synchronous FULL{why}"
