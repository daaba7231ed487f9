"""Who else in an organisation could call a provider now, so that none takes what others need."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work.breaker import breakers_of, gate_of
from experiments.work.limits import Party
from experiments.work.stage import Stage, stages
from providers.models import AllowlistEntry, Connection


def waiting_elsewhere(
    entry: AllowlistEntry, *, party: Party, limit: int, now: datetime
) -> dict[Party, int]:
    """How many more calls the other parties could make: no more than their runs have room for,
    none through a connection that is shut, and counted up to `limit`, of calls as of parties."""
    callable_now = _callable_connections(entry, now=now)
    busy = _in_flight(entry)
    found: dict[Party, int] = {}
    for run in _runs(entry, now=now):
        ids = [each for each in callable_now if str(each) not in run.blocked_credentials]
        for stage in stages():
            other = (run.pk, stage.name)
            room = min(limit, run.max_concurrency - busy[other])
            if not stage.connection_path or other == party or room <= 0 or len(found) >= limit:
                continue
            if n := _due(stage, run, connection_ids=ids, now=now)[:room].count():
                found[other] = n
    return found


def _runs(entry: AllowlistEntry, *, now: datetime) -> QuerySet[Run]:
    """Those that may call, oldest first."""
    running = Run.worked.filter(
        experiment__organization_id=entry.organization_id,
        state=RunState.RUNNING,
        paused_at=None,
        cancel_requested_at=None,
    )
    runs: QuerySet[Run] = running.exclude(deadline_at__lte=now).order_by("started_at")
    return runs.only("max_concurrency", "blocked_credentials")


def _in_flight(entry: AllowlistEntry) -> Counter[Party]:
    """At any provider: all of them take of what the run has room for."""
    open_calls = ProviderCall.objects.filter(
        organization_id=entry.organization_id, outcome=CallOutcome.OPEN
    )
    return Counter(open_calls.order_by().values_list("run_id", "stage"))


def _callable_connections(entry: AllowlistEntry, *, now: datetime) -> list[UUID]:
    rows = Connection.objects.filter(organization_id=entry.organization_id, provider=entry.provider)
    ids = list(rows.order_by().values_list("pk", flat=True))
    breakers = breakers_of(ids)
    return [each for each in ids if gate_of(breakers.get(each), now=now).room != 0]


def _due(stage: Stage, run: Run, *, connection_ids: list[UUID], now: datetime) -> QuerySet[Any]:
    through = {f"{stage.connection_path}__in": connection_ids}
    rows = stage.rows().filter(run=run, state=WorkState.PENDING, available_at__lte=now)
    return rows.filter(**through)
