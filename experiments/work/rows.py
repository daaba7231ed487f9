"""Rows of a table, read and written by statements whose text is made once.

Most of what an exchange with the database cost was Python: models asked for their fields, queries
put together and compiled, each time anew. PostgreSQL takes any number of rows as one JSON text;
SQLite, to which nothing has to travel, takes them one by one.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

Table = type[Model]
Names = tuple[str, ...]  # of attributes, such as arm_id
Values = Mapping[str, Any]


def update(
    table: Table,
    objects: Sequence[Any],
    *,
    columns: Names,
    keys: Names = ("id",),
    fence: Values | None = None,
) -> frozenset[tuple[Any, ...]]:
    """Write these columns of the objects to their rows, which are found by `keys`; returns the keys
    of those that were written. Rows that have other values than the fence are left alone."""
    held = fence or {}
    if not objects:
        return frozenset()
    if not _is_postgresql():
        text = _update_one(table, columns, keys, tuple(held))
        return _each(text, table, objects, columns=columns, keys=keys, fence=held)
    text = _update_all(table, columns, keys, tuple(held))
    with _database().cursor() as cursor:
        cursor.execute(text, [_as_json(objects, (*keys, *columns)), *prepared(table, held)])
        return frozenset(cursor.fetchall())


def insert(table: Table, objects: Sequence[Any]) -> None:
    """Rows of these objects, whole. Raises IntegrityError."""
    if not objects:
        return
    if not _is_postgresql():
        table._default_manager.bulk_create(objects)
        return
    names = tuple(_fields(table))
    with _database().cursor() as cursor:
        cursor.execute(_insert_all(table, names), [_as_json(objects, names)])


def prepared(table: Table, values: Values) -> list[Any]:
    """As the database's driver takes them."""
    database, fields = _database(), _fields(table)
    return [fields[name].get_db_prep_save(value, database) for name, value in values.items()]


def locking(strength: str = "UPDATE") -> str:
    """The end of a SELECT whose rows are locked. Who writes to SQLite is alone."""
    return f" FOR {strength}" if _is_postgresql() else ""


@cache
def every_column(table: Table, *, but: Names = ()) -> str:
    """What follows SELECT, up to the table."""
    names = ", ".join(_quoted(name) for name in _fields(table) if name not in but)
    return f"{names} FROM {_table(table)}"


def _each(
    text: str, table: Table, objects: Sequence[Any], *, columns: Names, keys: Names, fence: Values
) -> frozenset[tuple[Any, ...]]:
    found = []
    with _database().cursor() as cursor:
        for each in objects:
            values = {name: getattr(each, name) for name in (*columns, *keys)}
            cursor.execute(text, [*prepared(table, values), *prepared(table, fence)])
            if cursor.rowcount:
                found.append(tuple(values[name] for name in keys))
    return frozenset(found)


@cache
def _update_one(table: Table, columns: Names, keys: Names, fence: Names) -> str:
    sets = ", ".join(f"{_quoted(name)} = %s" for name in columns)
    where = " AND ".join(f"{_quoted(name)} = %s" for name in (*keys, *fence))
    return f"UPDATE {_table(table)} SET {sets} WHERE {where}"  # noqa: S608 - names only


@cache
def _update_all(table: Table, columns: Names, keys: Names, fence: Names) -> str:
    sets = ", ".join(f"{_quoted(name)} = v.{_quoted(name)}" for name in columns)
    found = ", ".join(f"t.{_quoted(name)}" for name in keys)
    where = [f"t.{_quoted(name)} = v.{_quoted(name)}" for name in keys]
    where += [f"t.{_quoted(name)} = %s" for name in fence]
    return (
        f"UPDATE {_table(table)} AS t SET {sets} FROM {_recordset(table, (*keys, *columns))}"  # noqa: S608
        f" WHERE {' AND '.join(where)} RETURNING {found}"
    )


@cache
def _insert_all(table: Table, names: Names) -> str:
    columns = ", ".join(map(_quoted, names))
    into = f"INSERT INTO {_table(table)} ({columns})"
    return f"{into} SELECT {columns} FROM {_recordset(table, names)}"  # noqa: S608 - names only


def _recordset(table: Table, names: Names) -> str:
    """The objects of a JSON text as rows `v`; each value is read as its column would read it."""
    database, fields = _database(), _fields(table)
    types = ", ".join(f"{_quoted(name)} {fields[name].db_type(database)}" for name in names)
    return f"json_to_recordset(%s) AS v({types})"


def _as_json(objects: Sequence[Any], names: Names) -> str:
    """Raises ValueError for a number that is none."""
    values = attrgetter(*names)
    rows = [dict(zip(names, values(each), strict=True)) for each in objects]
    return json.dumps(rows, default=_as_text, allow_nan=False)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no type of a column")


@cache
def _fields(table: Table) -> dict[str, Any]:
    return {field.attname: field for field in table._meta.concrete_fields}


def _table(table: Table) -> str:
    return _quoted(table._meta.db_table)


def _quoted(name: str) -> str:
    quoted: str = _database().ops.quote_name(name)
    return quoted


def _is_postgresql() -> bool:
    return bool(_database().vendor == "postgresql")


def _database() -> Any:
    return connections[DEFAULT_DB_ALIAS]
