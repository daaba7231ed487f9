"""Which failures are worth another try, and putting them back."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from experiments.models import Artifact, Attempt, Run, Validation
from experiments.states import ENGINE_SOURCE, WorkState
from experiments.work.stage import stages
from providers.codes import CREDENTIAL_BLOCKING, RETRYABLE, ErrorCode

# What passes by itself, and what a person can have mended since. What a model or its provider said
# to the very request (content_filtered, context_length_exceeded, invalid_request …) it would say
# again, or it is a result, and asking until it is another one would be choosing results.
MENDABLE = (
    RETRYABLE
    | CREDENTIAL_BLOCKING
    | {
        ErrorCode.CREDENTIAL_UNAVAILABLE,
        ErrorCode.POLICY_DENIED,
        ErrorCode.CONFIG_ERROR,
        ErrorCode.BUDGET_EXHAUSTED,
        ErrorCode.DEADLINE_EXCEEDED,
        ErrorCode.INTERRUPTED,
        ErrorCode.INTERNAL_ERROR,
    }
)


def mendable_failures(run: Run) -> int:
    """How many of the run's failed rows `put_back` would put back."""
    return sum(rows.count() for rows in _mendable(run))


def put_back(run: Run, *, now: datetime) -> int:
    """Make failed rows that may be mended pending again; returns how many.

    To be called with the run locked. What hung on an answer that could not be read goes, and is
    made anew by its stage when the answer has been.
    """
    for model in _judging():
        _failed(model, run).filter(Exists(_unread(run))).delete()
    _keep_what_failed(_failed_checks(run))
    return sum(_again(rows, now=now) for rows in _mendable(run))


def _mendable(run: Run) -> list[QuerySet[Any]]:
    """Attempts, the engine's own validations, and judgements of what there is to judge."""
    patch = Artifact.objects.filter(attempt_id=OuterRef("attempt_id")).exclude(diff="")
    judged = (_failed(model, run).filter(Exists(patch)) for model in _judging())
    return [_failed(Attempt, run), _failed_checks(run), *judged]


def _judging() -> list[Any]:
    """The rows of the stages after validation: each belongs to an attempt."""
    return [stage.model for stage in stages() if stage.model not in (Attempt, Validation)]


def _unread(run: Run) -> QuerySet[Validation]:
    return _failed_checks(run).filter(attempt_id=OuterRef("attempt_id"))


def _failed_checks(run: Run) -> QuerySet[Validation]:
    return _failed(Validation, run).filter(source=ENGINE_SOURCE)


def _keep_what_failed(rows: QuerySet[Validation]) -> None:
    """Calls are kept by the ledger; what a validation came to, its own row keeps."""
    failed = list(rows)
    for row in failed:
        row.earlier = [*row.earlier, _what_it_came_to(row)]
    Validation.objects.bulk_create(
        failed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["earlier"],
        batch_size=2_000,
    )


def _what_it_came_to(row: Validation) -> dict[str, Any]:
    return {
        "number": row.claims,
        "error_code": row.error_code,
        "error_detail": row.error_detail,
        "interruptions": row.interruptions,
        "started_at": row.started_at and row.started_at.isoformat(),
        "finished_at": row.finished_at and row.finished_at.isoformat(),
    }


def _failed(model: Any, run: Run) -> QuerySet[Any]:
    mendable = Q(retryable=True) | Q(error_code__in=MENDABLE)
    rows: QuerySet[Any] = model._default_manager.filter(mendable, run=run, state=WorkState.FAILED)
    return rows


def _again(rows: QuerySet[Any], *, now: datetime) -> int:
    """As planned just now, but for what the ledger has of it: calls that were made stay made."""
    return rows.update(
        state=WorkState.PENDING,
        forgiven=F("claims"),
        interruptions=0,
        isolated=False,
        queued_at=now,
        available_at=now,
        started_at=None,
        finished_at=None,
        lease_expires_at=None,
        waits_until=None,
        error_code="",
        error_detail="",
        retryable=None,
    )
