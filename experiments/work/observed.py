"""What the engine tells of its work as it goes: lines of the log, counts, spans.

The drain, the record and the reconciler each call one function of this module where something
happens. Nothing here decides anything. Counts are made once their transaction is committed.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from structlog.contextvars import bind_contextvars, bound_contextvars

from experiments import tracing
from experiments.models import Attempt, ProviderCall
from experiments.states import TERMINAL, CallOutcome, WorkState
from experiments.work import meters
from experiments.work.spans import call_attributes, outcome_attributes
from experiments.work.stage import Claim, Job, Outcome, Session, Stage
from providers.codes import ErrorCode

logger = logging.getLogger(__name__)
T = TypeVar("T")
Perform = Callable[[Session, Job], Awaitable[Outcome]]


@contextmanager
def working(stage: Stage, run_id: UUID) -> Iterator[None]:
    """Every line of the log within says of which run and stage it is."""
    with bound_contextvars(run=str(run_id), stage=stage.name):
        yield


def in_this_context(function: Callable[..., T], *arguments: Any) -> Callable[[], T]:
    """For another thread, whose lines of the log belong here."""
    return partial(copy_context().run, function, *arguments)


async def watched(session: Session, job: Job, perform: Perform) -> Outcome:
    """Perform a job in a task of its own, with its ids on each line of the log, in a span."""
    bind_contextvars(attempt=str(attempt_id_of(job.item)), claim=job.item.claims)
    if tracing.on():
        outcome = await _in_span(session, job, perform)
    else:
        outcome = await perform(session, job)
    _log(outcome)
    return outcome


def attempt_id_of(item: Any) -> UUID:
    found: UUID = item.pk if isinstance(item, Attempt) else item.attempt_id
    return found


def recorded(stage: Stage, outcomes: Sequence[Outcome]) -> None:
    """The database has taken these, every one of them once."""
    for outcome in outcomes:
        call, item = outcome.job.call, outcome.job.item
        if call is not None:
            meters.count_calls([call])
        elif item.state in TERMINAL:
            meters.observe_work(item, stage=stage.name)
        if call is not None and call.outcome == CallOutcome.SUPERSEDED:
            continue
        if item.state in TERMINAL:
            _count_ended(stage.name, state=item.state, code=item.error_code, n=1)
        elif outcome.error and outcome.error.code == ErrorCode.RATE_LIMITED:
            _count_wait(outcome)


def not_mine(outcomes: Iterable[Outcome], *, superseded: frozenset[Claim]) -> None:
    """A rolled back try may have left a result in a row that has gone to another worker since."""
    for outcome in outcomes:
        if outcome.job.claim in superseded:
            outcome.job.item.state = WorkState.RUNNING


def ended_uncalled(stage: Stage, *, state: WorkState, code: str, n: int) -> None:
    """So many rows were ended by one statement."""
    if n:
        transaction.on_commit(partial(_count_ended, stage.name, state=state, code=code, n=n))


def ended_unworked(stage: Stage, rows: Iterable[Any]) -> None:
    """Rows that were created at their end, for want of what they would have worked on."""
    for (state, code), n in Counter((row.state, row.error_code) for row in rows).items():
        if state in TERMINAL:
            ended_uncalled(stage, state=state, code=code, n=n)


def lost(stage: Stage, *, items: Sequence[Any], calls: Sequence[ProviderCall], failed: int) -> None:
    """The workers of these claims went silent; the calls are closed as ambiguous, and so many of
    the rows are failed by that."""
    if not items:
        return
    logger.warning(
        "%d claims lost their worker in stage %s of runs %s",
        len(items),
        stage.name,
        ", ".join(sorted({str(item.run_id) for item in items})),
    )
    ended_uncalled(stage, state=WorkState.FAILED, code=ErrorCode.INTERRUPTED, n=failed)
    transaction.on_commit(partial(_count_lost, stage.name, n=len(items), calls=calls))


def _count_lost(stage: str, *, n: int, calls: Sequence[ProviderCall]) -> None:
    meters.LOST_CLAIMS.labels(stage).inc(n)
    meters.count_calls(calls)


def _count_ended(stage: str, *, state: str, code: str, n: int) -> None:
    meters.count_ended(stage, state=str(state), code=str(code), n=n)


def _count_wait(outcome: Outcome) -> None:
    call = outcome.job.call
    assert call is not None
    at = {"stage": call.stage, "provider": meters.provider_label(call.provider)}
    seconds = (outcome.job.item.available_at - outcome.finished_at).total_seconds()
    meters.RATE_LIMIT_WAITS.labels(**at).inc()
    meters.RATE_LIMIT_SECONDS.labels(**at).inc(max(0.0, seconds))


async def _in_span(session: Session, job: Job, perform: Perform) -> Outcome:
    name, kind, about = call_attributes(session, job)
    parent = session.run.traceparent
    with tracing.span(name, kind=kind, parent=parent, attributes=about) as opened:
        outcome = await perform(session, job)
        _close(opened, outcome)
    return outcome


def _close(opened: Any, outcome: Outcome) -> None:
    opened.set_attributes(tracing.known(outcome_attributes(outcome)))
    if outcome.error:
        tracing.fail(opened, code=outcome.error.code)
    elif outcome.aborted:
        tracing.fail(opened, code=CallOutcome.ABORTED.value)


def _log(outcome: Outcome) -> None:
    if outcome.error:
        logger.info("Failed", extra={"error_code": str(outcome.error.code)})
    elif outcome.aborted:
        logger.info("Aborted")
    else:
        logger.debug("Done")
