"""Handing in results: fenced, in one batch, with the rows that the next stages need."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work import ledger, observed
from experiments.work.retry import REPAIRABLE, decide
from experiments.work.stage import Outcome, Past, Session, Stage, stage_after
from providers.codes import ErrorCode

ENGINE_FIELDS = (
    "state",
    "available_at",
    "lease_expires_at",
    "provider_calls",
    "error_code",
    "error_detail",
    "retryable",
    "finished_at",
)
# Jitter spreads load; it needs no seed and keeps no secret.
_jitter = random.Random()  # noqa: S311
FOREVER = float("inf")
DONE = (WorkState.SUCCEEDED, WorkState.FAILED)


def record(
    stage: Stage, session: Session, *, run: Run, outcomes: Sequence[Outcome], token: UUID
) -> tuple[str, ...]:
    """Store what came of claimed jobs; returns the names of stages that got new work.

    A row that is no longer held under (token, claims) was claimed by another worker or
    finished already: its result is kept in the ledger and costed, never in the row.
    """
    held = _held(stage, outcomes=outcomes, token=token)
    mine = [outcome for outcome in outcomes if outcome.job.id in held]
    superseded = frozenset(outcome.job.id for outcome in outcomes) - held
    if superseded:
        superseded -= _already_mine(stage, outcomes, token)
        observed.not_mine(outcomes, superseded=superseded)
    past = _past(stage, outcomes)
    for outcome in outcomes:
        session.apply(outcome, past=past.get(outcome.job.id, Past()))
    for outcome in mine:
        conclude(outcome, run=run, past=past.get(outcome.job.id, Past()))
    session.closed(outcomes, still_open=ledger.close_calls(outcomes, superseded=superseded))
    _save(stage, [outcome.job.item for outcome in mine])
    session.save_results(mine)
    return _feed(stage, run=run, outcomes=mine)


def _past(stage: Stage, outcomes: Sequence[Outcome]) -> dict[UUID, Past]:
    called_before = [outcome.job.item for outcome in outcomes if outcome.job.earlier_calls]
    return ledger.past_of(called_before, stage=stage.name) if called_before else {}


def conclude(outcome: Outcome, *, run: Run, past: Past) -> None:
    """Set the state that the outcome leads to: done, failed, or pending for another call."""
    item = outcome.job.item
    item.lease_expires_at = None
    if outcome.aborted and run.cancel_requested_at:
        _finish(item, state=WorkState.CANCELLED, at=outcome.finished_at)
        item.error_code, item.error_detail = ErrorCode.CANCELLED, "The run was cancelled."
    elif outcome.aborted and seconds_left(run, now=outcome.finished_at) <= 0:
        _finish(item, state=WorkState.FAILED, at=outcome.finished_at)
        item.error_code = ErrorCode.DEADLINE_EXCEEDED
        item.error_detail = "The run's deadline passed during this call."
        item.retryable = False
    elif outcome.aborted:
        item.state, item.available_at = WorkState.PENDING, outcome.finished_at
    elif outcome.error is None:
        _finish(item, state=WorkState.SUCCEEDED, at=outcome.finished_at)
        item.error_code, item.error_detail, item.retryable = "", "", None
    else:
        _fail_or_retry(outcome, run=run, past=past)


def _fail_or_retry(outcome: Outcome, *, run: Run, past: Past) -> None:
    item, error = outcome.job.item, outcome.error
    assert error is not None
    item.error_code, item.error_detail = error.code, error.message
    item.retryable = error.retryable
    if not error.sent:
        item.provider_calls = outcome.job.earlier_calls
    retry = decide(
        error,
        failures=past.failures + 1,
        timeouts=past.timeouts + (error.code == ErrorCode.TIMEOUT),
        repaired=outcome.job.earlier_code in REPAIRABLE,
        seconds_left=seconds_left(run, now=outcome.finished_at),
        jitter=_jitter,
    )
    if retry and not run.cancel_requested_at:
        item.state = WorkState.PENDING
        item.available_at = outcome.finished_at + timedelta(seconds=retry.delay_seconds)
    else:
        _finish(item, state=WorkState.FAILED, at=outcome.finished_at)


def seconds_left(run: Run, *, now: datetime) -> float:
    return (run.deadline_at - now).total_seconds() if run.deadline_at else FOREVER


def _finish(item: Any, *, state: WorkState, at: datetime) -> None:
    item.state, item.finished_at = state, at


def _held(stage: Stage, *, outcomes: Sequence[Outcome], token: UUID) -> frozenset[UUID]:
    """Lock and return the rows that are still running under this very claim."""
    claims = {outcome.job.id: outcome.job.item.claims for outcome in outcomes}
    rows = stage.model._default_manager.select_for_update().filter(
        id__in=list(claims), state=WorkState.RUNNING, claim_token=token
    )
    return frozenset(id for id, n in rows.values_list("id", "claims") if claims[id] == n)


def _already_mine(stage: Stage, outcomes: Sequence[Outcome], token: UUID) -> frozenset[UUID]:
    """Rows that an earlier, seemingly failed, commit of this same result did reach."""
    claims = {outcome.job.id: outcome.job.item.claims for outcome in outcomes}
    rows = stage.model._default_manager.filter(id__in=list(claims), claim_token=token).exclude(
        state=WorkState.RUNNING
    )
    return frozenset(id for id, n in rows.values_list("id", "claims") if claims[id] == n)


def _save(stage: Stage, items: list[Any]) -> None:
    if items:
        stage.model._default_manager.bulk_create(
            items,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*ENGINE_FIELDS, *stage.result_fields],
        )


def _feed(stage: Stage, *, run: Run, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Hand the attempts that are done here to the next stage."""
    following = stage_after(stage)
    attempts = [_attempt(o.job.item) for o in outcomes if o.job.item.state in DONE]
    if run.cancel_requested_at or following is None:
        return ()
    if attempts and following.take_in(run, attempts):
        return (following.name,)
    return ()


def _attempt(item: Any) -> Attempt:
    return item if isinstance(item, Attempt) else item.attempt
