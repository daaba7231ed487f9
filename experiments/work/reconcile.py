"""Putting right what a lost worker, message or connection left behind.

Runs every few seconds (beat, or a timer thread in the embedded mode), one at a time.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work.finish import cancel_pending, finish, give_up_pending
from experiments.work.stage import Stage, stages
from providers.codes import ErrorCode

logger = logging.getLogger(__name__)
MAX_INTERRUPTIONS = 3
ADVISORY_LOCK = 0x62616B656F6666  # "bakeoff"


def reconcile(*, hint: Callable[[str, UUID], None]) -> None:
    """Expire leases, enforce deadlines, end runs that are done, hint at work that waits."""
    now = timezone.now()
    with transaction.atomic():
        if not _alone():
            return
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
    _mark_ambiguous(stage, expired, now=now)
    for item in expired:
        _put_back(stage, item, now=now)
    return len(expired)


def _mark_ambiguous(stage: Stage, items: list[Any], *, now: datetime) -> None:
    ProviderCall.objects.filter(
        stage=stage.name, work_id__in=[i.id for i in items], outcome=CallOutcome.OPEN
    ).update(outcome=CallOutcome.AMBIGUOUS, finished_at=now)


def _put_back(stage: Stage, item: Any, *, now: datetime) -> None:
    rows = stage.model._default_manager.filter(pk=item.pk)
    if item.interruptions + 1 < MAX_INTERRUPTIONS:
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
        error_detail=f"The worker was lost {MAX_INTERRUPTIONS} times while this ran.",
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
    if not finish(run.pk):
        _rehint(run, hint=hint, now=now)


def _rehint(run: Run, *, hint: Callable[[str, UUID], None], now: datetime) -> None:
    for stage in stages():
        waiting = stage.model._default_manager.filter(
            run=run, state=WorkState.PENDING, available_at__lte=now
        )
        if waiting.exists():
            hint(stage.name, run.pk)


def _alone() -> bool:
    """One reconciler at a time; on SQLite the write lock of this transaction sees to it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])
