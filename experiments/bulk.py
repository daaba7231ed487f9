"""Storing very many rows of one table that differ from each other in a few columns."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Row = Sequence[Any]


def insert_alike(pattern: Model, *, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """One row of the pattern's table for each of `rows`: those values in `columns` (names of
    attributes, such as arm_id), the pattern's own in all others.

    No model is built for any of them, so this costs a fraction of `bulk_create`. The database's
    constraints hold as ever; `pre_save` (auto_now) is not called. Raises IntegrityError, on
    PostgreSQL perhaps only at the commit.
    """
    store = _copy if connection.vendor == "postgresql" else _execute_many
    fields = pattern._meta.concrete_fields
    own = [_prepared(field, getattr(pattern, field.attname)) for field in fields]
    names = [field.attname for field in fields]
    store(
        pattern, _filled(own, rows, fields=fields, places=[names.index(name) for name in columns])
    )


def _filled(
    own: list[Any], rows: Iterable[Row], *, fields: Sequence[Any], places: Sequence[int]
) -> Iterator[list[Any]]:
    for row in rows:
        values = own.copy()
        for place, value in zip(places, row, strict=True):
            values[place] = _prepared(fields[place], value)
        yield values


def _prepared(field: "Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _copy(pattern: Model, rows: Iterator[list[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {_table(pattern)} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _execute_many(pattern: Model, rows: Iterator[list[Any]]) -> None:
    marks = ", ".join(["%s"] * len(pattern._meta.concrete_fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_table(pattern)} VALUES ({marks})", rows)  # noqa: S608


def _table(pattern: Model) -> str:
    """The table with its columns in the order of the fields."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in pattern._meta.concrete_fields)
    return f"{quote(pattern._meta.db_table)} ({columns})"
