"""No double booking: the rule as the database keeps it, on PostgreSQL and on SQLite (docs/adr/0006)."""

from collections.abc import Iterator
from typing import Any

from django.db import router
from django.db.migrations.operations.base import Operation

TABLE = "diary_appointment"
# As they stood when the rule was made. A new live status needs a migration that repeats the operation.
LIVE_SQL = "('booked', 'arrived', 'in_treatment', 'completed')"


class NoOverlap(Operation):
    """Refuse two live appointments of one practitioner, or in one room, whose [starts_at, busy_until) meet.

    PostgreSQL: an exclusion constraint. SQLite: triggers before insert and update. Because appointments already
    there do not overlap, the latest one that starts before the new one ends is the only one that can meet it, so
    the trigger reads one row through the index (column, starts_at), however many there are.
    SQLite drops triggers when a later migration rebuilds the table: repeat the operation in that migration.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *, column: str, name: str) -> None:
        self.column, self.name = column, name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [], {"column": self.column, "name": self.name})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._is_at_home(app_label, schema_editor):
            return
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        make = self._constraint if schema_editor.connection.vendor == "postgresql" else self._triggers
        for statement in make():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._is_at_home(app_label, schema_editor):
            return
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {self.name}", params=None)
            return
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{event}", params=None)

    def describe(self) -> str:
        return f"Refuse overlapping live appointments by {self.column} ({self.name})"

    def _is_at_home(self, app_label: str, schema_editor: Any) -> bool:
        return router.allow_migrate(schema_editor.connection.alias, app_label, model_name="appointment")

    def _constraint(self) -> Iterator[str]:
        yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
        yield (
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {self.name} EXCLUDE USING gist ({self.column} WITH =, "
            f"tstzrange(starts_at, busy_until, '[)') WITH &&) WHERE (status IN {LIVE_SQL})"
        )

    def _triggers(self) -> Iterator[str]:
        watched = f"{self.column}, starts_at, busy_until, status"
        own = f"{self.column} = NEW.{self.column} AND id IS NOT NEW.id"
        latest_before = (
            f"SELECT busy_until FROM {TABLE} WHERE {own} AND starts_at < NEW.busy_until "  # noqa: S608 - our own names
            f"AND status IN {LIVE_SQL} ORDER BY starts_at DESC LIMIT 1"
        )
        for event, on in (("insert", "INSERT"), ("update", f"UPDATE OF {watched}")):
            yield (
                f"CREATE TRIGGER {self.name}_{event} BEFORE {on} ON {TABLE} "
                f"WHEN NEW.status IN {LIVE_SQL} AND NEW.{self.column} IS NOT NULL "
                f"BEGIN SELECT RAISE(ABORT, '{self.name}') WHERE ({latest_before}) > NEW.starts_at; END"
            )
