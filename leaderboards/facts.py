"""From stored attempts to the columns that the statistics read."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

from experiments.columns import Columns, Holds, Ids, read_columns
from experiments.models import Run, RunArm, Task
from leaderboards.counted import counted_of
from leaderboards.rows_sql import (
    ATTEMPTS,
    EVALUATIONS,
    PARTS,
    SCORES,
    VALIDATIONS,
    attempts_sql,
    evaluations_sql,
    validations_sql,
)
from leaderboards.statistics.facts import MEASURES, RunFacts
from leaderboards.statistics.outcomes import Outcome, graded
from leaderboards.validations import KINDS
from organizations.digests import canonical

ENOUGH = 16_384  # rows of an arm at a time
Keyed = Sequence[tuple[UUID, str]]


def facts_of(run: Run) -> RunFacts:
    """All attempts of the run, with what validated and judged them."""
    arms = _by_key(RunArm.objects.filter(run=run))
    tasks = _by_key(Task.objects.filter(task_set=run.task_set_id))
    attempts = _attempts(run, arms=arms, tasks=tasks)
    ids = Ids(attempts.pop("id"))
    attempts |= _validated(run, ids, attempts, tasks=tasks)
    attempts |= _judged(run, ids, n_attempts=len(attempts["arm"]))
    met = {name: _met(attempts, name, keyed) for name, keyed in (("arm", arms), ("task", tasks))}
    return RunFacts.from_columns(arms=met["arm"], tasks=met["task"], columns=attempts)


def facts_digest(facts: RunFacts) -> str:
    """Over everything that the figures depend on, whatever the order of the rows was."""
    sha = hashlib.sha256(canonical({"arms": facts.arms, "tasks": facts.tasks}))
    for name in ("arm", "task", "repeat", "outcome", "quality_outcome", *MEASURES):
        sha.update(np.ascontiguousarray(getattr(facts, name)).data)
    return f"sha256:{sha.hexdigest()}"


def _by_key(rows: QuerySet[Any]) -> Keyed:
    pairs = rows.order_by().values_list("pk", "key")
    return sorted(pairs, key=lambda pair: pair[1])


def _attempts(run: Run, *, arms: Keyed, tasks: Keyed) -> Columns:
    """In the order of their arms, tasks and repeats; `arm` and `task` index those given."""
    known = {name: Ids.of([pk for pk, _ in of]) for name, of in (("arm", arms), ("task", tasks))}
    parts: dict[str, list[NDArray[Any]]] = defaultdict(list)
    chunk = f"repeat / {max(ENOUGH // max(len(tasks), 1), 1)}"
    for some in _read(run, attempts_sql(), ATTEMPTS, alike="arm_id", chunk=chunk):
        for name, ids in known.items():
            parts[name].append(ids.places(some.pop(f"{name}_id")))
        repeat, outcome = np.divmod(some.pop("packed"), len(Outcome))
        parts["repeat"].append(repeat.astype(np.int32))
        parts["outcome"].append(outcome.astype(np.int8))
        for name, column in some.items():
            parts[name].append(column)
    rows = {name: np.concatenate(parts.pop(name)) for name in list(parts)} or _none()
    place = rows["arm"].astype(np.int64) * len(tasks) + rows["task"]
    order = np.argsort(place * (int(rows["repeat"].max(initial=0)) + 1) + rows["repeat"])
    for name in list(rows):
        rows[name] = rows[name][order]
    return rows


def _none() -> Columns:
    whole = {name: np.empty(0, np.int32) for name in ("arm", "task", "repeat")}
    unknown = {name: np.empty(0) for name in ("latency_ms", "cost_usd")}
    ids, outcome = np.empty(0, np.int64), np.empty(0, np.int8)
    return {**whole, **unknown, "id": ids, "outcome": outcome}


def _validated(run: Run, ids: Ids, attempts: Columns, *, tasks: Keyed) -> Columns:
    parts = [
        {**some, "attempt": ids.places(some.pop("attempt_id"))}
        for some in _read(run, validations_sql(), VALIDATIONS, chunk=PARTS["validations"])
    ]
    counted = counted_of(parts, run, attempts["task"], tasks=[pk for pk, _ in tasks])
    statuses = [*(kind.status for kind in KINDS), None]
    found = graded(attempts["outcome"], counted.kind, counted.score, statuses=statuses)
    return {
        "quality_outcome": found.quality_outcome,
        "quality": found.quality,
        "validation_score": found.validation_score,
    }


def _judged(run: Run, ids: Ids, *, n_attempts: int) -> Columns:
    found = {f"judge_{name}": np.full(n_attempts, np.nan) for name in SCORES}
    for some in _read(run, evaluations_sql(), EVALUATIONS, chunk=PARTS["evaluations"]):
        places = ids.places(some["attempt_id"])
        for name in SCORES:
            found[f"judge_{name}"][places] = some[name]
    return found


def _read(
    run: Run, statement: str, columns: Mapping[str, Holds], *, chunk: str, alike: str = ""
) -> Iterator[Columns]:
    of_run = {"run": Run._meta.pk.get_db_prep_value(run.pk, connection)}
    return read_columns(statement, of_run, columns=columns, alike=alike, chunk=chunk)


def _met(rows: Columns, name: str, keyed: Keyed) -> list[str]:
    """The keys that any attempt has; the column then indexes those."""
    met = np.zeros(len(keyed), dtype=bool)
    met[rows[name]] = True
    rows[name] = (np.cumsum(met) - 1).astype(np.int32)[rows[name]]
    return [key for (_, key), present in zip(keyed, met, strict=True) if present]
