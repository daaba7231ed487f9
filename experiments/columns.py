"""Reading a statement's rows as arrays, without a Python object for each of their values."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Literal, Self
from uuid import UUID

import numpy as np
from django.db import DEFAULT_DB_ALIAS, connections
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
# What a column holds. Of an id come 64 bits that tell it from others, which are the same wherever
# it stands; those of a mark cost the database less, and are only to be held against other marks.
# Floats may be unknown (NaN), integers may not; decimals are told with up to 12 places, and come as
# the nearest floats.
Holds = Literal["id", "mark", "int", "float", "decimal"]
AT_A_TIME = 10_000  # rows, where the database does not make arrays
ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio (Knuth, TAOCP 3, 6.4)
STEPS = 8  # next to no mark has the same first bits as more others than these
FLOAT = np.dtype([("length", ">i4"), ("value", ">f8")])
SENT = {  # as PostgreSQL sends the elements of an array: their length in bytes, then themselves
    "id": np.dtype([("length", ">i4"), ("value", ">u8", 2)]),
    "mark": np.dtype([("length", ">i4"), ("value", ">i8")]),
    "int": np.dtype([("length", ">i4"), ("value", ">i4")]),
    "float": FLOAT,
    "decimal": FLOAT,
}
# PostgreSQL makes a float of a decimal by way of its digits. Small ones are whole numbers of
# 10^-12 that a float holds exactly, and one division rounds them as well.
SMALL = "CASE WHEN {0} BETWEEN 0 AND 9007 THEN ({0} * 1e12)::bigint / 1e12::float8"
CAST = {
    "id": "{0}",
    "mark": "uuid_hash_extended({0}, 0)",
    "int": "{0}::int",
    "float": "COALESCE({0}::float8, 'NaN')",
    "decimal": f"COALESCE({SMALL} ELSE {{0}}::float8 END, 'NaN')",
}
# Arrays that several processes made would be put together again by one of them, which takes longer.
# Those of a million attempts take a hundred megabytes; with the usual 4 MB they go to disk first.
SETTINGS = {"max_parallel_workers_per_gather": "0", "work_mem": "64MB"}
SIGNATURE = 19  # bytes before the first row of a binary COPY: what it is, flags, no extension
DIMENSIONS = 20  # bytes before an array's first element


def read_columns(
    statement: str,
    parameters: Mapping[str, Any] | Sequence[Any],
    *,
    columns: Mapping[str, Holds],
    alike: str = "",
    chunk: str = "",
) -> Iterator[Columns]:
    """The rows of a SELECT that begins with `columns`, in no order, some at a time.

    Where the database makes the arrays, those of one come from rows that have the same `alike`
    (an id among the columns) and `chunk` (an expression over the statement's columns).
    """
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            grouped = _grouped(statement, columns, alike=alike, chunk=chunk)
            filled = cursor.mogrify(grouped, parameters)
            with _with_settings(cursor):
                yield from _copied(cursor, filled, columns, alike=alike)
        else:
            cursor.execute(statement, parameters)
            while rows := cursor.fetchmany(AT_A_TIME):
                yield _transposed(rows, columns)


class Ids:
    """Ids in an order, and which place in it each of a column's has.

    Where the marks with the same first bits begin says nearly where a mark is: a search among all
    of them would miss the processor's cache again and again, and take ten times as long.
    """

    def __init__(self, marks: NDArray[np.int64]) -> None:
        unordered = _mixed(marks)
        self._order = np.argsort(unordered).astype(np.int32)
        self._sorted = unordered[self._order]
        if (self._sorted[1:] == self._sorted[:-1]).any():
            raise ValueError("two ids have the same mark")
        bits = max(len(marks).bit_length(), 1)
        self._shift = np.uint64(64 - bits)
        alike = np.bincount(self._first_bits(self._sorted), minlength=2**bits)
        self._starts = (np.cumsum(alike) - alike).astype(np.int32)

    @classmethod
    def of(cls, ids: Sequence[UUID]) -> Self:
        return cls(_marks(b"".join(each.bytes for each in ids)))

    def places(self, column: NDArray[np.int64]) -> NDArray[np.int32]:
        """Raises ValueError for an id that is not one of them."""
        wanted = _mixed(column)
        found = self._starts[self._first_bits(wanted)]
        elsewhere = self._elsewhere(np.arange(len(found)), found, wanted)
        for _ in range(STEPS):
            found[elsewhere] += 1
            elsewhere = self._elsewhere(elsewhere, found, wanted)
        found[elsewhere] = np.searchsorted(self._sorted, wanted[elsewhere])
        if len(self._elsewhere(elsewhere, found, wanted)):
            raise ValueError("an id is not one of those that are known")
        return self._order[found]

    def _first_bits(self, marks: NDArray[np.uint64]) -> NDArray[np.int64]:
        return (marks >> self._shift).view(np.int64)

    def _elsewhere(
        self, rows: NDArray[np.int64], found: NDArray[np.int32], wanted: NDArray[np.uint64]
    ) -> NDArray[np.int64]:
        """Those of the rows whose mark is not at the place that was found."""
        if not len(self._sorted):
            return rows
        return rows[self._sorted.take(found[rows], mode="clip") != wanted[rows]]


@contextmanager
def _with_settings(cursor: Any) -> Iterator[None]:
    """Those of `SETTINGS` for what follows, and then the ones that were there before."""
    names = list(SETTINGS)
    cursor.execute(f"SELECT {', '.join(['current_setting(%s)'] * len(names))}", names)
    before = dict(zip(names, cursor.fetchone(), strict=True))
    _set(cursor, SETTINGS)
    yield
    _set(cursor, before)


def _set(cursor: Any, settings: Mapping[str, str]) -> None:
    """Until the end of the transaction at most."""
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    cursor.execute(f"SELECT {calls}", list(chain.from_iterable(settings.items())))


def _grouped(statement: str, columns: Mapping[str, Holds], *, alike: str, chunk: str) -> str:
    arrays = [
        f"array_agg({CAST[holds].format(name)})" for name, holds in columns.items() if name != alike
    ]
    by = [expression for expression in (alike, chunk) if expression]
    grouping = f" GROUP BY {', '.join(by)}" if by else ""
    selected = ", ".join([alike, *arrays] if alike else arrays)
    return f"SELECT {selected} FROM ({statement}) AS rows{grouping}"  # noqa: S608 - names of ours


def _copied(
    cursor: Any, statement: str, columns: Mapping[str, Holds], *, alike: str
) -> Iterator[Columns]:
    """One tuple of a binary COPY comes at a time: a field's length, then its bytes."""
    names = [alike, *(name for name in columns if name != alike)] if alike else list(columns)
    start = SIGNATURE
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)") as copy:
        for data in copy:
            fields = _fields(memoryview(data)[start:])
            start = 0
            if fields and fields[-1] is not None:
                yield _arrays(dict(zip(names, fields, strict=True)), columns, alike=alike)


