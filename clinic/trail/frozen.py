"""Rows that do not move: a migration operation whose trigger refuses the change, whichever way it comes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import router
from django.db.migrations.operations.base import Operation

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION hegu_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_ARGV[0];
END $$
"""


class Frozen(Operation):
    """Refuse `on` ("INSERT", "UPDATE", "DELETE") of rows in `table` for which the SQL condition `when` holds.

    `when` may name OLD and NEW. Plain comparisons of OLD and NEW work on both databases; a condition with a subquery
    also does (on PostgreSQL it moves into the trigger's function). The error is an IntegrityError holding `name`.
    SQLite drops triggers when a later migration rebuilds the table: repeat the operation in that migration.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *, table: str, name: str, when: str = "1 = 1", on: Sequence[str] = ("UPDATE", "DELETE")) -> None:
        self.table, self.name, self.when, self.on = table, name, when, tuple(on)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"table": self.table, "name": self.name, "when": self.when, "on": self.on}
        return (self.__class__.__qualname__, [], kwargs)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._is_at_home(app_label, schema_editor):
            return
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        for statement in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not self._is_at_home(app_label, schema_editor):
            return
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for event in self.on:
            where = f" ON {self.table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self._trigger(event)}{where}", params=None)

    def describe(self) -> str:
        return f"Refuse {', '.join(self.on)} on {self.table} ({self.name})"

    def lifted(self) -> "Lifted":
        """The operation that takes this one back, for a migration that must rebuild a table its condition names."""
        return Lifted(table=self.table, name=self.name, when=self.when, on=self.on)

    def _is_at_home(self, app_label: str, schema_editor: Any) -> bool:
        model_name = self.table.removeprefix(f"{app_label}_")
        return router.allow_migrate(schema_editor.connection.alias, app_label, model_name=model_name)

    def _trigger(self, event: str) -> str:
        return f"{self.name}_{event.lower()}"

    def _statements(self, vendor: str) -> Iterator[str]:
        for event in self.on:
            trigger = self._trigger(event)
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER {trigger} BEFORE {event} ON {self.table} WHEN {self.when} "
                    f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
                )
            elif "select" in self.when.lower():
                yield from self._postgresql_with_function(trigger, event)
            else:
                yield POSTGRESQL_FUNCTION
                yield (
                    f"CREATE TRIGGER {trigger} BEFORE {event} ON {self.table} FOR EACH ROW WHEN ({self.when}) "
                    f"EXECUTE FUNCTION hegu_refuse('{self.name}')"
                )

    def _postgresql_with_function(self, trigger: str, event: str) -> Iterator[str]:
        """PostgreSQL allows no subquery in WHEN, so the condition is tested inside a function of its own."""
        row = "OLD" if event == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.when} THEN RAISE EXCEPTION '{self.name}' "
            f"USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{self.name}'; END IF; "
            f"RETURN {row}; END $$"
        )
        yield (f"CREATE TRIGGER {trigger} BEFORE {event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {trigger}()")


class Lifted(Frozen):
    """Take a `Frozen` back. SQLite refuses to rebuild a table that another table's trigger names."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        Frozen.database_backwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        Frozen(table=self.table, name=self.name, when=self.when, on=self.on).database_forwards(
            app_label, schema_editor, from_state, to_state
        )

    def describe(self) -> str:
        return f"Allow {', '.join(self.on)} on {self.table} again ({self.name})"


@contextmanager
def triggers_lifted(connection: Any) -> Iterator[None]:
    """Take SQLite's triggers against deletion away for the length of the block (to empty a test database).

    PostgreSQL needs no such thing: it empties tables with TRUNCATE, which fires no row trigger.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%RAISE(%'"
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _, statement in triggers:
                cursor.execute(statement)
