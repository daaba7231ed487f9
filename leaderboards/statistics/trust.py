"""How far a judge's scores can be believed: against outcomes that are known otherwise.

One value per judged attempt; attempts of one task are one cluster. A figure that the data do not
define is None, never NaN.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.boards import Json, interval_json, is_yes_or_no, number
from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.intervals import (
    Interval,
    Z,
    adjusted_n,
    effective_n,
    standard_error,
    t_quantile,
    wilson,
)

BINS = 10
PASS = 0.5
Yes = NDArray[np.bool_]


def validity(scores: Floats, outcomes: Floats, *, task: Ints) -> Json:
    """Scores of 0..1, read as how likely the attempt is to pass, against what it came to: passed
    where the outcome is one half or more."""
    passed = outcomes >= PASS
    return {
        "n": len(scores),
        "n_tasks": len(np.unique(task)),
        "n_passed": int(passed.sum()),
        "auc": auc(scores, passed, task=task),
        "brier": share((scores - passed) ** 2, task=task),
        "calibration": calibration_table(scores, passed, task=task),
    }


def share(values: Floats, *, task: Ints) -> Json | None:
    """Mean over tasks of the task means of values in 0..1, with the interval that every score has:
    Wilson's for an effective number of attempts. None without a value."""
    if not len(values):
        return None
    means, counts = task_means(values, task)
    n_eff = effective_n(means, n_attempts=len(values))
    independent = is_yes_or_no(values) and int(counts.max()) == 1
    ci = None
    if len(means) > 1 and n_eff is not None:
        n = adjusted_n(n_eff, n_tasks=len(means), independent=independent)
        ci = wilson(float(means.mean()), n)
    return {
        "estimate": float(means.mean()),
        "std_error": number(standard_error(means)),
        "ci": interval_json(ci),
    }


def auc(scores: Floats, passed: Yes, *, task: Ints) -> Json | None:
    """How often a passing attempt scores above a failing one, ties half. None where all passed, or
    all failed.

    The standard error is Obuchowski's for clustered data (1997). The interval is Wilson's for as
    many yes/no attempts as would be so precise: it stays within 0..1 and has a width also where
    the two are told apart without a fault, for as many tasks as the rarer outcome has. Ours.
    """
    above, below = _placements(scores, passed)
    if not len(above) or not len(below):
        return None
    estimate = float(above.mean())
    error = _clustered_error(above, below, estimate, passed=passed, task=task)
    return {
        "estimate": estimate,
        "std_error": number(error),
        "ci": interval_json(_auc_interval(estimate, error, passed=passed, task=task)),
    }


def calibration_table(scores: Floats, passed: Yes, *, task: Ints) -> Json | None:
    """Ten equal bins of scores: what was said and what was so. `ece` is the expected calibration
    error, the gaps of the bins weighted by their attempts."""
    if not len(scores):
        return None
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins = [_bin(scores, passed, task=task, inside=place == n, at=n) for n in range(BINS)]
    gaps = np.bincount(place, weights=scores - passed, minlength=BINS)
    return {
        "ece": float(np.abs(gaps).sum() / len(scores)),
        "bins": [each for each in bins if each["n"]],
    }


def _bin(scores: Floats, passed: Yes, *, task: Ints, inside: Yes, at: int) -> Json:
    return {
        "low": at / BINS,
        "high": (at + 1) / BINS,
        "n": int(inside.sum()),
        "n_tasks": len(np.unique(task[inside])),
        "mean_score": float(scores[inside].mean()) if inside.any() else None,
        "passed": share(passed[inside].astype(float), task=task[inside]),
    }


def task_means(values: Floats, task: Ints) -> tuple[Floats, Ints]:
    """By task, the mean of its values and how many these are."""
    _, place = np.unique(task, return_inverse=True)
    counts = np.bincount(place)
    return np.bincount(place, weights=values) / counts, counts


def _placements(scores: Floats, passed: Yes) -> tuple[Floats, Floats]:
    """For each that passed the share of the failed that it beats, for each that failed the share of
    the passed that beat it (DeLong's structural components)."""
    good, bad = np.sort(scores[passed]), np.sort(scores[~passed])
    if not len(good) or not len(bad):
        return np.empty(0), np.empty(0)
    above = _beaten(scores[passed], bad) / len(bad)
    below = 1 - _beaten(scores[~passed], good) / len(good)
    return above, below


def _beaten(values: Floats, of: Floats) -> Floats:
    """How many of the sorted `of` lie below each value, those at it half."""
    return (np.searchsorted(of, values, "left") + np.searchsorted(of, values, "right")) / 2


def _clustered_error(
    above: Floats, below: Floats, estimate: float, *, passed: Yes, task: Ints
) -> float | None:
    """None where fewer than two tasks have an attempt that passed, or that failed."""
    _, place = np.unique(task, return_inverse=True)
    clusters = int(place.max()) + 1
    m = np.bincount(place[passed], minlength=clusters)
    n = np.bincount(place[~passed], minlength=clusters)
    good, bad = int((m > 0).sum()), int((n > 0).sum())
    if min(good, bad) < 2:
        return None
    of_good = np.bincount(place[passed], weights=above, minlength=clusters) - m * estimate
    of_bad = np.bincount(place[~passed], weights=below, minlength=clusters) - n * estimate
    m_all, n_all = int(m.sum()), int(n.sum())
    first = good / (good - 1) * float(of_good @ of_good) / m_all**2
    second = bad / (bad - 1) * float(of_bad @ of_bad) / n_all**2
    both = 2 * clusters / (clusters - 1) * float(of_good @ of_bad) / (m_all * n_all)
    return sqrt(max(first + second + both, 0.0))


def _auc_interval(
    estimate: float, error: float | None, *, passed: Yes, task: Ints
) -> Interval | None:
    if error is None:
        return None
    rarer = min(len(np.unique(task[passed])), len(np.unique(task[~passed])))
    spread = estimate * (1 - estimate)
    n = spread / error**2 if error > 0 and spread > 0 else rarer
    n = min(n, len(task))
    return wilson(estimate, n * (Z / t_quantile(len(np.unique(task)) - 1)) ** 2)
