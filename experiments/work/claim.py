"""Taking work: exactly the free slots, under one token, with a lease and ledger rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from experiments.models import ProviderCall, Run
from experiments.states import RunState, WorkState
from experiments.work.item import ALONE_AFTER
from experiments.work.stage import Job, Lane, Session, Stage

TOGETHER = 8  # rows that lost one, in flight at a time


def hold_run(run_id: UUID) -> Run | None:
    """The run, locked before anything else of it: so whoever changes it waits for nobody who waits
    for him."""
    return Run.worked.select_for_update(no_key=True).defer("config").filter(pk=run_id).first()


def lock_run(stage: Stage, *, run_id: UUID) -> Run | None:
    """The run if it may be worked. It is locked in any case, so that its limits are counted by one
    claimer, and what was claimed before it stopped is recorded in the same order of locks."""
    run = hold_run(run_id)
    return run if run and _may_be_worked(stage, run, now=timezone.now()) else None


def _may_be_worked(stage: Stage, run: Run, *, now: datetime) -> bool:
    stopped = run.state != RunState.RUNNING or run.paused_at or run.cancel_requested_at
    ends_at = stage.ends_at(run)
    return not stopped and (ends_at is None or now < ends_at)


def claim(
    stage: Stage,
    session: Session,
    *,
    run: Run,
    free: int,
    token: UUID,
    now: datetime,
    alone: bool = False,
) -> list[Job]:
    """Claim up to `free` rows. Runs inside a transaction that holds the run's lock.

    `now` was read after the last lock that may be long in coming: what starts is judged by the
    moment that the ledger keeps, and its lease is whole.
    `alone`: one of the rows that lost their worker twice, for a process that does nothing else.
    """
    free = max(0, min(free, session.room(run)))
    session.turn_away(run)
    waiting: list[Any] = []
    lanes = session.lanes(run, now=now)
    for lane in lanes:
        limit = min(free, lane.room)
        waiting += _rows(stage, run, lane=lane, limit=limit, now=now, alone=alone)
    chosen = _few_suspects(stage, run, in_order(waiting)[:free])
    prepared = zip(chosen, session.payloads(chosen), strict=True)
    payloads = {item.id: payload for item, payload in prepared}
    items = session.admit(chosen, payloads=payloads)
    session.give_up()
    if not items:
        session.suspects = free > 0 and _suspects_wait(stage, run, lanes=lanes, now=now)
        return []
    before = [(item.error_code, item.provider_calls) for item in items]
    _mark_claimed(stage, items=items, token=token, now=now, alone=alone)
    calls = session.open_calls(items, now=now)
    return _jobs(items, payloads=payloads, calls=calls, before=before)


def _jobs(
    items: Sequence[Any],
    *,
    payloads: Mapping[UUID, Any],
    calls: Sequence[ProviderCall | None],
    before: Sequence[tuple[str, int]],
) -> list[Job]:
    return [
        Job(item=item, payload=payloads[item.id], call=call, earlier_code=code, earlier_calls=n)
        for item, call, (code, n) in zip(items, calls, before, strict=True)
    ]


def in_order(items: Sequence[Any]) -> list[Any]:
    """As planned, so that no lane is served before another."""
    return sorted(items, key=lambda row: (row.available_at, row.id))


def next_available(stage: Stage, *, run_id: UUID) -> datetime | None:
    """When the earliest pending row of the run may be claimed; None where none is pending."""
    rows = stage.model._default_manager.filter(run_id=run_id, state=WorkState.PENDING)
    earliest: datetime | None = rows.aggregate(at=Min("available_at"))["at"]
    return earliest


def _suspects_wait(stage: Stage, run: Run, *, lanes: Sequence[Lane], now: datetime) -> bool:
    """Whether there are rows that could be claimed now, but only alone."""
    somewhere = [lane.where for lane in lanes if lane.room > 0]
    if not somewhere:
        return False
    rows = _pending(stage, run, now=now).filter(interruptions__gte=ALONE_AFTER)
    return rows.filter(reduce(or_, somewhere)).exists()


def _pending(stage: Stage, run: Run, *, now: datetime) -> QuerySet[Any]:
    rows = stage.model._default_manager.filter(run=run, state=WorkState.PENDING)
    return rows.filter(available_at__lte=now)


def _rows(
    stage: Stage, run: Run, *, lane: Lane, limit: int, now: datetime, alone: bool
) -> list[Any]:
    if limit <= 0:
        return []
    suspect = Q(interruptions__gte=ALONE_AFTER)
    rows = _pending(stage, run, now=now).select_for_update(skip_locked=True, of=("self",))
    waiting = rows.filter(lane.where, suspect if alone else ~suspect)
    return list(waiting.order_by("available_at", "id")[:limit])


def _few_suspects(stage: Stage, run: Run, items: list[Any]) -> list[Any]:
    """Rows that lost a worker once go a few at a time: the one that killed it takes few along."""
    if not any(0 < item.interruptions < ALONE_AFTER for item in items):
        return items
    running = stage.model._default_manager.filter(run=run, state=WorkState.RUNNING)
    room = TOGETHER - running.filter(interruptions=1).count()
    few = [item for item in items if item.interruptions == 1][: max(0, room)]
    return [item for item in items if item.interruptions != 1 or item in few]


def _mark_claimed(
    stage: Stage, *, items: list[Any], token: UUID, now: datetime, alone: bool
) -> None:
    lease = now + timedelta(seconds=settings.LEASE_SECONDS)
    calls = 1 if stage.calls_provider else 0
    stage.model._default_manager.filter(id__in=[item.id for item in items]).update(
        state=WorkState.RUNNING,
        claim_token=token,
        lease_expires_at=lease,
        waits_until=None,
        claims=F("claims") + 1,
        isolated=alone,
        provider_calls=F("provider_calls") + calls,
        started_at=Coalesce("started_at", now),
    )
    for item in items:
        item.state, item.claim_token, item.lease_expires_at = WorkState.RUNNING, token, lease
        item.claims += 1
        item.isolated = alone
        item.provider_calls += calls
        item.started_at = item.started_at or now
