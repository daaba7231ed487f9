"""What tables and indexes take up in PostgreSQL."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

TABLES = (
    "experiments_attempt",
    "experiments_artifact",
    "experiments_providercall",
    "experiments_validation",
    "evaluation_evaluation",
    "evaluation_internal_rationale",
)
SIZES = """
    SELECT c.relname, pg_relation_size(c.oid),
           pg_total_relation_size(c.oid) - pg_relation_size(c.oid) - pg_indexes_size(c.oid),
           pg_indexes_size(c.oid), s.n_tup_upd, s.n_tup_hot_upd
    FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
    WHERE c.relname = ANY(%s) AND c.relkind = 'r'
"""
INDEXES = """
    SELECT c.relname, pg_relation_size(c.oid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relname = %s ORDER BY 2 DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Bytes of one table: its rows, what is stored apart from them (TOAST, maps), its indexes.
    `hot` of `updates` left the indexes alone."""

    name: str
    rows: int
    heap: int
    apart: int
    indexes: int
    updates: int
    hot: int
    by_index: dict[str, int]

    @property
    def total(self) -> int:
        return self.heap + self.apart + self.indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """`grown`: as the work left it; `packed`: after VACUUM FULL. WAL in bytes."""

    attempts: int
    plan_s: float
    work_s: float
    plan_wal: int
    wal: int
    grown: list[Relation]
    packed: list[Relation]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def relations() -> list[Relation]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(SIZES, [list(TABLES)])
        found = {name: sizes for name, *sizes in cursor.fetchall()}
        return [_relation(cursor, name, found[name]) for name in TABLES if name in found]


def rewritten(tables: Iterable[Relation]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table.name)}")


def wal_position() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        position: str = cursor.fetchone()[0]
    return position


def wal_since(position: str) -> int:
    with connection.cursor() as cursor:
        since = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s::pg_lsn)"
        cursor.execute(since, [position])
        return int(cursor.fetchone()[0])


def _relation(cursor: object, name: str, sizes: list[int]) -> Relation:
    heap, apart, indexes, updates, hot = sizes
    execute, fetch = cursor.execute, cursor.fetchall  # type: ignore[attr-defined]
    execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
    [(rows,)] = fetch()
    execute(INDEXES, [name])
    return Relation(
        name=name,
        rows=rows,
        heap=heap,
        apart=apart,
        indexes=indexes,
        updates=updates,
        hot=hot,
        by_index=dict(fetch()),
    )
