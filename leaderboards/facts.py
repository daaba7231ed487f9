"""From stored attempts to the columns that the statistics read."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

from evaluation.models import Evaluation
from experiments.columns import Columns, Ids, read_columns
from experiments.models import Run, RunArm, Task
from leaderboards.rows_sql import (
    JUDGED,
    MEASURED,
    N_KINDS,
    NO_VALIDATION,
    columns_of,
    of_repeats,
    rows_sql,
)
from leaderboards.statistics.facts import MEASURES, RunFacts
from leaderboards.statistics.outcomes import Outcome, graded
from leaderboards.validations import (
    KINDS,
    SCORELESS,
    Place,
    asks_outside,
    place_of,
    score_of,
)
from organizations.digests import canonical

BROKEN_KINDS = np.array([*(kind.broken for kind in KINDS), False])
# By kind, and whether the task asks for results from outside; none comes after all others.
PLACES = np.array(
    [
        *([place_of(kind, awaited=awaited) for awaited in (False, True)] for kind in KINDS),
        [max(Place) + 1] * 2,
    ]
)
ENOUGH = 16_384  # rows of an arm at a time
Keyed = Sequence[tuple[UUID, str]]


def facts_of(run: Run) -> RunFacts:
    """All attempts of the run, with what validated and judged them."""
    arms, tasks = _by_key(RunArm.objects.filter(run=run)), _by_key(_tasks(run))
    rows = _read(run, arms=arms, tasks=tasks)
    _forget_broken(rows, run, tasks=tasks)
    _keep_one_each(rows, run, tasks=tasks)
    rows |= _graded(rows.pop("outcome"), rows.pop("kind"), rows.pop("score"))
    keys = {name: _met(rows, name, keyed) for name, keyed in (("arm", arms), ("task", tasks))}
    unknown = np.full(len(rows["arm"]), np.nan)
    judged = dict.fromkeys(JUDGED, unknown)
    return RunFacts.from_columns(arms=keys["arm"], tasks=keys["task"], columns=judged | rows)


def facts_digest(facts: RunFacts) -> str:
    """Over everything that the figures depend on, whatever the order of the rows was."""
    sha = hashlib.sha256(canonical({"arms": facts.arms, "tasks": facts.tasks}))
    for name in ("arm", "task", "repeat", "outcome", "quality_outcome", *MEASURES):
        sha.update(np.ascontiguousarray(getattr(facts, name)).data)
    return f"sha256:{sha.hexdigest()}"


def _by_key(rows: QuerySet[Any]) -> Keyed:
    pairs = rows.order_by().values_list("pk", "key")
    return sorted(pairs, key=lambda pair: pair[1])


def _tasks(run: Run) -> QuerySet[Task]:
    tasks: QuerySet[Task] = Task.objects.filter(task_set=run.task_set_id)
    return tasks


def _read(run: Run, *, arms: Keyed, tasks: Keyed) -> Columns:
    """A row for each attempt and validation of it; `arm` and `task` index those given."""
    judged = Evaluation.objects.filter(run=run).exists()
    parts: dict[str, list[NDArray[Any]]] = defaultdict(list)
    ids = {"arm": Ids([pk for pk, _ in arms]), "task": Ids([pk for pk, _ in tasks])}
    for chunk in read_columns(
        rows_sql(judged=judged),
        {"run": Run._meta.pk.get_db_prep_value(run.pk, connection)},
        columns=columns_of(judged=judged),
        alike="arm_id",
        chunk=of_repeats(max(ENOUGH // max(len(tasks), 1), 1)),
    ):
        for name, known in ids.items():
            parts[name].append(known.places(chunk.pop(f"{name}_id")))
        for name, column in chunk.items():
            parts[name].append(column.astype(column.dtype.newbyteorder("=")))
    if not parts:
        parts |= {name: [np.empty(0)] for name in MEASURED}
        parts |= {name: [np.empty(0, dtype=np.int32)] for name in ("arm", "task", "packed")}
    rows = {name: np.concatenate(parts.pop(name)) for name in list(parts)}
    return rows | _unpacked(rows.pop("packed"))


def _unpacked(packed: NDArray[np.integer]) -> Columns:
    rest, kind = np.divmod(packed, N_KINDS)
    repeat, outcome = np.divmod(rest, len(Outcome))
    return {
        "repeat": repeat.astype(np.int32),
        "outcome": outcome.astype(np.int8),
        "kind": kind.astype(np.int8),
    }


def _forget_broken(rows: Columns, run: Run, *, tasks: Keyed) -> None:
    """A validation that failed by itself has no score, and says nothing where its task defines no
    checks; one that has not ended says nothing at all."""
    broken = BROKEN_KINDS[rows["kind"]]
    rows["score"][broken | (rows["kind"] == NO_VALIDATION)] = np.nan
    if broken.any():
        checks = _of_tasks(run, tasks, bool)
        rows["kind"][broken & ~checks[rows["task"]]] = NO_VALIDATION


def _keep_one_each(rows: Columns, run: Run, *, tasks: Keyed) -> None:
    """One row an attempt, in order: of several, that of the validation that counts."""
    n_tasks, n_repeats = max(len(tasks), 1), int(rows["repeat"].max(initial=0)) + 1
    attempt = (rows["arm"].astype(np.int64) * n_tasks + rows["task"]) * n_repeats + rows["repeat"]
    order = np.argsort(attempt)
    first = np.diff(attempt[order], prepend=-1) != 0
    if not first.all():
        awaited = _of_tasks(run, tasks, asks_outside)[rows["task"]]
        place, score = PLACES[rows["kind"], awaited.astype(int)], _comparable(rows)
        order = np.lexsort((score, place, attempt))[first]
    for name in list(rows):
        rows[name] = rows[name][order]


def _comparable(rows: Columns) -> NDArray[np.float64]:
    """`score_of`, of many."""
    alone = [score_of(kind, None) for kind in KINDS]
    return np.where(
        np.isnan(rows["score"]), np.array([*alone, SCORELESS])[rows["kind"]], rows["score"]
    )


def _of_tasks(run: Run, tasks: Keyed, holds: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """What holds of the checks of each task."""
    checks = dict(_tasks(run).values_list("pk", "validation").iterator())
    return np.array([holds(checks[pk]) for pk, _ in tasks], dtype=bool)


def _graded(outcome: NDArray[Any], kind: NDArray[Any], score: NDArray[Any]) -> Columns:
    found = graded(outcome, kind, score, statuses=[*(each.status for each in KINDS), None])
    return {
        "outcome": outcome,
        "quality_outcome": found.quality_outcome,
        "quality": found.quality,
        "validation_score": found.validation_score,
    }


def _met(rows: Columns, name: str, keyed: Keyed) -> list[str]:
    """The keys that any attempt has; the column then indexes those."""
    met = np.zeros(len(keyed), dtype=bool)
    met[rows[name]] = True
    rows[name] = (np.cumsum(met) - 1).astype(np.int32)[rows[name]]
    return [key for (_, key), present in zip(keyed, met, strict=True) if present]
