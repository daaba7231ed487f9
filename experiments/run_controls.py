"""Steering a run that was started: pause, resume, cancel, and trying again what failed.

Each holds the run's row while it looks and changes, as claims and the end of the run do: of two at
once the later sees what the earlier did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from experiments.mending import mendable_failures, put_back
from experiments.models import Run
from experiments.states import RunState
from experiments.tasks import hint
from experiments.work.finish import cancel_pending, finish
from experiments.work.stage import stages
from organizations.errors import DomainError


def pause_run(run: Run) -> None:
    """Claim nothing more until it is resumed; what is in flight ends and is recorded.

    A deadline goes on. Raises DomainError run_not_running.
    """
    with _held(run) as held:
        _require_running(held)
        if held.paused_at is None:
            held.paused_at = timezone.now()
            held.save(update_fields=["paused_at"])


def resume_run(run: Run) -> None:
    """Go on at once: with a run that was paused, with credentials that were refused, and with what
    was interrupted. Raises DomainError run_not_running."""
    with _held(run) as held:
        _require_running(held)
        if held.paused_at or held.blocked_credentials:
            held.paused_at, held.blocked_credentials = None, {}
            held.save(update_fields=["paused_at", "blocked_credentials"])
        _hint_on_commit(held)


def cancel_run(run: Run) -> None:
    """Start nothing more; calls in flight are aborted by their workers within seconds.

    Raises DomainError run_not_running.
    """
    with _held(run) as held:
        _require_running(held)
        held.cancel_requested_at = timezone.now()
        held.save(update_fields=["cancel_requested_at"])
        cancel_pending(held, now=held.cancel_requested_at)
    finish(run.pk)


def retry_errors(run: Run) -> int:
    """Try again what failed and may be mended: see experiments.mending. Returns how many rows.

    A run that was complete goes on, has its whole deadline again, and publishes a further revision
    of its summary when it ends. Raises DomainError run_imported, run_cancelled, nothing_to_retry.
    """
    with _held(run) as held:
        _require_retryable(held)
        now = timezone.now()
        rows = put_back(held, now=now)
        if not rows:
            raise DomainError("nothing_to_retry", "Nothing failed that could be tried again.")
        _reopen(held, now=now)
        _hint_on_commit(held)
    return rows


def retryable_failures(run: Run) -> int:
    """How many rows `retry_errors` would try again; 0 where it would refuse."""
    steerable = not (run.imported or run.state == RunState.CANCELLED or run.cancel_requested_at)
    return mendable_failures(run) if steerable else 0


@contextmanager
def _held(run: Run) -> Iterator[Run]:
    with transaction.atomic():
        held: Run = Run.worked.select_for_update(no_key=True).get(pk=run.pk)
        yield held


def _require_running(run: Run) -> None:
    if run.state != RunState.RUNNING or run.cancel_requested_at:
        raise DomainError("run_not_running", "The run is not running.")


def _require_retryable(run: Run) -> None:
    if run.imported:
        raise DomainError("run_imported", "The run was imported: nothing of it is run here.")
    if run.state == RunState.CANCELLED or run.cancel_requested_at:
        raise DomainError("run_cancelled", "The run was cancelled: start a new one.")


def _reopen(run: Run, *, now: datetime) -> None:
    """A deadline that is still ahead stays: workers that are at it have it in mind."""
    seconds = run.config.get("deadline_seconds")
    ended, overdue = run.state == RunState.COMPLETED, run.deadline_at and run.deadline_at <= now
    if seconds and (ended or overdue):
        run.deadline_at = now + timedelta(seconds=seconds)
    if ended:
        run.state, run.finished_at, run.paused_at = RunState.RUNNING, None, None
    run.blocked_credentials = {}
    run.save(
        update_fields=["state", "finished_at", "paused_at", "deadline_at", "blocked_credentials"]
    )


def _hint_on_commit(run: Run) -> None:
    for stage in stages():
        transaction.on_commit(partial(hint, stage.name, run.pk))
