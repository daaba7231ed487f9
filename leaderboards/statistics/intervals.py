"""Intervals for a mean over tasks. A lone task has none: every function then returns None.

`values` are task values, one per task, without NaN. z and t are exact normal and Student
quantiles; the confidence level is 95% throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, sqrt

import numpy as np
import scipy  # loads `special` where it is used: no process that only asks waits for it

from leaderboards.statistics.facts import Floats

CONFIDENCE_LEVEL = 0.95
RESAMPLES = 9_999
Z = 1.959963984540054  # 97.5% of the normal distribution lie below
# Below this share of its size, a spread is the rounding of sums and not a spread.
ROUNDING = 1e-12
LARGEST_LOG = 709  # exp of more is no float
_BCA_STREAM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A confidence interval in the unit of its estimate."""

    low: float
    high: float
    method: str

    def mapped(self, function: Callable[[float], float], *, method: str) -> "Interval":
        return Interval(low=function(self.low), high=function(self.high), method=method)


def t_quantile(df: int, *, probability: float = 0.975) -> float:
    return float(scipy.special.stdtrit(df, probability))


def spread(values: Floats) -> float:
    """Standard deviation (ddof 1) of two or more values; 0 when they differ by rounding only."""
    if np.ptp(values) <= ROUNDING * np.abs(values).max():
        return 0.0
    return float(values.std(ddof=1))


def standard_error(values: Floats) -> float | None:
    """SE of the mean over tasks: sd / √T, which is √(ddof-0 variance / (T-1))."""
    return spread(values) / sqrt(len(values)) if len(values) > 1 else None


def effective_n(values: Floats, *, n_attempts: int) -> float | None:
    """How many independent yes/no attempts would tell as much as these T task means of 0..1.

    p(1-p)T/v0, between T and the number of attempts (Korn and Graubard 1998). Without variance
    the tasks agree: T when all is won or lost, else the number of attempts.
    """
    n_tasks = len(values)
    if not n_tasks:
        return None
    p, variance = float(values.mean()), float(values.var())
    if spread(values) == 0 or variance == 0:
        return float(n_tasks if p in (0, 1) else n_attempts)
    return min(max(p * (1 - p) * n_tasks / variance, n_tasks), n_attempts)


def adjusted_n(n_eff: float, *, n_tasks: int, independent: bool) -> float:
    """n*: `n_eff`, less what few tasks cost in degrees of freedom (Korn and Graubard 1998).

    `independent` says that every task has one yes/no attempt: nothing was estimated then.
    """
    return n_eff if independent else n_eff * (Z / t_quantile(n_tasks - 1)) ** 2


def wilson(p: float, n: float) -> Interval:
    """Wilson's score interval (1927) for a share `p` of `n`, which need not be an integer."""
    scale = 1 + Z**2 / n
    centre = (p + Z**2 / (2 * n)) / scale
    half = Z / scale * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    # At 0 and 1 an end is the share itself; computed, it misses by a rounding.
    low, high = min(max(centre - half, 0.0), p), max(min(centre + half, 1.0), p)
    return Interval(low=low, high=high, method="wilson_neff")


def t_interval(values: Floats) -> Interval | None:
    """Mean ± t(T-1)·SE."""
    error = standard_error(values)
    if error is None:
        return None
    mean, half = float(values.mean()), t_quantile(len(values) - 1) * error
    return Interval(low=mean - half, high=mean + half, method="t")


def factor(log: float) -> float:
    """exp, which is infinite where the largest float is too small."""
    return exp(log) if log < LARGEST_LOG else inf


def log_t_interval(logs: Floats) -> Interval | None:
    """t interval of the mean log, as factors: the interval of a geometric mean."""
    interval = t_interval(logs)
    return interval and interval.mapped(factor, method="t_log")


def agresti_min(differences: Floats) -> Interval | None:
    """Interval for a mean difference of paired scores in 0..1, made for few tasks.

    Agresti and Min (2005) add half a task to each of the four outcomes of paired yes/no scores;
    with S = Σd and Q = Σd² the same reads m = S/(T+2), var = (Q+1-S²/(T+2))/(T+2)², which any
    score in 0..1 can use. Cut to -1..1.
    """
    if len(differences) < 2:
        return None
    n = len(differences) + 2
    total, squares = float(differences.sum()), float(differences @ differences)
    half = Z * sqrt((squares + 1 - total**2 / n) / n**2)
    low, high = max(total / n - half, -1.0), min(total / n + half, 1.0)
    return Interval(low=low, high=high, method="agresti_min")


def bca(values: Floats, *, seed: int) -> Interval | None:
    """Bias-corrected accelerated bootstrap of the mean (Efron 1987), resampling tasks.

    The resamples depend on the seed and the number of tasks alone, so an arm's interval does not
    depend on the other arms or on their order.
    """
    if len(values) < 2:
        return None
    mean = float(values.mean())
    if spread(values) == 0:
        return Interval(low=mean, high=mean, method="bca")
    means = _resampled_means(values, seed=seed)
    bias = float(scipy.special.ndtri(_share_below(means, mean)))
    deviations = (values - mean) / np.abs(values - mean).max()
    acceleration = float((deviations**3).sum() / (6 * (deviations**2).sum() ** 1.5))
    corrected = bias + np.array([-Z, Z])
    shares = scipy.special.ndtr(bias + corrected / (1 - acceleration * corrected))
    low, high = np.quantile(means, shares)
    return Interval(low=float(low), high=float(high), method="bca")


def _resampled_means(values: Floats, *, seed: int) -> Floats:
    n_tasks = len(values)
    rng = np.random.default_rng((seed, _BCA_STREAM, n_tasks))
    return values[rng.integers(n_tasks, size=(RESAMPLES, n_tasks))].mean(axis=1)


def _share_below(means: Floats, mean: float) -> float:
    """Share of resampled means below the mean, ties half, never 0 or 1 (infinite bias)."""
    slack = ROUNDING * abs(mean)
    below, above = (means < mean - slack).mean(), (means > mean + slack).mean()
    share = (below + 1 - above) / 2
    return float(np.clip(share, 0.5 / RESAMPLES, 1 - 0.5 / RESAMPLES))
