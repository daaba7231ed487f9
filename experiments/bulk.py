"""Storing very many rows of one table that differ from each other in a few columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import IntegerField, Model

Prepare = Callable[[Any], Any]
KEPT = 10_000  # values of a column, ready for the driver


def insert_alike(pattern: Model, *, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One row of the pattern's table for each of `rows`: those values in `columns` (names of
    attributes, such as arm_id), the pattern's own in all others.

    No model is built for any of them, so this costs a fraction of `bulk_create`. The database's
    constraints hold as ever; `pre_save` (auto_now) is not called. Raises IntegrityError, where a
    constraint is deferred at the commit.
    """
    database = connections[DEFAULT_DB_ALIAS]
    fields = pattern._meta.concrete_fields
    prepared = [partial(field.get_db_prep_save, connection=database) for field in fields]
    names = [field.attname for field in fields]
    own = [prepare(getattr(pattern, name)) for prepare, name in zip(prepared, names, strict=True)]
    places = [names.index(column) for column in columns]
    kept = lru_cache(KEPT)
    varying = [kept(prepared[n]) if _comes_again(fields[n]) else prepared[n] for n in places]
    store = _copy if database.vendor == "postgresql" else _execute_many
    store(database, pattern, _filled(own, rows, places=places, prepared=varying))


def _comes_again(field: Any) -> bool:
    """Whether the same few values are stored again and again: keys of other rows, and numbers."""
    return not field.unique and (field.is_relation or isinstance(field, IntegerField))


def _filled(
    own: list[Any],
    rows: Iterable[Sequence[Any]],
    *,
    places: Sequence[int],
    prepared: Sequence[Prepare],
) -> Iterator[list[Any]]:
    for row in rows:
        values = own.copy()
        for place, prepare, value in zip(places, prepared, row, strict=True):
            values[place] = prepare(value)
        yield values


def _copy(database: Any, pattern: Model, rows: Iterator[list[Any]]) -> None:
    into = f"COPY {_table(database, pattern)} FROM STDIN"
    with database.wrap_database_errors, database.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _execute_many(database: Any, pattern: Model, rows: Iterator[list[Any]]) -> None:
    marks = ", ".join(["%s"] * len(pattern._meta.concrete_fields))
    into = f"INSERT INTO {_table(database, pattern)} VALUES ({marks})"  # noqa: S608 - names only
    with database.cursor() as cursor:
        cursor.executemany(into, rows)


def _table(database: Any, pattern: Model) -> str:
    """The table with its columns in the order of the fields."""
    quote = database.ops.quote_name
    columns = ", ".join(quote(field.column) for field in pattern._meta.concrete_fields)
    return f"{quote(pattern._meta.db_table)} ({columns})"
