"""Intervals and percentiles, by loops and from their formulas. `draws(n)` gives the resamples of n
tasks, a list of indices each."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from statistics import fmean, stdev

import numpy as np
from scipy import stats

from leaderboards.tests.textbook.rows import Cells, Json

Draws = Callable[[int], np.ndarray]
Timed = Sequence[tuple[float, bool, str]]  # value, whether it is censored, task; in order
Z = float(stats.norm.ppf(0.975))


def ci_of(low: float, high: float, method: str) -> Json:
    return {"low": low, "high": high, "confidence_level": 0.95, "method": method}


def t_ci(values: Sequence[float], method: str = "t") -> Json | None:
    if len(values) < 2:
        return None
    half = float(stats.t.ppf(0.975, len(values) - 1)) * standard_error(values)
    return ci_of(fmean(values) - half, fmean(values) + half, method)


def standard_error(values: Sequence[float]) -> float | None:
    return stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None


def score(cells: Cells) -> Json:
    if not cells:
        return {}
    means = [fmean(values) for values in cells.values()]
    every = [value for values in cells.values() for value in values]
    p, n_tasks = fmean(means), len(means)
    v0 = sum((mean - p) ** 2 for mean in means) / n_tasks
    if v0 < 1e-24:
        n_eff = n_tasks if p in (0, 1) else len(every)
    else:
        n_eff = min(max(p * (1 - p) * n_tasks / v0, n_tasks), len(every))
    found = {"estimate": p, "std_error": standard_error(means), "n_eff": n_eff}
    if n_tasks == 1:
        return found
    n = n_eff
    if len(every) > n_tasks or not {0, 1} >= set(every):
        n *= (Z / float(stats.t.ppf(0.975, n_tasks - 1))) ** 2
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return found | {"ci": ci_of(centre - half, centre + half, "wilson_neff")}


def percentile(waited: Timed, q: int, *, ordered: bool) -> Json:
    """Of (value, censored, task) in order, with Woodruff's interval."""
    find = _in_order if ordered else _of_the_curve
    estimate = find(waited, q / 100)
    none = {"estimate": estimate, "low": None, "high": None, "lower_bound": None}
    if estimate is None:
        return none | {"lower_bound": waited[-1][0] if waited else None}
    within = defaultdict(list)
    for value, censored, task in waited:
        within[task].append(float(value <= estimate and not censored))
    shares = [fmean(each) for each in within.values()]
    if len(shares) < 2:
        return none
    half = float(stats.t.ppf(0.975, len(shares) - 1)) * standard_error(shares)
    low, high = max(q / 100 - half, 0.0), min(q / 100 + half, 1.0)
    return none | {"low": find(waited, low), "high": find(waited, high)}


def _in_order(waited: Timed, q: float) -> float | None:
    if not waited:
        return None
    place = (len(waited) - 1) * q
    (below, _, _), (above, censored, _) = waited[math.floor(place)], waited[math.ceil(place)]
    return None if censored else below + (above - below) * (place - math.floor(place))


def _of_the_curve(waited: Timed, q: float) -> float | None:
    """The first time at which the curve of Kaplan and Meier is at 1 - q or below."""
    alive = Fraction(1)
    for time in sorted({value for value, _, _ in waited}):
        at_risk = sum(value >= time for value, _, _ in waited)
        ended = sum(value == time and not censored for value, censored, _ in waited)
        alive *= 1 - Fraction(ended, at_risk)
        if alive <= 1 - q + 1e-9:
            return time
    return None


def bca(values: Sequence[float], *, draws: Draws) -> Json | None:
    """Efron's interval of the mean, from the given resamples."""
    n, mean = len(values), fmean(values)
    if n < 2:
        return None
    if max(values) - min(values) <= 1e-12 * max(values):
        return ci_of(mean, mean, "bca")
    means = np.sort(np.array(values)[np.array(draws(n))].mean(axis=1))
    below = (means < mean * (1 - 1e-12)).mean() + (abs(means - mean) <= mean * 1e-12).mean() / 2
    bias = stats.norm.ppf(min(max(below, 0.5 / len(means)), 1 - 0.5 / len(means)))
    left_out = [(math.fsum(values) - value) / (n - 1) for value in values]
    gaps = [fmean(left_out) - each for each in left_out]
    skew = sum(gap**3 for gap in gaps) / (6 * sum(gap**2 for gap in gaps) ** 1.5)
    ends = [stats.norm.cdf(bias + (bias + z) / (1 - skew * (bias + z))) for z in (-Z, Z)]
    low, high = (float(np.quantile(means, end)) for end in ends)
    return ci_of(low, high, "bca")
