"""Ending a run: what cannot start any more is closed, and one conditional UPDATE elects the one
who publishes the summary."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone
from django.utils.module_loading import import_string

from experiments.models import Run
from experiments.states import RunState, WorkState
from experiments.work import observed
from experiments.work.claim import hold_run
from experiments.work.stage import Stage, stages
from providers.codes import ErrorCode

LONGEST = "30min"  # that figures may take
FINAL_STATE = Case(
    When(cancel_requested_at__isnull=True, then=Value(RunState.COMPLETED)),
    default=Value(RunState.CANCELLED),
)


def finish(run_id: UUID) -> bool:
    """Close the run and publish its summary if no stage has work left; True for the winner."""
    open_runs = Run.worked.filter(pk=run_id, state=RunState.RUNNING)
    for stage in stages():
        open_runs = open_runs.exclude(Exists(stage.unfinished(OuterRef("pk"))))
    if not open_runs.exists():
        return False
    with transaction.atomic():
        # A statement that waited for the row would look at other tables as they were before.
        hold_run(run_id)
        if not open_runs.update(
            state=FINAL_STATE, finished_at=timezone.now(), results_changed_at=None
        ):
            return False
        publish(Run.worked.get(pk=run_id))
    return True


def republish(run: Run) -> None:
    """Publish a new revision for what came in after the run's end, if anything did.

    Of several who would publish at once one does; what comes in meanwhile waits for that."""
    if not _is_marked(run):
        return
    with transaction.atomic():
        held = hold_run(run.pk, with_config=True)
        if held and _is_marked(held):
            publish(held)
            Run.worked.filter(pk=run.pk).update(results_changed_at=None)


def _is_marked(run: Run) -> bool:
    """A run that was opened again publishes at its end."""
    return run.results_changed_at is not None and run.state != RunState.RUNNING


def publish(run: Run) -> None:
    """In the transaction that is open, and at its end. The server ends who stands still in one;
    this works out figures meanwhile, and every two of hundreds of arms are a pair."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LONGEST}'")
    publisher()(run)


def publisher() -> Callable[[Run], object]:
    """What publishes the figures of a run; the first to ask waits for its modules."""
    found: Callable[[Run], object] = import_string(settings.RUN_PUBLISHER)
    return found


def cancel_pending(run: Run, *, now: datetime) -> None:
    """After a cancel nothing more is started."""
    for stage in stages():
        _end_pending(
            stage,
            run,
            state=WorkState.CANCELLED,
            finished_at=now,
            error_code=ErrorCode.CANCELLED,
            error_detail="The run was cancelled.",
        )


def give_up_pending(stage: Stage, run: Run, *, now: datetime) -> None:
    """Past what the run's deadline leaves nothing more is started; what runs may still end."""
    _end_pending(
        stage,
        run,
        state=WorkState.FAILED,
        finished_at=now,
        error_code=ErrorCode.DEADLINE_EXCEEDED,
        error_detail="The run's deadline passed before this could start.",
        retryable=False,
    )


def _end_pending(
    stage: Stage, run: Run, *, state: WorkState, error_code: ErrorCode, **columns: Any
) -> None:
    pending = stage.model._default_manager.filter(run=run, state=WorkState.PENDING)
    n = pending.update(state=state, error_code=error_code, waits_until=None, **columns)
    observed.ended_uncalled(stage, state=state, code=error_code, n=n)
