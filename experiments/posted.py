"""Results from outside: what a program such as a CI found out about an attempt.

Each source says it once. The row is kept beside the engine's own, never in its place.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from experiments.checks import CheckKind
from experiments.models import Attempt, Run, Validation
from experiments.states import RunState, ValidationStatus, WorkState
from organizations.errors import DomainError
from organizations.models import User

SAID = ("status", "score", "checks", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """`score` is 0…1, None where the status says it all; `details` is for the public."""

    source: str
    status: ValidationStatus
    score: float | None = None
    details: str = ""
    url: str = ""


class NotSucceeded(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "attempt_not_succeeded", "There is nothing to validate: the attempt did not succeed."
        )


class PostedOtherwise(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "validation_posted", "This source has posted another result for the attempt already."
        )


def post_result(attempt: Attempt, posted: Posted, *, actor: User | None) -> tuple[Validation, bool]:
    """The stored row, and whether it is new: the same result again is the one that is stored.

    Where the run is over its summary is marked, and published anew for whoever asks for it next.
    Raises NotSucceeded, PostedOtherwise.
    """
    if attempt.state != WorkState.SUCCEEDED:
        raise NotSucceeded
    row = _row(attempt, posted, actor=actor)
    with transaction.atomic():
        # Who ends the run waits for this, or this for him: one of both publishes the result.
        run = Run.objects.select_for_update(no_key=True).get(pk=attempt.run_id)
        known = Validation.objects.filter(attempt=attempt, source=posted.source).first()
        if known and any(getattr(known, name) != getattr(row, name) for name in SAID):
            raise PostedOtherwise
        if known:
            return known, False
        row.save(force_insert=True)
        if run.state != RunState.RUNNING:
            Run.objects.filter(pk=run.pk).update(results_changed_at=row.finished_at)
    return row, True


def _row(attempt: Attempt, posted: Posted, *, actor: User | None) -> Validation:
    now = timezone.now()
    said: dict[str, Any] = {"status": posted.status.value, "score": posted.score}
    return Validation(
        run_id=attempt.run_id,
        attempt=attempt,
        source=posted.source,
        state=WorkState.SUCCEEDED,
        **said,
        checks=[{"kind": CheckKind.EXTERNAL.value, **said, "detail": posted.details}],
        url=posted.url,
        posted_by=actor,
        queued_at=now,
        finished_at=now,
    )
