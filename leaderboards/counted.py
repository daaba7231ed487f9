"""Which validation counts, of all attempts of a run: the rule of `validations`, asked once for each
kind there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from experiments.columns import Columns
from experiments.models import Run, Task
from leaderboards.rows_sql import NO_VALIDATION
from leaderboards.validations import KINDS, asks_outside, place_of, score_of

BROKEN = np.array([*(kind.broken for kind in KINDS), False])
SCORES = np.array([score_of(kind, None) for kind in KINDS])
# By kind, and whether the task asks for results from outside.
PLACES = np.array(
    [[place_of(kind, awaited=awaited) for awaited in (False, True)] for kind in KINDS]
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """For each attempt the kind of the validation that counts, and its score; NaN for none."""

    kind: NDArray[np.int8]
    score: NDArray[np.float64]


def counted_of(
    parts: Sequence[Columns], run: Run, task: NDArray[np.int32], *, tasks: Sequence[UUID]
) -> Counted:
    """`parts` are validations: the attempt's place, the kind, the score. `task` tells of which of
    `tasks` each attempt is."""
    kinds = np.full(len(task), NO_VALIDATION, dtype=np.int8)
    scores = np.full(len(task), np.nan)
    if parts:
        attempt, kind, score = (
            np.concatenate([part[name] for part in parts]) for name in ("attempt", "kind", "score")
        )
        score = np.where(BROKEN[kind], np.nan, score)
        said = _said(kind, lambda: _of_tasks(run, tasks, bool)[task[attempt]])
        attempt, kind, score = attempt[said], kind[said], score[said]
        if len(attempt) > np.count_nonzero(np.bincount(attempt)):
            awaited = _of_tasks(run, tasks, asks_outside)[task[attempt]]
            first = _first(attempt, kind, score, awaited=awaited)
            attempt, kind, score = attempt[first], kind[first], score[first]
        kinds[attempt], scores[attempt] = kind, score
    return Counted(kind=kinds, score=scores)


def _said(kind: NDArray[Any], has_checks: Callable[[], NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Those that have ended. One that failed by itself says nothing where its task defines no
    checks."""
    ended, broken = kind != NO_VALIDATION, BROKEN[kind]
    return ended & (~broken | has_checks()) if broken.any() else ended


def _first(
    attempt: NDArray[Any], kind: NDArray[Any], score: NDArray[Any], *, awaited: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Of each attempt's the one that counts."""
    place = PLACES[kind, awaited.astype(int)]
    goodness = np.where(np.isnan(score), SCORES[kind], score)
    order = np.lexsort((goodness, place, attempt))
    return order[np.diff(attempt[order], prepend=-1) != 0]


def _of_tasks(run: Run, tasks: Sequence[UUID], holds: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """What holds of the checks of each task."""
    rows = Task.objects.filter(task_set=run.task_set_id).order_by()
    checks = dict(rows.values_list("pk", "validation").iterator())
    return np.array([holds(checks[pk]) for pk in tasks], dtype=bool)
