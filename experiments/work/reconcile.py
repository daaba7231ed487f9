"""Putting right what a lost worker, message or connection left behind.

Runs every few seconds (beat, or a timer thread in the embedded mode), one at a time. What it
changes of a run it changes with the run's row locked first, as claims and records do, lest two wait
for each other.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work import duty, observed
from experiments.work.beats import forget_lost
from experiments.work.breaker import give_back_probes
from experiments.work.budget import settle
from experiments.work.claim import hold_run
from experiments.work.finish import cancel_pending, finish, give_up_pending
from experiments.work.record import CUT_OFF, calls_once, feed
from experiments.work.stage import Stage, stages
from providers.codes import ErrorCode

logger = logging.getLogger(__name__)
Hint = Callable[[str, UUID], None]
LOST_ALONE = "The worker was lost each time this ran, and it ran alone the last time."


def reconcile(*, hint: Hint) -> None:
    """Expire leases, enforce deadlines, end runs that are done, hint at work that waits."""
    turn = duty.begin()
    if turn is None:
        return
    try:
        for run_id, deed in _deeds(turn, hint=hint):
            try:
                deed()
            except Exception:  # whatever is wrong with one run, the others go on
                logger.exception("Run %s could not be put right; trying again", run_id)
            if not duty.go_on(turn):
                return
    finally:
        duty.end(turn)


def _deeds(turn: duty.Turn, *, hint: Hint) -> Iterator[tuple[UUID, Callable[[], None]]]:
    now = timezone.now()
    forget_lost(now=now)
    if turn.sweeps:
        for run_id in _runs_with_losses(now=now):
            yield run_id, partial(sweep, run_id, now=now)
    for run in Run.worked.filter(state=RunState.RUNNING):
        yield run.pk, partial(_put_right, run, hint=hint, now=now)


def _runs_with_losses(*, now: datetime) -> list[UUID]:
    lost: set[UUID] = set()
    for stage in stages():
        expired = _expired(stage, now=now).order_by()
        lost.update(expired.values_list("run_id", flat=True).distinct())
    return sorted(lost)


def sweep(run_id: UUID, *, now: datetime) -> None:
    """Take the run's rows from workers that went silent."""
    with transaction.atomic():
        run = hold_run(run_id)
        if run:
            for stage in stages():
                _expire_leases(stage, run, now=now)


def _expire_leases(stage: Stage, run: Run, *, now: datetime) -> None:
    """Put back what was lost; fail what lost too many workers, or is not to be repeated. The next
    stage gets that at once, so that nobody ends the run in between."""
    rows = _expired(stage, now=now).filter(run=run)
    lost = list(rows.select_for_update(skip_locked=True, of=("self",)))
    calls = _mark_ambiguous(stage, run, lost, now=now)
    once = calls_once(stage, run)
    # Only who was alone may be blamed: neighbours of a row that kills its worker go on.
    again = [item for item in lost if not once and not item.isolated]
    failed = lost if once else [item for item in lost if item.isolated]
    observed.lost(stage, items=lost, calls=calls, failed=len(failed))
    _put_back(stage, again, now=now)
    _fail(stage, failed, detail=CUT_OFF if once else LOST_ALONE, now=now)
    feed(stage, run=run, items=failed)


def _expired(stage: Stage, *, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = stage.model._default_manager.filter(
        state=WorkState.RUNNING, lease_expires_at__lte=now
    )
    return rows


def _mark_ambiguous(
    stage: Stage, run: Run, items: list[Any], *, now: datetime
) -> list[ProviderCall]:
    calls = list(
        ProviderCall.objects.select_for_update(no_key=True).filter(
            stage=stage.name, work_id__in=[i.id for i in items], outcome=CallOutcome.OPEN
        )
    )
    for call in calls:
        call.outcome, call.finished_at = CallOutcome.AMBIGUOUS, now
    ProviderCall.objects.filter(pk__in=[call.pk for call in calls]).update(
        outcome=CallOutcome.AMBIGUOUS, finished_at=now
    )
    settle(run, [call for call in calls if call.reserved_usd])
    transaction.on_commit(partial(give_back_probes, calls))  # no lock that drains take after ours
    return calls


def _put_back(stage: Stage, items: list[Any], *, now: datetime) -> None:
    _rows(stage, items).update(
        state=WorkState.PENDING,
        lease_expires_at=None,
        claim_token=None,  # its worker may yet wake up with a result: too late
        available_at=now,
        interruptions=F("interruptions") + 1,
    )


def _fail(stage: Stage, items: list[Any], *, detail: str, now: datetime) -> None:
    for item in items:
        item.state = WorkState.FAILED
    _rows(stage, items).update(
        state=WorkState.FAILED,
        lease_expires_at=None,
        claim_token=None,
        finished_at=now,
        interruptions=F("interruptions") + 1,
        error_code=ErrorCode.INTERRUPTED,
        error_detail=detail,
        retryable=True,
    )


def _rows(stage: Stage, items: list[Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = stage.model._default_manager.filter(pk__in=[item.pk for item in items])
    return rows


def _put_right(run: Run, *, hint: Hint, now: datetime) -> None:
    if run.cancel_requested_at or any(_is_overdue(stage, run, now=now) for stage in stages()):
        _close(run.pk, now=now)
    else:
        for stage in stages():
            stage.take_in(run)
    if not finish(run.pk) and run.paused_at is None:
        _rehint(run, hint=hint, now=now)


def _close(run_id: UUID, *, now: datetime) -> None:
    """End what may not start any more, and hand over what comes of that, at one stroke."""
    with transaction.atomic():
        run = hold_run(run_id)
        if run is None or run.state != RunState.RUNNING:
            return
        if run.cancel_requested_at:
            cancel_pending(run, now=now)
            return
        for stage in stages():
            stage.take_in(run)
            if _is_overdue(stage, run, now=now):
                give_up_pending(stage, run, now=now)


def _is_overdue(stage: Stage, run: Run, *, now: datetime) -> bool:
    ends_at = stage.ends_at(run)
    return ends_at is not None and ends_at <= now


def _rehint(run: Run, *, hint: Hint, now: datetime) -> None:
    for stage in stages():
        waiting = stage.model._default_manager.filter(
            run=run, state=WorkState.PENDING, available_at__lte=now
        )
        if waiting.exists():
            hint(stage.name, run.pk)
