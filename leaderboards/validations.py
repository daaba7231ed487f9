"""Which of an attempt's validations counts: one rule for the boards, the API and the exports."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from experiments.models import Validation
from experiments.states import ValidationStatus, WorkState

ENGINE = "engine"
OPEN = (None, ValidationStatus.NOT_RUN)


def counted_validations(rows: QuerySet[Validation]) -> dict[UUID, Validation]:
    """By attempt: the engine's, unless it came to nothing and another source gave a result."""
    found: dict[UUID, Validation] = {}
    for row in _oldest_first(rows):
        known = found.get(row.attempt_id)
        if known is None or _outweighs(row, known):
            found[row.attempt_id] = row
    return found


def _oldest_first(rows: QuerySet[Validation]) -> Iterable[Validation]:
    return rows.filter(state=WorkState.SUCCEEDED).order_by("queued_at").iterator(chunk_size=2_000)


def _outweighs(row: Validation, known: Validation) -> bool:
    if known.status in OPEN:
        return True
    return row.source == ENGINE and row.status not in OPEN
