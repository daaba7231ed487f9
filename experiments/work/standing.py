"""How a run stands in a stage when more of it is to be claimed; in one statement, unless a breaker
is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from experiments.models import Run
from experiments.states import WorkState
from experiments.work.breaker import breakers_of
from experiments.work.item import WorkItem
from experiments.work.rows import prepared
from providers.models import Breaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`running`: how many rows do, counted up to what the run allows. `breakers`: those that are
    not closed, by connection."""

    running: int
    breakers: Mapping[UUID, Breaker]


def standing_of(table: type[WorkItem], run: Run, *, connections: Sequence[UUID]) -> Standing:
    values = [*prepared(table, {"run_id": run.pk}), run.max_concurrency]
    values += [prepared(Breaker, {"connection_id": each})[0] for each in connections]
    with connection.cursor() as cursor:
        cursor.execute(_text(table, n=len(connections)), values)
        running, any_open = cursor.fetchone()
    return Standing(running=running, breakers=breakers_of(connections) if any_open else {})


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
