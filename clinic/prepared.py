"""A question whose shape never changes, worked out by the ORM once and asked again with other values.

Building and compiling a query takes the ORM longer than the database takes to answer it; the chart asks several on
every opening (ADR 0008). The SQL, its joins and its value converters are the ORM's own.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

Row = tuple[Any, ...]


class Prepared:
    """`build(marks...)` returns a `values_list` queryset with each mark used as one value of a filter.

    Marks are whole numbers that occur nowhere else in the query. Calling it gives the rows for other whole numbers.
    """

    def __init__(self, build: Callable[..., models.QuerySet], *, values: int = 1) -> None:
        self._build, self._marks = build, tuple(987_654_321_000 + place for place in range(values))
        self._shapes: dict[str, tuple[str, list[Any], dict[int, Any]]] = {}

    def __call__(self, *values: int) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, converters = self._shapes.get(connection.vendor) or self._shape(connection)
        given = dict(zip(self._marks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(param, param) for param in params])
            rows = cursor.fetchall()
        return [self._converted(row, converters, connection) for row in rows]

    def _shape(self, connection: Any) -> tuple[str, list[Any], dict[int, Any]]:
        compiler = self._build(*self._marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if any(list(params).count(mark) != 1 for mark in self._marks):
            raise ValueError("Each value must stand in the query once.")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._shapes[connection.vendor] = shape = (sql, list(params), converters)
        return shape

    @staticmethod
    def _converted(row: Row, converters: dict[int, Any], connection: Any) -> Row:
        if not converters:
            return row
        values = list(row)
        for place, (functions, expression) in converters.items():
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)


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
