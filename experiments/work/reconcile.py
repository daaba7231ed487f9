"""Putting right what a lost worker, message or connection left behind.

Runs every few seconds (beat, or a timer thread in the embedded mode), one at a time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from experiments.models import ProviderCall, Reconciling, Run
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work import observed
from experiments.work.beats import forget_lost
from experiments.work.budget import settle
from experiments.work.finish import cancel_pending, finish, give_up_pending
from experiments.work.stage import Stage, stages
from providers.codes import ErrorCode

logger = logging.getLogger(__name__)


def reconcile(*, hint: Callable[[str, UUID], None]) -> None:
    """Expire leases, enforce deadlines, end runs that are done, hint at work that waits."""
    now = timezone.now()
    with transaction.atomic():
        turn = _turn(now=now)
        if turn is None:
            return
        forget_lost(now=now)
        if turn.sweep_after <= now:
            for stage in stages():
                expire_leases(stage, now=now)
    for run in Run.objects.filter(state=RunState.RUNNING):
        try:
            _put_right(run, hint=hint, now=now)
        except Exception:  # whatever is wrong with one run, the others go on
            logger.exception("Run %s could not be put right; trying again", run.pk)


def expire_leases(stage: Stage, *, now: datetime) -> int:
    """Put back the rows whose worker went silent; fail those that lost too many workers."""
    expired = list(
        stage.model._default_manager.select_for_update(skip_locked=True, of=("self",)).filter(
            state=WorkState.RUNNING, lease_expires_at__lte=now
        )
    )
    calls = _mark_ambiguous(stage, expired, now=now)
    observed.lost(stage, items=expired, calls=calls)
    for item in expired:
        _put_back(stage, item, now=now)
    return len(expired)


def _mark_ambiguous(stage: Stage, items: list[Any], *, now: datetime) -> list[ProviderCall]:
    calls = list(
        ProviderCall.objects.select_for_update(no_key=True)
        .filter(stage=stage.name, work_id__in=[i.id for i in items], outcome=CallOutcome.OPEN)
        .select_related("run__experiment")
    )
    for call in calls:
        call.outcome, call.finished_at = CallOutcome.AMBIGUOUS, now
    ProviderCall.objects.filter(pk__in=[call.pk for call in calls]).update(
        outcome=CallOutcome.AMBIGUOUS, finished_at=now
    )
    for run in {call.run for call in calls}:
        settle(run, [call for call in calls if call.run_id == run.pk and call.reserved_usd])
    return calls


def _put_back(stage: Stage, item: Any, *, now: datetime) -> None:
    """Only who was alone may be blamed: neighbours of a row that kills its worker go on."""
    rows = stage.model._default_manager.filter(pk=item.pk)
    if not item.isolated:
        rows.update(
            state=WorkState.PENDING,
            lease_expires_at=None,
            claim_token=None,  # its worker may yet wake up with a result: too late
            available_at=now,
            interruptions=F("interruptions") + 1,
        )
        return
    rows.update(
        state=WorkState.FAILED,
        lease_expires_at=None,
        claim_token=None,
        finished_at=now,
        interruptions=F("interruptions") + 1,
        error_code=ErrorCode.INTERRUPTED,
        error_detail="The worker was lost each time this ran, and it ran alone the last time.",
        retryable=True,
    )


def _put_right(run: Run, *, hint: Callable[[str, UUID], None], now: datetime) -> None:
    if run.cancel_requested_at:
        cancel_pending(run, now=now)
        finish(run.pk)
        return
    for stage in stages():
        stage.take_in(run)
        if stage.calls_provider and run.deadline_at and run.deadline_at <= now:
            give_up_pending(stage, run, now=now)
    if not finish(run.pk) and run.paused_at is None:
        _rehint(run, hint=hint, now=now)


def _rehint(run: Run, *, hint: Callable[[str, UUID], None], now: datetime) -> None:
    for stage in stages():
        waiting = stage.model._default_manager.filter(
            run=run, state=WorkState.PENDING, available_at__lte=now
        )
        if waiting.exists():
            hint(stage.name, run.pk)


def _turn(*, now: datetime) -> Reconciling | None:
    """One reconciler at a time: None where another is at it. After a silence leases are spared
    for a while: workers that live could not prolong theirs, and do so first."""
    Reconciling.objects.get_or_create(pk=1, defaults={"last_at": now, "sweep_after": now})
    turn: Reconciling | None = (
        Reconciling.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    )
    if turn:
        if now - turn.last_at > timedelta(seconds=settings.LEASE_SECONDS / 2):
            turn.sweep_after = now + timedelta(seconds=settings.LEASE_SECONDS / 2)
        turn.last_at = now
        turn.save()
    return turn