def _fields(row: memoryview) -> list[memoryview | None]:
    """None for null; no fields at the end of all rows, where their number is -1."""
    count, at = int.from_bytes(row[:2], signed=True), 2
    fields: list[memoryview | None] = []
    for _ in range(count):
        length = int.from_bytes(row[at : at + 4], signed=True)
        at += 4
        fields.append(None if length < 0 else row[at : at + length])
        at += max(length, 0)
    return fields


def _arrays(fields: dict[str, Any], columns: Mapping[str, Holds], *, alike: str) -> Columns:
    found = {
        name: _told(np.frombuffer(fields[name][DIMENSIONS:], SENT[holds])["value"], holds)
        for name, holds in columns.items()
        if name != alike
    }
    if alike:
        rows = len(next(iter(found.values())))
        found[alike] = np.broadcast_to(_marks(fields[alike]), rows)
    return found


def _transposed(rows: Sequence[Sequence[Any]], columns: Mapping[str, Holds]) -> Columns:
    of_rows = zip(*rows, strict=True)
    return {
        name: _of_python(values, holds)
        for (name, holds), values in zip(columns.items(), of_rows, strict=False)
    }


def _of_python(values: Sequence[Any], holds: Holds) -> NDArray[Any]:
    if holds in ("id", "mark"):
        return _marks(bytes.fromhex("".join(values)))
    return np.array(values, dtype=int if holds == "int" else float)


def _told(column: NDArray[Any], holds: Holds) -> NDArray[Any]:
    """As this machine keeps numbers."""
    if holds == "id":
        return (column[:, 0] ^ column[:, 1]).astype(np.int64)
    return column.astype(column.dtype.newbyteorder("="))


def _mixed(marks: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Others, no two of them the same, whose first bits no order in the making has left alike."""
    return marks.view(np.uint64) * ODD


def _marks(data: bytes | memoryview) -> NDArray[np.int64]:
    """The halves of an id share no random bits: 64 of them tell any two apart."""
    return _told(np.frombuffer(data, ">u8").reshape(-1, 2), "id")
