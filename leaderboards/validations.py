"""Which of an attempt's validations counts, and what it says: one rule for boards, pages, API."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.models import Q, QuerySet

from experiments.checks import CheckKind
from experiments.models import Attempt, Task, Validation
from experiments.states import ENGINE_SOURCE, ValidationStatus, WorkState

OPEN = (None, ValidationStatus.NOT_RUN)
# Without a check there was nothing to find out, so nothing failed to be found out either.
BROKEN = Q(state=WorkState.FAILED, source=ENGINE_SOURCE) & ~Q(attempt__task__validation=[])
WORST_FIRST = (ValidationStatus.FAILED, ValidationStatus.ERROR, ValidationStatus.PASSED)
SCORES = {ValidationStatus.FAILED: 0.0, ValidationStatus.PASSED: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`status` is None where there is no validation, or its task defines no check."""

    status: ValidationStatus | None = None
    score: float | None = None


def counted_validations(rows: QuerySet[Validation]) -> dict[UUID, Validation]:
    """By attempt: the engine's, unless it came to nothing and another source gave a result.

    Where the task asks for results from outside, the worst of all that came counts, as the worst
    of its checks does. The engine's counts also where it failed and its task defines checks:
    `result_of` tells.
    """
    return counted_and_posted(rows)[0]


def counted_and_posted(
    rows: QuerySet[Validation],
) -> tuple[dict[UUID, Validation], dict[UUID, list[Validation]]]:
    """By attempt, the validation that counts, and all from outside in the order of their coming."""
    found: dict[UUID, Validation] = {}
    posted: dict[UUID, list[Validation]] = defaultdict(list)
    ended = rows.filter(Q(state=WorkState.SUCCEEDED) | BROKEN).order_by("queued_at", "source")
    for row in ended.iterator(chunk_size=2_000):
        if row.source == ENGINE_SOURCE:
            found[row.attempt_id] = row
        else:
            posted[row.attempt_id].append(row)
    awaited = _awaited(rows) if posted else frozenset()
    for row in chain.from_iterable(posted.values()):
        known = found.get(row.attempt_id)
        if known is None or _outweighs(row, known, awaited=row.attempt_id in awaited):
            found[row.attempt_id] = row
    return found, posted


def result_of(validation: Validation | None) -> Result:
    """What a validation says; one that failed by itself is an error and has no score."""
    if validation is None:
        return Result()
    if validation.state == WorkState.FAILED:
        return Result(status=ValidationStatus.ERROR)
    status = validation.status
    return Result(status=ValidationStatus(status) if status else None, score=validation.score)


def scores_of_validations(rows: QuerySet[Validation]) -> dict[UUID, float]:
    """By attempt, what its validation came to: its score, or what its status says. Those that say
    nothing are not in it."""
    results = {
        attempt_id: result_of(row)
        for attempt_id, row in counted_validations(rows.defer("checks")).items()
    }
    known = ((attempt_id, _score_of(result)) for attempt_id, result in results.items())
    return {attempt_id: score for attempt_id, score in known if score is not None}


def _score_of(result: Result) -> float | None:
    if result.score is not None or result.status is None:
        return result.score
    return SCORES.get(result.status)


def _awaited(rows: QuerySet[Validation]) -> frozenset[UUID]:
    """The attempts with a result from outside whose tasks ask for one."""
    posted = rows.exclude(source=ENGINE_SOURCE).order_by()
    checks = Task.objects.filter(pk__in=posted.values("attempt__task")).values_list(
        "pk", "validation"
    )
    tasks = [
        pk for pk, of_task in checks if any(c.get("kind") == CheckKind.EXTERNAL for c in of_task)
    ]
    attempts = Attempt.objects.filter(pk__in=posted.values("attempt"), task__in=tasks)
    return frozenset(attempts.values_list("pk", flat=True))


def _outweighs(row: Validation, known: Validation, *, awaited: bool) -> bool:
    """Whether a posted result counts rather than one that is known."""
    result, other = result_of(row), result_of(known)
    if result.status in OPEN:
        return other.status is None
    if other.status in OPEN or (awaited and known.state == WorkState.FAILED):
        return True
    may_count = awaited or known.source != ENGINE_SOURCE
    return may_count and _goodness(result) < _goodness(other)


def _goodness(result: Result) -> tuple[int, float]:
    """Of a result that is not open: its score decides between two of the same status."""
    assert result.status is not None
    score = SCORES.get(result.status, 0.0) if result.score is None else result.score
    return WORST_FIRST.index(result.status), score
