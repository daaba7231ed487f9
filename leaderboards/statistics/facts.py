"""The input of the statistics: one row per attempt, held as columns in one canonical order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leaderboards.statistics.outcomes import outcome_of, quality_of, validation_score_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The largest value each column may hold; what is larger would overflow rather than measure.
# NaN stands for "unknown".
MEASURES: Mapping[str, float] = {
    "quality": 1.0,
    "validation_score": 1.0,
    "latency_ms": 1e15,
    "cost_usd": 1e15,
    "judge_quality": 1.0,
    "judge_risk": 1.0,
    "judge_confidence": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFact:
    """One attempt as it is known outside: keys, how it ended, what it measured. None = unknown."""

    arm: str
    task: str
    repeat: int
    succeeded: bool
    error_code: str | None = None
    validation_status: str | None = None
    validation_score: float | None = None
    latency_ms: float | None = None
    cost_usd: Decimal | float | None = None
    judge_quality: float | None = None
    judge_risk: float | None = None
    judge_confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunFacts:
    """All attempts of a run: each column has one value per attempt, by arm, task and repeat.

    `arms` and `tasks` are sorted keys; the `arm` and `task` columns index them. `outcome` and
    `quality_outcome` hold `Outcome` numbers: they differ where an attempt succeeded but its
    validation did not come about. Milliseconds, US dollars, scores in 0..1; NaN = unknown.
    """

    arms: tuple[str, ...]
    tasks: tuple[str, ...]
    repeats: int
    arm: NDArray[np.int32]
    task: NDArray[np.int32]
    repeat: NDArray[np.int32]
    outcome: NDArray[np.int8]
    quality_outcome: NDArray[np.int8]
    quality: Floats
    validation_score: Floats
    latency_ms: Floats
    cost_usd: Floats
    judge_quality: Floats
    judge_risk: Floats
    judge_confidence: Floats

    @property
    def n_attempts(self) -> int:
        return len(self.arm)

    @property
    def cell(self) -> Ints:
        """Index of each attempt's (arm, task) cell, row by row; it never decreases."""
        return self.arm.astype(np.int64) * len(self.tasks) + self.task

    def rows_of(self, arm: int) -> slice:
        """The attempts of one arm: they lie together."""
        start, stop = np.searchsorted(self.arm, [arm, arm + 1])
        return slice(int(start), int(stop))

    @classmethod
    def from_rows(cls, rows: Iterable[AttemptFact]) -> "RunFacts":
        """Columns of `rows`, in canonical order whatever theirs.

        Raises ValueError as `from_columns` does.
        """
        facts = list(rows)
        arms, arm = _indexed([fact.arm for fact in facts])
        tasks, task = _indexed([fact.task for fact in facts])
        columns: dict[str, ArrayLike] = {
            "arm": arm,
            "task": task,
            "repeat": [fact.repeat for fact in facts],
            **_classified(facts),
        }
        for name in MEASURES:
            if name not in columns:
                columns[name] = _floats(getattr(fact, name) for fact in facts)
        return cls.from_columns(arms=arms, tasks=tasks, columns=columns)

    @classmethod
    def from_columns(
        cls, *, arms: Sequence[str], tasks: Sequence[str], columns: Mapping[str, ArrayLike]
    ) -> "RunFacts":
        """Facts from one array per column, in any order of attempts.

        Raises ValueError when keys are unsorted, an (arm, task, repeat) comes twice, or a value
        is out of its range.
        """
        _check_sorted("arms", arms)
        _check_sorted("tasks", tasks)
        keys = [np.asarray(columns[name], dtype=np.int32) for name in ("arm", "task", "repeat")]
        order = _order(keys)
        arm, task, repeat = (_taken(key, order) for key in keys)
        _check_unique(arm, task, repeat)
        measures: dict[str, Any] = {
            name: _taken(_measure(name, columns[name], largest), order)
            for name, largest in MEASURES.items()
        }
        outcomes: dict[str, Any] = {
            name: _taken(np.asarray(columns[name], dtype=np.int8), order)
            for name in ("outcome", "quality_outcome")
        }
        return cls(
            arms=tuple(arms),
            tasks=tuple(tasks),
            repeats=int(repeat.max(initial=0)),
            arm=arm,
            task=task,
            repeat=repeat,
            **outcomes,
            **measures,
        )


def _indexed(keys: list[str]) -> tuple[list[str], NDArray[np.int32]]:
    ordered = sorted(set(keys))
    position = {key: index for index, key in enumerate(ordered)}
    return ordered, np.fromiter((position[key] for key in keys), np.int32, len(keys))


def _classified(facts: list[AttemptFact]) -> dict[str, ArrayLike]:
    """The columns that follow from how attempts ended and how they were validated."""
    outcomes = [outcome_of(succeeded=fact.succeeded, error_code=fact.error_code) for fact in facts]
    qualities = [
        quality_of(outcome, status=fact.validation_status, score=fact.validation_score)
        for outcome, fact in zip(outcomes, facts, strict=True)
    ]
    scores = (
        validation_score_of(status=fact.validation_status, score=fact.validation_score)
        for fact in facts
    )
    return {
        "outcome": outcomes,
        "quality_outcome": [quality.outcome for quality in qualities],
        "quality": _floats(quality.value for quality in qualities),
        "validation_score": _floats(scores),
    }


def _floats(values: Iterable[Decimal | float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def _measure(name: str, values: ArrayLike, largest: float) -> Floats:
    column = np.asarray(values, dtype=float)
    if (column < 0).any() or (column > largest).any():
        raise ValueError(f"{name}: every value must be from 0 to {largest:g}, or unknown")
    return column


def _order(keys: Sequence[NDArray[np.int32]]) -> Ints | None:
    """By arm, task and repeat; None where the rows are in that order."""
    arm, task, repeat = keys
    if not len(arm):
        return None
    place = arm.astype(np.int64) * (int(task.max()) + 1) + task
    steps = np.diff(place)
    if ((steps > 0) | ((steps == 0) & (np.diff(repeat) >= 0))).all():
        return None
    return np.lexsort((repeat, place))


def _taken(column: NDArray[Any], order: Ints | None) -> NDArray[Any]:
    return column if order is None else column[order]


def _check_sorted(name: str, keys: Sequence[str]) -> None:
    if list(keys) != sorted(set(keys)):
        raise ValueError(f"{name}: the keys must be sorted and different")


def _check_unique(arm: NDArray, task: NDArray, repeat: NDArray) -> None:
    same = (np.diff(arm) == 0) & (np.diff(task) == 0) & (np.diff(repeat) == 0)
    if same.any():
        raise ValueError("an arm, task and repeat come twice")
