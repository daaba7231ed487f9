"""One visit of a drain to the database: hand results in, take new work out, commit."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from experiments.models import Run
from experiments.states import RunState, WorkState
from experiments.work.claim import claim, lock_run, next_available
from experiments.work.record import apply, record
from experiments.work.stage import Exchange, Outcome, Session, Stage
from providers.codes import CREDENTIAL_BLOCKING, ErrorCode
from providers.contract import ProviderError

logger = logging.getLogger(__name__)
CHANGED_BY_RECORDS = ["blocked_credentials", "reserved_usd", "spent_usd"]


def exchange(
    stage: Stage,
    session: Session,
    *,
    outcomes: Sequence[Outcome],
    free: int,
    token: UUID,
    alone: bool = False,
) -> Exchange:
    """All or nothing: either the results are stored and the jobs claimed, or neither."""
    done = Exchange()
    session.opens_at, session.gave_up, session.suspects = None, False, False
    if free > 0:
        session.refresh()
    past = apply(stage, session, outcomes=outcomes)
    with transaction.atomic():
        run = lock_run(stage, run_id=session.run.pk)
        session.hold()
        done.stopped = run is None
        if run is None:
            session.run.refresh_from_db(fields=["cancel_requested_at"])
        if outcomes:
            done.fed = record(
                stage, session, run=session.run, outcomes=outcomes, past=past, token=token
            )
        if run and free > 0:
            if run.budget_usd is not None or any(map(_blocks, outcomes)):
                run.refresh_from_db(fields=CHANGED_BY_RECORDS)
            now = timezone.now()  # all locks are held: see `claim`
            done.claimed = claim(
                stage, session, run=run, free=free, token=token, now=now, alone=alone
            )
    if run and len(done.claimed) < free:
        done.next_at = next_available(stage, run_id=run.pk)
        done.suspects = session.suspects
        if done.next_at and session.opens_at and not done.claimed:
            done.next_at = max(done.next_at, session.opens_at)
    return done


def _blocks(outcome: Outcome) -> bool:
    return outcome.error is not None and outcome.error.code in CREDENTIAL_BLOCKING


def record_each(
    stage: Stage, session: Session, *, outcomes: Sequence[Outcome], token: UUID
) -> None:
    """After the database refused a batch: one by one, so that a poisoned result fails alone."""
    for outcome in outcomes:
        try:
            exchange(stage, session, outcomes=[outcome], free=0, token=token)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("The result of %s could not be stored", outcome.job.id)
            exchange(stage, session, outcomes=[_unstorable(outcome)], free=0, token=token)


def _unstorable(outcome: Outcome) -> Outcome:
    item = outcome.job.item
    claims = item.claims
    item.refresh_from_db()
    item.claims = claims  # the claim that this is the result of, which may be over by now
    fault = ProviderError(ErrorCode.INTERNAL_ERROR, "The result could not be stored; see the log.")
    return Outcome(job=outcome.job, finished_at=outcome.finished_at, error=fault)


def heartbeat(stage: Stage, *, ids: Sequence[UUID], token: UUID) -> bool:
    """Prolong the leases of the rows in flight; False where their run was cancelled."""
    lease = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
    rows = stage.model._default_manager.filter(
        id__in=ids, claim_token=token, state=WorkState.RUNNING
    )
    rows.update(lease_expires_at=lease)
    first = stage.model._default_manager.filter(id__in=ids[:1])
    return not first.exclude(run__cancel_requested_at=None).exists()


def load_run(run_id: UUID) -> Run | None:
    runs = Run.worked.select_related("experiment__organization", "task_set")
    run: Run | None = runs.filter(pk=run_id, state=RunState.RUNNING, paused_at=None).first()
    return run
