"""Runs as nobody plans them: arms with tasks of their own, unequal repeats, missing figures. All as
lines of results.jsonl."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from experiments.tests.results import result
from leaderboards.statistics.facts import AttemptFact

CODES = ("timeout", "timeout", "empty_response", "rate_limited", "cancelled", None)
STATUSES = ("passed", "failed", "error", "not_run")
ATTRIBUTES = ("quality", "risk", "confidence")

scores = st.sampled_from([0.0, 0.5, 1.0]) | st.integers(0, 10**6).map(lambda n: n / 10**6)
validations = st.fixed_dictionaries(
    {"status": st.sampled_from(STATUSES), "score": st.none() | scores}
)
measures = {
    "validation": st.none() | validations,
    "latency_ms": st.none() | st.sampled_from([0, 60, 60, 90]) | st.integers(1, 200),
    "cost_usd": st.none()
    | st.sampled_from([0, 0.25, 1])
    | st.integers(1, 10**6).map(lambda n: n / 10**6),
    "evaluation": st.none() | st.fixed_dictionaries(dict.fromkeys(ATTRIBUTES, scores)),
}
endings = st.just({}) | st.sampled_from(CODES).map(
    lambda code: {"state": "failed", "error_code": code}
)
keys = st.tuples(st.sampled_from("abc"), st.sampled_from("stuvwxyz"), st.integers(1, 3))
lines = st.builds(
    lambda key, ending, measured: result(*key, **measured, **ending),
    keys,
    endings,
    st.fixed_dictionaries(measures),
)
ragged_runs = st.lists(
    lines, min_size=1, max_size=40, unique_by=lambda row: (row["arm"], row["task"], row["repeat"])
)


def ragged_run(
    seed: int, *, n_tasks: int, n_arms: int = 2, repeats: int = 2, lost: float = 0.05
) -> list[dict[str, Any]]:
    """Of so many tasks, fit to be imported. `lost`: how often an attempt or a figure is missing."""
    rng = np.random.default_rng(seed)
    return [
        _line(rng, arm, task, repeat, lost=lost)
        for arm in range(n_arms)
        for task in range(n_tasks)
        for repeat in range(1, repeats + 1)
        if repeat == 1 + task % repeats or rng.random() > lost
    ]


def facts_of_lines(rows: Iterable[dict[str, Any]]) -> list[AttemptFact]:
    """As they would be stored."""
    return [_fact(row) for row in rows]


def _line(
    rng: np.random.Generator, arm: int, task: int, repeat: int, *, lost: float
) -> dict[str, Any]:
    pick: Any = rng.choice
    ended = {"state": "failed", "error_code": pick(CODES)} if rng.random() < 2 * lost else {}
    measured = {
        "validation": {"status": str(pick(STATUSES, p=[0.55, 0.4, 0.02, 0.03])), "score": None},
        "latency_ms": min(float(rng.lognormal(4 + arm / 4, 1)), 300.0),
        "cost_usd": round(float(rng.lognormal(-4, 1)), 6),
        "evaluation": dict(zip(ATTRIBUTES, rng.random(3).round(3).tolist(), strict=True)),
    }
    kept = {name: value if rng.random() > lost else None for name, value in measured.items()}
    return result("abcde"[arm], f"t{task:04}", repeat, **kept, **ended)


def _fact(row: dict[str, Any]) -> AttemptFact:
    validation, evaluation = row.get("validation") or {}, row.get("evaluation") or {}
    return AttemptFact(
        arm=row["arm"],
        task=row["task"],
        repeat=row["repeat"],
        succeeded=row["state"] == "succeeded",
        error_code=row.get("error_code"),
        validation_status=validation.get("status"),
        validation_score=validation.get("score"),
        latency_ms=row.get("latency_ms"),
        cost_usd=row.get("cost_usd"),
        **{f"judge_{name}": evaluation.get(name) for name in ATTRIBUTES},
    )
