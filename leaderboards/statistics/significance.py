"""Tests of paired differences, one per task, and the correction for testing many pairs."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import scipy

from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.intervals import ROUNDING, Z, spread

ALPHA = 0.05
FLIPS = 9_999
# Exact and sampled flips up to here; the t test's error is no longer worth their time above.
MOST_FLIPPED_TASKS = 500
# Power of 80% at a two-sided 5%: the smallest difference that a pair would probably show.
DETECTABLE = Z + 0.8416212335729143  # 80% of the normal distribution lie below
_FLIP_STREAM = 1


def paired_t(differences: Floats) -> float | None:
    """Two-sided p of the paired t test; None for fewer than two tasks."""
    n_tasks = len(differences)
    if n_tasks < 2:
        return None
    deviation, mean = spread(differences), float(differences.mean())
    if deviation == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * scipy.special.stdtr(n_tasks - 1, -abs(mean) * sqrt(n_tasks) / deviation))


def exact_sign_flip(steps: Ints) -> float:
    """Two-sided p of the sign-flip test of integer differences, over all 2^T flips.

    Every difference was as likely to come out with the other sign: p is the share of flips whose
    sum is at least as far from 0. The distribution of the sum is built task by task, in time
    T·Σ|d|; with differences of -1, 0 and 1 the test is McNemar's exact test.
    """
    sizes = np.abs(steps[steps != 0])
    reach = int(sizes.sum())
    # chances[s] is the chance that the tasks which keep their size as positive add up to s.
    chances = np.zeros(reach + 1)
    chances[0], used = 1.0, 0
    for size in np.sort(sizes):
        chances[: used + size + 1] *= 0.5
        chances[size : used + size + 1] += chances[: used + 1].copy()
        used += size
    sums = 2 * np.arange(reach + 1) - reach
    return min(float(chances[np.abs(sums) >= abs(int(steps.sum()))].sum()), 1.0)


class SampledFlips:
    """The sign-flip test over 9,999 random flips, which depend on the seed and T alone.

    All pairs with equally many tasks share their flips, so the order of the arms cannot matter.
    """

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._signs: Floats = np.empty((0, 0))

    def p_value(self, differences: Floats) -> float:
        """Two-sided: (1 + flips at least as extreme) / 10,000."""
        observed, size = abs(float(differences.sum())), float(np.abs(differences).sum())
        flipped = np.abs(self._flips(len(differences)) @ differences)
        extreme = int((flipped >= observed - ROUNDING * size).sum())
        return (1 + extreme) / (1 + FLIPS)

    def _flips(self, n_tasks: int) -> Floats:
        # Kept for the next pair: at most 500 tasks, 40 MB.
        if self._signs.shape[1] != n_tasks:
            rng = np.random.default_rng((self._seed, _FLIP_STREAM, n_tasks))
            bits = rng.integers(2, size=(FLIPS, n_tasks), dtype=np.int8)
            self._signs = 1.0 - 2.0 * bits.astype(np.float64)
        return self._signs


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjusted p-values of Holm (1979), in the order given; the family is those that are known."""
    known = [index for index, p in enumerate(p_values) if p is not None]
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for place, index in enumerate(sorted(known, key=lambda index: p_values[index] or 0.0)):
        scaled = (p_values[index] or 0.0) * (len(known) - place)
        largest = max(largest, min(scaled, 1.0))
        adjusted[index] = largest
    return adjusted
