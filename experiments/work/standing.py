"""How a run stands in a stage when more of it is to be claimed, asked in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from experiments.models import Run
from experiments.states import WorkState
from experiments.work.item import WorkItem
from experiments.work.rows import prepared
from providers.models import Breaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`running`: how many rows do, counted up to what the run allows. `open_breakers`: whether any
    of the connections has one."""

    running: int
    open_breakers: bool


def standing_of(table: type[WorkItem], run: Run, *, connections: Sequence[UUID]) -> Standing:
    values = [*prepared(table, {"run_id": run.pk}), run.max_concurrency]
    values += [prepared(Breaker, {"connection_id": each})[0] for each in connections]
    with connection.cursor() as cursor:
        cursor.execute(_text(table, n=len(connections)), values)
        running, open_breakers = cursor.fetchone()
    return Standing(running=running, open_breakers=bool(open_breakers))


# In the order of the index, so that PostgreSQL takes it where it has no statistics of the run yet.
@cache
def _text(table: type[WorkItem], *, n: int) -> str:
    marks = ", ".join(["%s"] * n) or "NULL"
    return (
        f"SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM {table._meta.db_table}"  # noqa: S608
        f" WHERE run_id = %s AND state = '{WorkState.RUNNING}'"
        " ORDER BY lease_expires_at LIMIT %s) counted),"
        f" EXISTS (SELECT 1 FROM {Breaker._meta.db_table}"
        f" WHERE open_until IS NOT NULL AND connection_id IN ({marks}))"
    )
