"""Quantiles of attempts, some of which may be censored: they ran at least that long.

Where every censored attempt stopped at one cap and no other took longer, the attempts are in
order and the quantile is the usual interpolated one, as long as it lies below the censored mass.
Otherwise it is the quantile of the Kaplan-Meier curve.
"""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.facts import Floats
from leaderboards.statistics.intervals import standard_error, t_quantile

# A product of many factors may miss the share that it equals by this much.
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """A quantile and its interval. `lower_bound` is set where only that much is known."""

    estimate: float | None
    low: float | None = None
    high: float | None = None
    lower_bound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Attempts of one arm: each with its task and whether it is censored.

    `ordered` are the values in their order, `n_known` how many are not censored. `cap` is the one
    value at which all censored attempts stopped, when there is such a value. `survival` is the
    Kaplan-Meier curve at each ordered value, None where the known values are simply the first.
    """

    values: Floats
    tasks: NDArray
    censored: NDArray[np.bool_]
    ordered: Floats
    n_known: int
    cap: float | None
    survival: Floats | None


def sample_of(
    values: Floats, *, tasks: NDArray, censored: NDArray[np.bool_] | None = None
) -> Sample:
    """The sample of `values`, each belonging to one of `tasks`."""
    if censored is None:
        censored = np.zeros(len(values), dtype=bool)
    ordered, n_known = np.sort(values), int((~censored).sum())
    cap = _common_cap(ordered, values[censored])
    simple = cap is not None or n_known == len(values)
    return Sample(
        values=values,
        tasks=tasks,
        censored=censored,
        ordered=ordered,
        n_known=n_known,
        cap=cap,
        survival=None if simple else kaplan_meier(values, censored),
    )


def kaplan_meier(values: Floats, censored: NDArray[np.bool_]) -> Floats:
    """S(t) at each of the values, from the smallest on (Kaplan and Meier 1958).

    At equal values the censored attempts come last: they ran at least that long."""
    order = np.lexsort((censored, values))
    values, censored = values[order], censored[order]
    at_risk = np.arange(len(values), 0, -1, dtype=float)
    # One factor per attempt: those that end at the same time multiply to the tied factor.
    factors: Floats = np.where(censored, 1.0, 1 - 1 / at_risk)
    curve = np.cumprod(factors, dtype=np.float64)
    last_of_ties = np.searchsorted(values, values, side="right") - 1
    return curve[last_of_ties]


def quantile(sample: Sample, q: float) -> float | None:
    """The value below which a share `q` lies; None in the censored mass and without values."""
    if sample.survival is None:
        return _interpolated(sample.ordered, q, known=sample.n_known)
    reached = np.flatnonzero(sample.survival <= 1 - q + SLACK)
    return float(sample.ordered[reached[0]]) if len(reached) else None


def woodruff(sample: Sample, q: float) -> Quantile:
    """Quantile with the interval of Woodruff (1952), clustered by task.

    The share of each task's attempts at or below the quantile gives an SE for the probability;
    the interval is the quantile at both ends of its t interval. An end in the censored mass is
    None, and so is the whole interval for a lone task.
    """
    estimate = quantile(sample, q)
    if estimate is None:
        bound = float(sample.ordered[-1]) if len(sample.ordered) else None
        return Quantile(estimate=None, lower_bound=bound)
    shares = _shares_within(sample, estimate)
    error = standard_error(shares)
    if error is None:
        return Quantile(estimate=estimate)
    half = t_quantile(len(shares) - 1) * error
    return Quantile(
        estimate=estimate,
        low=quantile(sample, max(q - half, 0.0)),
        high=quantile(sample, min(q + half, 1.0)),
    )


def _common_cap(ordered: Floats, stops: Floats) -> float | None:
    if not len(stops) or (stops != stops[0]).any() or ordered[-1] > stops[0]:
        return None
    return float(stops[0])


def _interpolated(values: Floats, q: float, *, known: int) -> float | None:
    """The linear quantile of sorted values, of which only the first `known` are."""
    position = (len(values) - 1) * q
    below, above = floor(position), ceil(position)
    if not 0 <= above < known:
        return None
    return float(values[below] + (values[above] - values[below]) * (position - below))


def _shares_within(sample: Sample, limit: float) -> Floats:
    """Per task that has attempts: the share of them known to be at most `limit`."""
    within = ~sample.censored & (sample.values <= limit)
    totals = np.bincount(sample.tasks)
    reached = np.bincount(sample.tasks, weights=within)
    return reached[totals > 0] / totals[totals > 0]
