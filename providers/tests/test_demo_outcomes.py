"""What the quality board of the demo will show, computed from the table alone.

The unit is the task: 36 of them, three repeats each. Formulas: Wilson interval on the effective
sample size, exact sign-flip test on the differences per task, Holm over the six pairs.
"""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from providers.demo import answers, catalogue, fictional

TASKS = list(catalogue.tasks())
WREN, HERON, ALBATROSS, PUFFIN = fictional.CODERS


def solved(model):
    """How many of the three repeats were right, per task."""
    return np.array(
        [
            sum(
                answers.find_answer(model, task, repeat=n).answer in answers.CORRECT
                for n in (1, 2, 3)
            )
            for task in TASKS
        ]
    )


def interval(model):
    """Wilson with n*: (low, high)."""
    means = solved(model) / 3
    p, t = means.mean(), len(means)
    n_eff = np.clip(p * (1 - p) * t / means.var(), t, 3 * t)
    z = stats.norm.ppf(0.975)
    n = n_eff * (z / stats.t.ppf(0.975, t - 1)) ** 2
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def sign_flip(differences):
    """Exact two-sided p: the share of sign patterns with a sum at least as extreme."""
    sums = Counter({0: 1})
    for size in np.abs(differences):
        flipped: Counter[int] = Counter()
        for total, count in sums.items():
            flipped[total + size] += count
            flipped[total - size] += count
        sums = flipped
    extreme = sum(n for total, n in sums.items() if abs(total) >= abs(differences.sum()))
    return extreme / 2 ** len(differences)


@pytest.fixture(scope="module")
def adjusted():
    """Holm-adjusted p of every pair."""
    p_values = {
        frozenset(pair): sign_flip(solved(pair[0]) - solved(pair[1]))
        for pair in combinations(fictional.CODERS, 2)
    }
    running, holm = 0.0, {}
    for index, pair in enumerate(sorted(p_values, key=p_values.__getitem__)):
        running = max(running, min(1.0, p_values[pair] * (len(p_values) - index)))
        holm[pair] = running
    return holm


def test_the_sign_flip_test_agrees_with_a_known_value():
    assert sign_flip(np.array([3, 1, 0, 2, -1, 2, 0, 3, 1, -2])) == pytest.approx(44 / 256)


def test_intervals_overlap_and_yet_the_pair_is_decided(adjusted):
    assert interval(HERON)[1] > interval(ALBATROSS)[0] + 0.05
    assert adjusted[frozenset((HERON, ALBATROSS))] <= 0.02


def test_one_pair_stays_undecided(adjusted):
    assert adjusted[frozenset((WREN, HERON))] > 0.3


def test_the_failing_arm_is_last_and_every_pair_with_it_decided(adjusted):
    others = (WREN, HERON, ALBATROSS)
    assert interval(PUFFIN)[1] < min(interval(model)[0] for model in others)
    assert all(adjusted[frozenset((model, PUFFIN))] < 0.001 for model in others)


def test_all_other_pairs_are_decided(adjusted):
    undecided = [set(pair) for pair, p in adjusted.items() if p > 0.05]
    assert undecided == [{WREN, HERON}]
