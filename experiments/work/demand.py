"""Who else in an organisation could call a provider now, so that none takes what others need."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work.breaker import breakers_of, gate_of
from experiments.work.limits import Party
from experiments.work.stage import Stage, stages
from providers.models import AllowlistEntry, Connection


class Counted(Subquery):
    """How many rows a query has, up to its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def waiting_elsewhere(
    entry: AllowlistEntry, *, party: Party, limit: int, now: datetime
) -> dict[Party, int]:
    """How many more calls the other parties could make: no more than their runs have room for,
    none through a connection that is shut, and counted up to `limit`, of calls as of parties.

    The number of queries does not depend on how many there are."""
    busy = _in_flight(entry)
    found: dict[Party, int] = {}
    for other, due, allowed in _due(entry, limit=limit, now=now):
        n = min(due, allowed - busy[other])
        if other != party and n > 0 and len(found) < limit:
            found[other] = n
    return found


def _due(entry: AllowlistEntry, *, limit: int, now: datetime) -> Iterator[tuple[Party, int, int]]:
    """Of the runs that may call, oldest first: each of their stages, the calls that are due there,
    and how many of them the run allows at once."""
    calling = [stage for stage in stages() if stage.connection_path]
    runs = list(_runs(entry, now=now))
    counted: dict[Any, dict[str, Any]] = {}
    for usable, ids in _by_connections(runs, among=_callable_connections(entry, now=now)):
        due = {stage.name: _waiting(stage, usable, now=now)[:limit] for stage in calling}
        rows = Run.worked.filter(pk__in=ids).order_by()
        numbers = rows.annotate(**{f"due_{name}": Counted(each) for name, each in due.items()})
        counted |= {
            row["pk"]: row for row in numbers.values("pk", *(f"due_{name}" for name in due))
        }
    for run in runs:
        for stage in calling:
            due_here = counted.get(run.pk, {}).get(f"due_{stage.name}", 0)
            yield (run.pk, stage.name), due_here, run.max_concurrency


def _by_connections(
    runs: Iterable[Run], *, among: Sequence[UUID]
) -> Iterator[tuple[Sequence[UUID], Sequence[UUID]]]:
    """Connections, and the runs that may use just these: hardly ever any but all."""
    groups: dict[tuple[UUID, ...], list[UUID]] = {}
    for run in runs:
        usable = tuple(each for each in among if str(each) not in run.blocked_credentials)
        groups.setdefault(usable, []).append(run.pk)
    return ((usable, ids) for usable, ids in groups.items() if usable)


def _runs(entry: AllowlistEntry, *, now: datetime) -> QuerySet[Run]:
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


def _waiting(stage: Stage, connection_ids: Sequence[UUID], *, now: datetime) -> QuerySet[Any]:
    """Of the run of the query around it; in the order of the index of what waits."""
    through = {f"{stage.connection_path}__in": connection_ids}
    rows = stage.rows().filter(run=OuterRef("pk"), state=WorkState.PENDING, available_at__lte=now)
    return rows.filter(**through).order_by("available_at").values("pk")
