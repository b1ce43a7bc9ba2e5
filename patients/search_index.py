"""The index behind the search for patients: pieces of three characters, on either database (ADR 0005)."""

from typing import Any

from django.apps import AppConfig
from django.db import connections, router
from django.db.migrations.operations.base import Operation

FTS_TABLE = "patients_search"
SQLITE_TABLE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS_TABLE} USING fts5(search_text, content='patients_patient', "
    "content_rowid='id', tokenize='trigram case_sensitive 1')"
)
REMOVE_OLD = f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);"  # noqa: S608
ADD_NEW = f"INSERT INTO {FTS_TABLE} (rowid, search_text) VALUES (NEW.id, NEW.search_text);"  # noqa: S608
SQLITE_TRIGGERS = {
    "patients_search_insert": f"AFTER INSERT ON patients_patient BEGIN {ADD_NEW} END",
    "patients_search_delete": f"AFTER DELETE ON patients_patient BEGIN {REMOVE_OLD} END",
    "patients_search_update": (
        "AFTER UPDATE OF id, search_text ON patients_patient "
        "WHEN OLD.id <> NEW.id OR OLD.search_text <> NEW.search_text "
        f"BEGIN {REMOVE_OLD} {ADD_NEW} END"
    ),
}
# Sorted by code point, as SQLite does, so that both databases give one order and one prefix range. The planner needs
# finer statistics than usual to tell a rare piece from a common one.
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    'ALTER TABLE patients_patient ALTER COLUMN search_name TYPE varchar(100) COLLATE "C"',
    "ALTER TABLE patients_patient ALTER COLUMN search_text SET STATISTICS 1000",
    "CREATE INDEX IF NOT EXISTS patients_search ON patients_patient USING gin (search_text gin_trgm_ops)",
]


def ensure_sqlite_index(connection: Any) -> bool:
    """Make the index and its triggers where they are missing, and fill it anew; say whether anything was missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{FTS_TABLE}%"])
        missing = {FTS_TABLE, *SQLITE_TRIGGERS} - {name for (name,) in cursor.fetchall()}
        if not missing:
            return False
        cursor.execute(SQLITE_TABLE)
        for name in missing - {FTS_TABLE}:
            cursor.execute(f"CREATE TRIGGER {name} {SQLITE_TRIGGERS[name]}")
        cursor.execute(f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}) VALUES ('rebuild')")  # noqa: S608
    return True


class SearchIndex(Operation):
    """Make the index in a migration."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        connection = schema_editor.connection
        if not router.allow_migrate(connection.alias, app_label, model_name="patient"):
            return
        if connection.vendor == "sqlite":
            ensure_sqlite_index(connection)
        else:
            for statement in POSTGRESQL:
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        connection = schema_editor.connection
        if not router.allow_migrate(connection.alias, app_label, model_name="patient"):
            return
        if connection.vendor == "sqlite":
            for name in SQLITE_TRIGGERS:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
            schema_editor.execute(f"DROP TABLE IF EXISTS {FTS_TABLE}", params=None)
        else:
            schema_editor.execute("DROP INDEX IF EXISTS patients_search", params=None)

    def describe(self) -> str:
        return "Index what patients are found by"


def mend_after_migrations(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Put the triggers back where a migration rebuilt the patients' table: SQLite drops them with the old table."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not router.allow_migrate(using, "patients", model_name="patient"):
        return
    if "patients_patient" in connection.introspection.table_names():
        ensure_sqlite_index(connection)
