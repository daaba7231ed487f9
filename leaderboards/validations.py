"""Which of an attempt's validations counts, and what it says: one rule for boards, pages, API."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from experiments.models import Validation
from experiments.states import ENGINE_SOURCE, ValidationStatus, WorkState

OPEN = (None, ValidationStatus.NOT_RUN)
# Without a check there was nothing to find out, so nothing failed to be found out either.
BROKEN = Q(state=WorkState.FAILED, source=ENGINE_SOURCE) & ~Q(attempt__task__validation=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`status` is None where there is no validation, or its task defines no check."""

    status: ValidationStatus | None = None
    score: float | None = None


def counted_validations(rows: QuerySet[Validation]) -> dict[UUID, Validation]:
    """By attempt: the engine's, unless it came to nothing and another source gave a result.

    The engine's counts also where it failed and its task defines checks: `result_of` tells.
    """
    found: dict[UUID, Validation] = {}
    ended = rows.filter(Q(state=WorkState.SUCCEEDED) | BROKEN).order_by("queued_at")
    for row in ended.iterator(chunk_size=2_000):
        known = found.get(row.attempt_id)
        if known is None or _outweighs(row, known):
            found[row.attempt_id] = row
    return found


def result_of(validation: Validation | None) -> Result:
    """What a validation says; one that failed by itself is an error and has no score."""
    if validation is None:
        return Result()
    if validation.state == WorkState.FAILED:
        return Result(status=ValidationStatus.ERROR)
    status = validation.status
    return Result(status=ValidationStatus(status) if status else None, score=validation.score)


def _outweighs(row: Validation, known: Validation) -> bool:
    if result_of(known).status in OPEN:
        return True
    return row.source == ENGINE_SOURCE and result_of(row).status not in OPEN
