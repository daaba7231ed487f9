"""Taking work: exactly the free slots, under one token, with a lease and ledger rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Min
from django.db.models.functions import Coalesce

from experiments.models import Run
from experiments.states import RunState, WorkState
from experiments.work import ledger
from experiments.work.stage import Job, Lane, Session, Stage


def lock_run(stage: Stage, *, run_id: UUID, now: datetime) -> Run | None:
    """The run while it may be worked, locked so that its limits are counted by one claimer.

    The deadline forbids provider calls; what they brought in time is still validated.
    """
    runs = Run.objects.select_for_update(no_key=True)
    if stage.calls_provider:
        runs = runs.exclude(deadline_at__lte=now)
    return runs.filter(pk=run_id, state=RunState.RUNNING, cancel_requested_at=None).first()


def claim(
    stage: Stage, session: Session, *, run: Run, free: int, token: UUID, now: datetime
) -> list[Job]:
    """Claim up to `free` rows. Runs inside a transaction that holds the run's lock."""
    free = max(0, min(free, session.room(run)))
    waiting: list[Any] = []
    for lane in session.lanes(run):
        waiting += _rows(stage, run, lane=lane, limit=min(free, lane.room), now=now)
    # In the planned order, so that no lane is served before another.
    items = sorted(waiting, key=lambda row: (row.available_at, row.id))[:free]
    if not items:
        return []
    before = [(item.error_code, item.provider_calls) for item in items]
    _mark_claimed(stage, items=items, token=token, now=now)
    calls: Sequence[Any] = [None] * len(items)
    if stage.calls_provider:
        calls = ledger.open_calls(items, stage=stage.name, now=now)
    payloads = session.payloads(items)
    return [
        Job(item=item, payload=payload, call=call, earlier_code=code, earlier_calls=n)
        for item, payload, call, (code, n) in zip(items, payloads, calls, before, strict=True)
    ]


def next_available(stage: Stage, *, run_id: UUID) -> datetime | None:
    """When the earliest pending row of the run may be claimed; None where none is pending."""
    rows = stage.model._default_manager.filter(run_id=run_id, state=WorkState.PENDING)
    earliest: datetime | None = rows.aggregate(at=Min("available_at"))["at"]
    return earliest


def _rows(stage: Stage, run: Run, *, lane: Lane, limit: int, now: datetime) -> list[Any]:
    if limit <= 0:
        return []
    rows = stage.model._default_manager.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.filter(lane.where, run=run, state=WorkState.PENDING, available_at__lte=now)
    return list(waiting.order_by("available_at", "id")[:limit])


def _mark_claimed(stage: Stage, *, items: list[Any], token: UUID, now: datetime) -> None:
    lease = now + timedelta(seconds=settings.LEASE_SECONDS)
    calls = 1 if stage.calls_provider else 0
    stage.model._default_manager.filter(id__in=[item.id for item in items]).update(
        state=WorkState.RUNNING,
        claim_token=token,
        lease_expires_at=lease,
        claims=F("claims") + 1,
        provider_calls=F("provider_calls") + calls,
        started_at=Coalesce("started_at", now),
    )
    for item in items:
        item.state, item.claim_token, item.lease_expires_at = WorkState.RUNNING, token, lease
        item.claims += 1
        item.provider_calls += calls
        item.started_at = item.started_at or now
