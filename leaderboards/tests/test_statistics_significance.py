"""The paired tests against brute force and SciPy."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.significance import SampledFlips, exact_sign_flip, holm, paired_t

steps = st.lists(st.integers(-5, 5), min_size=1, max_size=9).map(np.array)


@given(steps)
def test_exact_flips_are_all_flips(differences):
    signs = np.array(list(product([1, -1], repeat=len(differences))))
    extreme = np.abs(signs @ differences) >= abs(differences.sum())
    assert exact_sign_flip(differences) == pytest.approx(extreme.mean(), abs=1e-14)


@given(st.integers(0, 250), st.integers(0, 250), st.integers(0, 100))
def test_with_one_yes_or_no_per_task_it_is_mcnemars_exact_test(wins, losses, ties):
    differences = np.array([1] * wins + [-1] * losses + [0] * ties, dtype=int)
    expected = stats.binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert exact_sign_flip(differences) == pytest.approx(expected, rel=1e-9)


@given(steps)
def test_which_arm_is_first_does_not_matter(differences):
    assert exact_sign_flip(differences) == exact_sign_flip(-differences)
    flips = SampledFlips(seed=3)
    assert flips.p_value(differences / 7) == flips.p_value(-differences / 7)


def test_500_tasks_with_ten_repeats_are_still_exact():
    differences = np.random.default_rng(0).integers(-10, 11, size=500)
    t = paired_t(differences.astype(float))
    assert exact_sign_flip(differences) == pytest.approx(t, abs=0.01)


def test_a_p_value_far_in_the_tail_keeps_its_digits():
    assert exact_sign_flip(np.ones(400, dtype=int)) == 2 * 2.0**-400


def test_sampled_flips_approach_the_exact_p():
    differences = np.array([3, 1, 0, 2, -1, 2, 0, 3, 1, -2]) / 3
    p = SampledFlips(seed=1).p_value(differences)
    assert p == pytest.approx(44 / 256, abs=0.015)
    assert p == SampledFlips(seed=1).p_value(differences)
    assert (p * 10_000) % 1 == pytest.approx(0, abs=1e-9)


def test_sampled_flips_count_ties_with_the_observed():
    assert SampledFlips(seed=1).p_value(np.zeros(5)) == 1
    assert SampledFlips(seed=1).p_value(np.array([0.1])) == 1


def test_sampled_flips_never_reach_zero():
    assert SampledFlips(seed=1).p_value(np.full(100, 0.3)) == 1 / 10_000


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=30).map(np.array))
def test_paired_t_is_scipys(differences):
    p = paired_t(differences)
    if np.ptp(differences) > 1e-6:
        expected = stats.ttest_rel(differences, np.zeros(len(differences))).pvalue
        assert p == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_paired_t_without_spread_or_tasks():
    assert paired_t(np.zeros(9)) == 1
    assert paired_t(np.full(9, 0.1)) == 0
    assert paired_t(np.full(2, -0.3)) == 0
    assert paired_t(np.array([0.4])) is None
    assert paired_t(np.array([])) is None


def test_holm_leaves_the_unknown_out_of_the_family():
    assert holm([0.02, None, 0.03]) == [0.04, None, 0.04]
    assert holm([None]) == [None]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_at_least_p_at_most_bonferroni_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    for p, corrected in zip(p_values, adjusted, strict=True):
        assert corrected is not None
        assert p <= corrected <= min(1, p * len(p_values)) + 1e-12
    by_p = [adjusted[index] for index in np.argsort(p_values, kind="stable")]
    assert by_p == sorted(by_p)
