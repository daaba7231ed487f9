"""Handing in results: fenced, in one batch, with the rows that the next stages need."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from experiments.models import Attempt, Run
from experiments.states import OnInterrupt, WorkState
from experiments.work import ledger, observed, rows
from experiments.work.retry import REPAIRABLE, decide
from experiments.work.stage import Claim, Outcome, Past, Session, Stage, stage_after
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
Pasts = Mapping[UUID, Past]
CUT_OFF = "This call was cut off on our side, and the run makes no such call again by itself."


def apply(stage: Stage, session: Session, *, outcomes: Sequence[Outcome]) -> Pasts:
    """Fill the items and their calls with what came of them, before any lock is held. Returns what
    earlier calls for the rows came to, of those that had any."""
    past = _past(stage, outcomes)
    for outcome in outcomes:
        session.apply(outcome, past=past.get(outcome.job.id, Past()))
    return past


def record(
    stage: Stage,
    session: Session,
    *,
    run: Run,
    outcomes: Sequence[Outcome],
    past: Pasts,
    token: UUID,
) -> tuple[str, ...]:
    """Store what came of claimed jobs; returns the names of stages that got new work.

    A row that is no longer held under (token, claims) was claimed by another worker or
    finished already: its result is kept in the ledger and costed, never in the row.
    """
    held = _save(stage, outcomes, run=run, past=past, token=token)
    mine = [outcome for outcome in outcomes if outcome.job.claim in held]
    superseded = frozenset(outcome.job.claim for outcome in outcomes) - held
    if superseded:
        superseded -= _already_mine(stage, outcomes, token)
        observed.not_mine(outcomes, superseded=superseded)
        _catch_up(stage, [each for each in outcomes if each.job.claim in superseded])
    uncounted = ledger.close_calls(outcomes, superseded=superseded, counts=session.counts)
    session.closed(outcomes, uncounted=uncounted)
    session.save_results(mine)
    return feed(stage, run=run, items=[outcome.job.item for outcome in mine])


def _past(stage: Stage, outcomes: Sequence[Outcome]) -> Pasts:
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


def _save(
    stage: Stage,
    outcomes: Sequence[Outcome],
    *,
    run: Run,
    past: Pasts,
    token: UUID,
) -> frozenset[Claim]:
    """Bring the rows that are still running under this very claim to where the outcomes lead;
    returns which those are. The others' items are left in the states that they had."""
    before = [outcome.job.item.state for outcome in outcomes]
    for outcome in outcomes:
        conclude(stage, outcome, run=run, past=past.get(outcome.job.id, Past()))
    held = rows.update(
        stage.model,
        [outcome.job.item for outcome in outcomes],
        columns=(*ENGINE_FIELDS, *stage.result_fields),
        keys=("id", "claims"),
        fence={"state": WorkState.RUNNING, "claim_token": token},
    )
    for outcome, state in zip(outcomes, before, strict=True):
        if outcome.job.claim not in held:
            outcome.job.item.state = state
    return held


def _already_mine(stage: Stage, outcomes: Sequence[Outcome], token: UUID) -> frozenset[Claim]:
    """Rows that an earlier, seemingly failed, commit of this same result did reach."""
    ids = [outcome.job.id for outcome in outcomes]
    held = stage.model._default_manager.filter(id__in=ids, claim_token=token)
    return frozenset(held.exclude(state=WorkState.RUNNING).values_list("id", "claims"))


def _catch_up(stage: Stage, outcomes: Sequence[Outcome]) -> None:
    """Where the database lost the claim itself (a failover to a replica that lagged behind), the
    ledger is told of the call under its number all the same: the next claim takes another."""
    for outcome in outcomes:
        item = outcome.job.item
        behind = stage.model._default_manager.filter(pk=item.pk, claims__lt=item.claims)
        behind.update(claims=item.claims)


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
