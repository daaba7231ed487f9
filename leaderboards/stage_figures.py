"""How the stages of a run fared: counts, retries, latencies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Greatest
from numpy.typing import NDArray

from experiments.diagnostics.percentiles import Percentiles, latencies
from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work.stage import stages
from leaderboards.statistics.flags import flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Rows of one state and error code, and the calls beyond the first that all of them took."""

    state: str
    error_code: str
    n: int
    retries: int


def ended_of(rows: QuerySet[Any]) -> list[Ended]:
    """All rows, in the order of their codes: one look at each."""
    beyond = Sum(Greatest(F("provider_calls") - 1, 0))
    found = rows.order_by().values("state", "error_code").annotate(n=Count("id"), retries=beyond)
    return [Ended(**each) for each in found.order_by("error_code", "state")]


def attempt_counts(attempts: Sequence[Ended]) -> dict[str, Any]:
    by_state: Counter[str] = Counter()
    for each in attempts:
        by_state[each.state] += each.n
    return {
        "total": by_state.total(),
        "succeeded": by_state[WorkState.SUCCEEDED],
        "failed": by_state[WorkState.FAILED],
        "cancelled": by_state[WorkState.CANCELLED],
        "by_error_code": _by_error_code(attempts),
    }


def stage_figures(
    run: Run, *, attempts: Sequence[Ended], attempts_took: NDArray[np.float64]
) -> dict[str, Any]:
    """For each stage: rows, failures by code, calls beyond the first, percentiles of latency.

    Of the attempts they are known already, `attempts_took` in milliseconds.
    """
    found = {}
    for stage in stages():
        if stage.model is Attempt:
            found[stage.name] = _figures(attempts, took=Percentiles.of(attempts_took))
        else:
            rows = stage.rows().filter(run=run)
            found[stage.name] = _figures(ended_of(rows), took=latencies(rows))
    return found


def _figures(ended: Sequence[Ended], *, took: Percentiles) -> dict[str, Any]:
    return {
        "n": sum(each.n for each in ended),
        "failed": sum(each.n for each in ended if each.state == WorkState.FAILED),
        "by_error_code": _by_error_code(ended),
        "retries": sum(each.retries for each in ended),
        "latency_ms": asdict(took),
    }


def judging_flags(stages: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of the run as a whole, where judging was tried and brought no score."""
    judging = stages.get("evaluation", {})
    if not judging.get("n") or judging["failed"] < judging["n"]:
        return []
    return [flag("judging_failed", observed=judging["failed"], threshold=0)]


def _by_error_code(ended: Sequence[Ended]) -> dict[str, int]:
    """Of what failed; an import may name no code."""
    return {
        each.error_code: each.n
        for each in ended
        if each.state == WorkState.FAILED and each.error_code
    }
