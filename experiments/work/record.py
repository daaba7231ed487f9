"""Handing in results: fenced, in one batch, with the rows that the next stages need."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from experiments.models import Attempt, Run
from experiments.states import OnInterrupt, WorkState
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
CUT_OFF = "This call was cut off on our side, and the run makes no such call again by itself."


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
        _catch_up(stage, [each for each in outcomes if each.job.id in superseded])
    past = _past(stage, outcomes)
    for outcome in outcomes:
        session.apply(outcome, past=past.get(outcome.job.id, Past()))
    for outcome in mine:
        conclude(stage, outcome, run=run, past=past.get(outcome.job.id, Past()))
    uncounted = ledger.close_calls(outcomes, superseded=superseded, counts=session.counts)
    session.closed(outcomes, uncounted=uncounted)
    _save(stage, [outcome.job.item for outcome in mine])
    session.save_results(mine)
    return feed(stage, run=run, items=[outcome.job.item for outcome in mine])


def _past(stage: Stage, outcomes: Sequence[Outcome]) -> dict[UUID, Past]:
    called_before = [outcome.job.item for outcome in outcomes if outcome.job.earlier_calls]
    return ledger.past_of(called_before, stage=stage.name) if called_before else {}


def conclude(stage: Stage, outcome: Outcome, *, run: Run, past: Past) -> None:
    """Set the state that the outcome leads to: done, failed, or pending for another call."""
    item = outcome.job.item
    # Where the database refused this before, the item may still say what it came to then.
    item.lease_expires_at = item.finished_at = None
    if outcome.aborted:
        _cut_off(stage, outcome, run=run)
    elif outcome.error is None:
        _finish(item, state=WorkState.SUCCEEDED, at=outcome.finished_at)
        item.error_code, item.error_detail, item.retryable = "", "", None
    else:
        _fail_or_retry(stage, outcome, run=run, past=past)


def _cut_off(stage: Stage, outcome: Outcome, *, run: Run) -> None:
    item, now = outcome.job.item, outcome.finished_at
    if run.cancel_requested_at:
        _finish(item, state=WorkState.CANCELLED, at=now)
        item.error_code, item.error_detail = ErrorCode.CANCELLED, "The run was cancelled."
    elif _seconds_left(stage, run, now=now) <= 0:
        _finish(item, state=WorkState.FAILED, at=now)
        item.error_code, item.retryable = ErrorCode.DEADLINE_EXCEEDED, False
        item.error_detail = "The run's deadline passed before this was done."
    elif calls_once(stage, run):
        _finish(item, state=WorkState.FAILED, at=now)
        item.error_code, item.retryable = ErrorCode.INTERRUPTED, True
        item.error_detail = CUT_OFF
    else:
        item.state, item.available_at = WorkState.PENDING, now


def calls_once(stage: Stage, run: Run) -> bool:
    """Whether a call that was cut off, and may have been billed, is not to be made again."""
    return stage.calls_provider and run.on_interrupt == OnInterrupt.FAIL


def _fail_or_retry(stage: Stage, outcome: Outcome, *, run: Run, past: Past) -> None:
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
        seconds_left=_seconds_left(stage, run, now=outcome.finished_at),
        jitter=_jitter,
    )
    if retry and not run.cancel_requested_at:
        item.state = WorkState.PENDING
        item.available_at = outcome.finished_at + timedelta(seconds=retry.delay_seconds)
    else:
        _finish(item, state=WorkState.FAILED, at=outcome.finished_at)


def _seconds_left(stage: Stage, run: Run, *, now: datetime) -> float:
    ends_at = stage.ends_at(run)
    return (ends_at - now).total_seconds() if ends_at else FOREVER


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


def _catch_up(stage: Stage, outcomes: Sequence[Outcome]) -> None:
    """Where the database lost the claim itself (a failover to a replica that lagged behind), the
    ledger is told of the call under its number all the same: the next claim takes another."""
    for outcome in outcomes:
        item = outcome.job.item
        rows = stage.model._default_manager.filter(pk=item.pk, claims__lt=item.claims)
        rows.update(claims=item.claims)


def _save(stage: Stage, items: list[Any]) -> None:
    if items:
        stage.model._default_manager.bulk_create(
            items,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*ENGINE_FIELDS, *stage.result_fields],
        )


def feed(stage: Stage, *, run: Run, items: Sequence[Any]) -> tuple[str, ...]:
    """Hand the attempts whose rows are done here to the next stage; returns its name if it got
    work by that."""
    following = stage_after(stage)
    attempts = [_attempt(item) for item in items if item.state in DONE]
    if run.cancel_requested_at or following is None:
        return ()
    if attempts and following.take_in(run, attempts):
        return (following.name,)
    return ()


def _attempt(item: Any) -> Attempt:
    return item if isinstance(item, Attempt) else item.attempt
