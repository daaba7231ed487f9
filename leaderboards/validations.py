"""Which of an attempt's validations counts, and what it says: one rule for boards, pages, API."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from experiments.checks import CheckKind
from experiments.models import Attempt, Run, Task, Validation
from experiments.states import ENGINE_SOURCE, ValidationStatus, WorkState
from leaderboards.statistics.outcomes import validation_score_of

SCORELESS = -1.0  # counts before any score, where only a score would tell two results apart


class Result(NamedTuple):
    """`status` is None where there is no validation, or its task defines no check."""

    status: ValidationStatus | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """All about a validation that has ended, but its score, that says whether it counts.

    `ours`: it is the engine's. `broken`: it failed by itself, and its task defines checks."""

    ours: bool
    broken: bool = False
    status: ValidationStatus | None = None


STATUSES = (None, *ValidationStatus)
KINDS = (
    *(Kind(ours=ours, status=status) for ours in (False, True) for status in STATUSES),
    Kind(ours=True, broken=True, status=ValidationStatus.ERROR),
)


class Place(IntEnum):
    """Of an attempt's validations the first in this order counts; of two in the same place, the
    one with the lower score."""

    UNCHALLENGED = 0
    FAILED = 1
    ERROR = 2
    PASSED = 3
    BROKEN = 4
    NOT_RUN = 5
    NO_CHECK = 6


BY_STATUS = {
    ValidationStatus.FAILED: Place.FAILED,
    ValidationStatus.ERROR: Place.ERROR,
    ValidationStatus.PASSED: Place.PASSED,
    ValidationStatus.NOT_RUN: Place.NOT_RUN,
    None: Place.NO_CHECK,
}


def place_of(kind: Kind, *, awaited: bool) -> Place:
    """The engine's counts, unless it came to nothing and another source gave a result.

    Where the task asks for results from outside (`awaited`), the worst of all that came counts, as
    the worst of its checks does; the engine's own, where it failed by itself, only without any.
    """
    open_ = kind.status in (None, ValidationStatus.NOT_RUN)
    if kind.ours and not awaited and not open_:
        return Place.UNCHALLENGED
    return Place.BROKEN if kind.broken else BY_STATUS[kind.status]


def score_of(kind: Kind, score: float | None) -> float:
    """For two in the same place: as good as they are."""
    found = validation_score_of(status=kind.status, score=score)
    return SCORELESS if found is None else found


def ended(validation: str = "", *, task: str = "attempt__task__") -> Q:
    """Those that came to something, as a filter: the engine's that failed by itself too, unless
    its task defines no check. Without one there was nothing to find out, so nothing failed to be
    found out either. The names are what leads to a validation and to its task."""
    failed = {f"{validation}state": WorkState.FAILED, f"{validation}source": ENGINE_SOURCE}
    broken = Q(**failed) & ~Q(**{f"{task}validation": []})
    return Q(**{f"{validation}state": WorkState.SUCCEEDED}) | broken


def counted_validations(rows: QuerySet[Validation]) -> dict[UUID, Validation]:
    """By attempt, the one that counts: see `place_of`. `result_of` tells what it says."""
    found: dict[UUID, list[Validation]] = defaultdict(list)
    for row in rows.filter(ended()).order_by("queued_at", "source").iterator(chunk_size=2_000):
        found[row.attempt_id].append(row)
    several = any(len(of_attempt) > 1 for of_attempt in found.values())
    awaited = awaiting(rows) if several else frozenset()
    return {
        attempt_id: counted_of(of_attempt, awaited=attempt_id in awaited)
        for attempt_id, of_attempt in found.items()
    }


def counted_of(found: Sequence[Validation], *, awaited: bool) -> Validation:
    """Of those of one attempt that have ended, in the order of their coming."""
    return found[0] if len(found) == 1 else min(found, key=partial(_standing, awaited=awaited))


def posted_among(rows: QuerySet[Validation]) -> dict[UUID, list[Validation]]:
    """By attempt, all that came from outside, in the order of their coming. The engine's are left
    out here: told to find what is rare, PostgreSQL would look for it among all validations."""
    posted: dict[UUID, list[Validation]] = defaultdict(list)
    for row in rows.filter(ended()).order_by("queued_at", "source"):
        if row.source != ENGINE_SOURCE:
            posted[row.attempt_id].append(row)
    return posted


def is_posted_to(run: Run) -> bool:
    """Whether anything came from outside."""
    return Validation.objects.filter(run=run).exclude(source=ENGINE_SOURCE).exists()


def kind_of(validation: Validation) -> Kind:
    """Of one that has ended."""
    ours = validation.source == ENGINE_SOURCE
    return _kind(ours, validation.state == WorkState.FAILED, validation.status)


@cache
def _kind(ours: bool, failed: bool, status: str | None) -> Kind:
    """There are few: each is made once."""
    if failed:
        return Kind(ours=ours, broken=True, status=ValidationStatus.ERROR)
    return Kind(ours=ours, status=ValidationStatus(status) if status else None)


def result_of(validation: Validation | None) -> Result:
    """What a validation says; one that failed by itself is an error and has no score."""
    if validation is None:
        return Result()
    kind = kind_of(validation)
    return Result(status=kind.status, score=None if kind.broken else validation.score)


def asks_outside(checks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a task with these checks is also for others to validate."""
    return any(check.get("kind") == CheckKind.EXTERNAL for check in checks)


def _standing(row: Validation, *, awaited: bool) -> tuple[Place, float, bool]:
    """Equal ones say the same; then the engine's is shown, or who came first."""
    kind = kind_of(row)
    score = score_of(kind, result_of(row).score)
    return place_of(kind, awaited=awaited), score, not kind.ours


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
    return validation_score_of(status=result.status, score=result.score)


def awaiting(rows: QuerySet[Validation]) -> frozenset[UUID]:
    """The attempts with a result from outside whose tasks ask for one."""
    posted = rows.exclude(source=ENGINE_SOURCE).order_by()
    checks = Task.objects.filter(pk__in=posted.values("attempt__task")).values_list(
        "pk", "validation"
    )
    tasks = [pk for pk, of_task in checks if asks_outside(of_task)]
    attempts = Attempt.objects.filter(pk__in=posted.values("attempt"), task__in=tasks)
    return frozenset(attempts.values_list("pk", flat=True))
