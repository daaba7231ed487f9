"""Two judges on the same patches: how far their scores lie apart, and how far they agree.

Everything is paired on the attempt. The interval of the mean shift is clustered by task: attempts
of one task are no independent evidence. A figure that the data do not define is None, never NaN.
"""

from math import sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

from leaderboards.statistics.boards import Json, interval_json, number
from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.intervals import ROUNDING, Interval, Z, spread, t_quantile
from leaderboards.statistics.pairing import TIE

PASS = 0.5
FAILED, EVEN, PASSED = -1, 0, 1  # the classes of a score: below, at and above one half


def agreement(old: Floats, new: Floats, *, task: Ints) -> Json:
    """One attribute of both judges, ready for JSON: one value per attempt that both scored, and
    the index of its task. Shifts are new - old, in the unit of the scores."""
    shifts = new - old
    error = clustered_error(shifts, task=task)
    deviation = spread(shifts) if len(shifts) > 1 else None
    return {
        "mean_shift": _mean(shifts),
        "std_error": number(error),
        "ci": interval_json(_interval(shifts, task=task, error=error)),
        "sd": number(deviation),
        "limits_of_agreement": _limits(shifts, deviation),
        "exact_agreement": _mean((np.abs(shifts) <= TIE).astype(float)),
        "kappa": number(kappa(classes(old), classes(new))),
        "krippendorff_alpha": number(krippendorff_alpha(*_stacked(old, new))),
        "spearman": number(spearman(old, new)),
        "concordance": number(concordance(old, new)),
    }


def clustered_error(values: Floats, *, task: Ints) -> float | None:
    """Standard error of the mean over attempts, attempts of a task being one cluster.

    √(G/(G-1) · Σ_g (Σ_{i in g} (x_i - mean))²) / n: Liang and Zeger (1986) with the usual
    correction for few clusters. Where every task has equally many attempts it is the standard error
    of the mean over task means. None for fewer than two tasks.
    """
    n_tasks = len(np.unique(task))
    if n_tasks < 2:
        return None
    if spread(values) == 0:
        return 0.0
    residuals = np.bincount(task, weights=values - values.mean())
    return sqrt(n_tasks / (n_tasks - 1) * float(residuals @ residuals)) / len(values)


def classes(scores: Floats) -> Ints:
    return np.where(np.abs(scores - PASS) <= TIE, EVEN, np.sign(scores - PASS)).astype(np.int64)


def flips(old: Floats, new: Floats) -> Json:
    """Attempts that went from fail to pass (up) and back (down), and McNemar's exact test of one
    against the other: p is 1 where none flipped, None where there is no attempt."""
    up, down = (int(way.sum()) for way in flipped(old, new))
    return {"up": up, "down": down, "mcnemar_p": mcnemar(up, down) if len(old) else None}


def flipped(old: Floats, new: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which attempts went up, and which down."""
    before, after = classes(old), classes(new)
    return (
        (before == FAILED) & (after == PASSED),
        (before == PASSED) & (after == FAILED),
    )


def mcnemar(up: int, down: int) -> float:
    """Two-sided exact binomial p of `up` against `down` at one half."""
    return min(1.0, 2.0 * float(scipy.special.bdtr(min(up, down), up + down, 0.5)))


def kappa(a: Ints, b: Ints) -> float | None:
    """Cohen's kappa (1960), unweighted; None where both only ever say one and the same."""
    if not len(a):
        return None
    observed = float((a == b).mean())
    known = np.union1d(a, b)
    expected = float(sum((a == each).mean() * (b == each).mean() for each in known))
    return None if len(known) < 2 else (observed - expected) / (1 - expected)


def krippendorff_alpha(values: Floats, unit: Ints) -> float | None:
    """Krippendorff's alpha for interval data: any number of judgements per unit, of which those
    that stand alone say nothing. None where there is nothing to agree on, or all are alike."""
    _, unit = np.unique(unit, return_inverse=True)
    sizes = np.bincount(unit, minlength=1)
    paired = sizes[unit] > 1
    values, unit = values[paired], unit[paired]
    if len(values) < 2 or spread(values) == 0:
        return None
    values = values - values.mean()
    total = float(values @ values)
    means = np.bincount(unit, weights=values, minlength=len(sizes)) / np.maximum(sizes, 1)
    within = (values - means[unit]) ** 2
    # Σ over pairs of a unit of (v-w)² / (m-1) is 2m/(m-1) times its sum of squares; the pairs of
    # all values together 2n times theirs.
    disagreement = float((within * sizes[unit] / (sizes[unit] - 1)).sum())
    return 1 - (len(values) - 1) * disagreement / (len(values) * total)


def spearman(a: Floats, b: Floats) -> float | None:
    """Rank correlation, ties sharing their mean rank; None for a constant."""
    if len(a) < 2:
        return None
    return _correlation(_ranks(a), _ranks(b))


def concordance(a: Floats, b: Floats) -> float | None:
    """Lin's concordance correlation coefficient (1989), with variances over n."""
    if len(a) < 2:
        return None
    gap = float(a.mean() - b.mean())
    apart = float(a.var() + b.var()) + gap**2
    together = float(((a - a.mean()) * (b - b.mean())).mean())
    return None if apart <= ROUNDING else 2 * together / apart


def kendall_tau_b(a: Floats, b: Floats) -> float | None:
    """Agreement of two orders, values within rounding of each other tied; None without an order."""
    first, second = _orders(a), _orders(b)
    scale = sqrt(float(np.abs(first).sum()) * float(np.abs(second).sum()))
    return None if scale == 0 else float((first * second).sum()) / scale


def _orders(values: Floats) -> NDArray:
    """The sign of the difference of every two values."""
    gaps = values[:, None] - values[None, :]
    return np.where(np.abs(gaps) <= TIE, 0.0, np.sign(gaps))


def _correlation(a: Floats, b: Floats) -> float | None:
    x, y = a - a.mean(), b - b.mean()
    scale = sqrt(float(x @ x) * float(y @ y))
    return None if scale == 0 else float(x @ y) / scale


def _interval(shifts: Floats, *, task: Ints, error: float | None) -> Interval | None:
    if error is None:
        return None
    mean, half = float(shifts.mean()), t_quantile(len(np.unique(task)) - 1) * error
    return Interval(low=mean - half, high=mean + half, method="t_clustered")


def _limits(shifts: Floats, deviation: float | None) -> Json | None:
    """Bland and Altman (1986): where 95% of the shifts of normal judges would lie."""
    if deviation is None:
        return None
    mean = float(shifts.mean())
    return {"low": number(mean - Z * deviation), "high": number(mean + Z * deviation)}


def _stacked(old: Floats, new: Floats) -> tuple[Floats, Ints]:
    unit = np.arange(len(old))
    return np.concatenate([old, new]), np.concatenate([unit, unit])


def _ranks(values: Floats) -> Floats:
    """From 1; the tied share the mean of theirs. Scores that are tied elsewhere are tied here."""
    _, place, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None
