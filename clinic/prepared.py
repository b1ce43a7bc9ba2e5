"""A question whose shape never changes, worked out by the ORM once and asked again with other values.

Building and compiling a query takes the ORM longer than the database takes to answer it, and some questions are asked
on every page (ADR 0008). The SQL, its joins, its value converters and the models made of the rows are the ORM's own.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable

Row = tuple[Any, ...]
# What stands for a value of that kind while the query is worked out: it occurs in no query by itself.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 987_654_321_000 + place,
    str: lambda place: f"\ue000 mark {place}",
    date: lambda place: date(1801, 1, 1 + place),
    datetime: lambda place: datetime(1801, 1, 1 + place, 3, 14, 15, 926_535, UTC),
}


class Prepared:
    """`build(marks...)` returns a queryset with each mark used as one value of a filter, each of its own kind.

    Calling it with values gives a list: rows of plain values where the queryset is a `values_list`, models otherwise.
    """

    def __init__(self, build: Callable[..., models.QuerySet], *, kinds: tuple[type, ...] = (int,)) -> None:
        self._build, self._kinds = build, kinds
        self._marks = tuple(MARKS[kind](place) for place, kind in enumerate(kinds))

    def __call__(self, *values: Any) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        # Each thread has a connection of its own, and a compiler belongs to its connection.
        known = connection.__dict__.setdefault("_hegu_prepared", {})
        shape = known.get(self) or known.setdefault(self, _Shape(self._build, self._marks, connection))
        given = [_adapted(value, connection) for value in values]
        return shape.ask(dict(zip(shape.marks, given, strict=True)), connection)


class PreparedForRecords:
    """A question about all records of one person: `build(ids, marks...)`, worked out once for each number of them."""

    def __init__(self, build: Callable[..., models.QuerySet], *, kinds: tuple[type, ...] = ()) -> None:
        self._build, self._kinds = build, kinds
        self._known: dict[int, Prepared] = {}

    def __call__(self, ids: tuple[int, ...], *values: Any) -> list[Any]:
        many = len(ids)
        asked = self._known.get(many)
        if asked is None:
            asked = self._known[many] = Prepared(
                lambda *marks: self._build(marks[:many], *marks[many:]), kinds=(int,) * many + self._kinds
            )
        return asked(*ids, *values)


class _Shape:
    """One query as the ORM compiled it for one connection."""

    def __init__(self, build: Callable[..., models.QuerySet], marks: Row, connection: Any) -> None:
        queryset = build(*marks)
        self.compiler: Any = queryset.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)
        self.marks = [_adapted(mark, connection) for mark in marks]
        if any(self.params.count(mark) != 1 for mark in self.marks):
            raise ValueError("Each value must stand in the query once.")
        self.converters = self.compiler.get_converters([column for column, *_ in self.compiler.select])
        self.makes_models = queryset._iterable_class is ModelIterable  # type: ignore[attr-defined]

    def ask(self, given: dict[Any, Any], connection: Any) -> list[Any]:
        params = [given.get(param, param) for param in self.params]
        if self.makes_models:
            return self._models(params, connection.alias)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return [self._converted(row, connection) for row in rows] if self.converters else rows

    def _models(self, params: list[Any], alias: str) -> list[Any]:
        """Let the ORM make its models, from the SQL that it has compiled already."""
        self.compiler.as_sql = lambda: (self.sql, params)
        query = SimpleNamespace(get_compiler=lambda using: self.compiler)
        asked: Any = SimpleNamespace(db=alias, query=query, _known_related_objects={})
        return list(ModelIterable(asked))

    def _converted(self, row: Row, connection: Any) -> Row:
        values = list(row)
        for place, (functions, expression) in self.converters.items():
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)


def _adapted(value: Any, connection: Any) -> Any:
    """Return the value as the database's driver is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def insert_rows(model: type[models.Model], names: tuple[str, ...], rows: list[Row]) -> None:
    """Insert rows of plain values, `names` being the fields' attributes; constraints and triggers apply as ever.

    For rows whose keys nobody asks for: no models are built and no keys read back, as `bulk_create` would.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [next(field for field in model._meta.concrete_fields if field.attname == name) for name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    values = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608
