"""One visit of a drain to the database: hand results in, take new work out, commit."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from experiments.models import Run
from experiments.states import RunState, WorkState
from experiments.work.claim import claim, lock_run, next_available
from experiments.work.record import record
from experiments.work.stage import Exchange, Outcome, Session, Stage


def exchange(
    stage: Stage, session: Session, *, outcomes: Sequence[Outcome], free: int, token: UUID
) -> Exchange:
    """All or nothing: either the results are stored and the jobs claimed, or neither."""
    done = Exchange()
    with transaction.atomic():
        run = lock_run(session.run.pk)
        done.stopped = run is None
        if outcomes:
            done.fed = record(stage, session, run=session.run, outcomes=outcomes, token=token)
        if run and free > 0:
            now = timezone.now()
            done.claimed = claim(stage, session, run=run, free=free, token=token, now=now)
    if run and len(done.claimed) < free:
        done.next_at = next_available(stage, run_id=run.pk)
    return done


def heartbeat(stage: Stage, *, ids: Sequence[UUID], token: UUID) -> bool:
    """Prolong the leases of the rows in flight; False where their run was cancelled."""
    lease = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
    rows = stage.model._default_manager.filter(
        id__in=ids, claim_token=token, state=WorkState.RUNNING
    )
    rows.update(lease_expires_at=lease)
    first = stage.model._default_manager.filter(id__in=ids[:1])
    return not first.exclude(run__cancel_requested_at=None).exists()


def others_waiting(stage: Stage, *, run_id: UUID) -> bool:
    """Whether another run has claimable work in this stage, so that a slice should end."""
    waiting = stage.model._default_manager.filter(
        state=WorkState.PENDING,
        available_at__lte=timezone.now(),
        run__state=RunState.RUNNING,
    )
    return waiting.exclude(run_id=run_id).exists()


def load_run(run_id: UUID) -> Run | None:
    runs = Run.objects.select_related("experiment__organization", "task_set")
    run: Run | None = runs.filter(pk=run_id, state=RunState.RUNNING).first()
    return run
