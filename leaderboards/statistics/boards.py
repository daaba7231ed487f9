"""What a board is, and what it says about one arm before the arms are compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.cells import Cells
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.intervals import (
    CONFIDENCE_LEVEL,
    Interval,
    adjusted_n,
    effective_n,
    standard_error,
    wilson,
)
from leaderboards.statistics.outcomes import Outcome
from leaderboards.statistics.quantiles import Quantile

Json = dict[str, Any]


class Scale(Enum):
    """How two task values are compared: scores and dollars by difference, times by ratio."""

    SCORE = "score"
    LOG = "log"
    USD = "usd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure over tasks in the unit of its board, with what is known of its precision."""

    value: float | None
    std_error: float | None
    ci: Interval | None
    n_eff: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Attempts by the reason why they have no value of their own, and what that could change."""

    model_error: int = 0
    timeout: int = 0
    infra_error: int = 0
    unscored: int = 0
    policy: str
    score_completed_only: float | None = None
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One arm on one board. `columns` are the board's own, ready for JSON."""

    estimate: Estimate
    n_scored: int
    missing: Missing
    n_censored: int = 0
    cap_ms: float | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardData:
    """A board's task values, from which pairs are compared, and its arms in their order."""

    cells: Cells
    arms: list[Measured]

    @property
    def n_estimates(self) -> int:
        return sum(arm.estimate.value is not None for arm in self.arms)

    @property
    def n_pairs(self) -> int:
        return self.n_estimates * (self.n_estimates - 1) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One of the four boards. `measure` takes the facts and the seed of the run."""

    metric: str
    unit: str
    higher_is_better: bool
    scale: Scale
    measure: Callable[[RunFacts, int], BoardData]


def score_estimate(cells: Cells, arm: int, *, yes_or_no: bool) -> Estimate:
    """Mean of task means of scores in 0..1; `yes_or_no`: every attempt's score is 0 or 1."""
    values = cells.of(arm)
    counts = cells.counts[arm, cells.known[arm]]
    n_eff = effective_n(values, n_attempts=int(counts.sum()))
    if n_eff is None:
        return Estimate(value=None, std_error=None, ci=None, n_eff=None)
    p, n_tasks = float(values.mean()), len(values)
    independent = yes_or_no and int(counts.max()) == 1
    return Estimate(
        value=p,
        std_error=standard_error(values),
        ci=wilson(p, adjusted_n(n_eff, n_tasks=n_tasks, independent=independent))
        if n_tasks > 1
        else None,
        n_eff=n_eff,
    )


def mean_over_tasks(cells: Cells, arm: int) -> float | None:
    values = cells.of(arm)
    return float(values.mean()) if len(values) else None


def count(outcomes: NDArray, reason: Outcome) -> int:
    return int((outcomes == reason).sum())


def number(value: float | None) -> float | None:
    """A JSON number: NaN and infinities are not."""
    return None if value is None or not isfinite(value) else float(value)


def interval_json(interval: Interval | None) -> Json | None:
    if interval is None:
        return None
    return {
        "low": number(interval.low),
        "high": number(interval.high),
        "confidence_level": CONFIDENCE_LEVEL,
        "method": interval.method,
    }


def quantile_json(quantile: Quantile) -> Json:
    return {
        "estimate": number(quantile.estimate),
        "low": number(quantile.low),
        "high": number(quantile.high),
        "lower_bound": number(quantile.lower_bound),
    }


def is_yes_or_no(scores: NDArray) -> bool:
    """Whether every known score is 0 or 1."""
    known = scores[~np.isnan(scores)]
    return bool(((known == 0) | (known == 1)).all())
