"""Percentiles of attempts, with and without censoring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.intervals import t_quantile
from leaderboards.statistics.quantiles import (
    Sample,
    kaplan_meier,
    quantile,
    sample_of,
    woodruff,
)


def sample(values, *, censored=None, tasks=None) -> Sample:
    values = np.array(values, dtype=float)
    flags = None if censored is None else np.array(censored, dtype=bool)
    tasks = np.arange(len(values)) if tasks is None else np.array(tasks)
    return sample_of(values, tasks=tasks, censored=flags)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_without_censoring_it_is_numpys_quantile(values, q):
    assert quantile(sample(values), q) == pytest.approx(np.quantile(values, q), abs=1e-6)


def test_below_one_cap_it_is_still_numpys_quantile():
    timed = sample([*range(1, 10), 60], censored=[0] * 9 + [1])
    assert timed.cap == 60
    assert quantile(timed, 0.5) == 5.5
    assert quantile(timed, 8 / 9) == 9


@pytest.mark.parametrize("q", [0.9, 0.99, 1.0])
def test_in_the_censored_mass_only_a_lower_bound_is_known(q):
    timed = sample([*range(1, 10), 60], censored=[0] * 9 + [1])
    found = woodruff(timed, q)
    assert (found.estimate, found.low, found.high, found.lower_bound) == (None, None, None, 60)


def test_the_two_middles_may_both_be_censored():
    found = woodruff(sample([1, 60, 60, 60], censored=[0, 1, 1, 1]), 0.5)
    assert (found.estimate, found.lower_bound) == (None, 60)


def test_an_answer_at_the_cap_is_an_answer():
    timed = sample([60, 60, 60, 1], censored=[1, 0, 0, 0])
    assert timed.cap == 60
    assert quantile(timed, 2 / 3) == 60
    assert quantile(timed, 0.9) is None


@pytest.mark.parametrize(
    ("values", "censored"),
    [([1, 50, 60], [0, 1, 1]), ([1, 50, 70], [0, 1, 0])],
    ids=["caps that differ", "an answer above the cap"],
)
def test_without_one_cap_the_curve_decides(values, censored):
    timed = sample(values, censored=censored)
    assert timed.cap is None
    assert timed.survival is not None


observations = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40)


@given(observations)
def test_kaplan_meier_is_scipys(observed):
    timed = sample([v for v, _ in observed], censored=[c for _, c in observed])
    data = stats.CensoredData.right_censored(timed.values, timed.censored)
    curve = stats.ecdf(data).sf
    expected = curve.evaluate(timed.ordered)
    np.testing.assert_allclose(kaplan_meier(timed.values, timed.censored), expected, atol=1e-12)


def test_the_curves_quantile_is_the_first_time_it_is_low_enough():
    """S falls to 4/5 at 10, 3/5 at 20, and 3/5·1/2 at 40, since 30 was only watched."""
    timed = sample([10, 20, 30, 40, 50], censored=[0, 0, 1, 0, 1])
    assert quantile(timed, 0.2) == 10
    assert quantile(timed, 0.4) == 20
    assert quantile(timed, 0.5) == 40
    assert quantile(timed, 0.7) == 40
    assert quantile(timed, 0.9) is None
    assert woodruff(timed, 0.9).lower_bound == 50


def test_woodruff_by_hand():
    values, tasks = np.arange(1.0, 13.0), np.repeat([0, 1, 2], 4)
    found = woodruff(sample_of(values, tasks=tasks), 0.5)
    half = t_quantile(2) * stats.sem([1, 0.5, 0])
    assert half > 0.5
    assert (found.estimate, found.low, found.high) == (6.5, 1, 12)
    mixed = woodruff(sample_of(values, tasks=np.tile([0, 1, 2, 3], 3)), 0.5)
    half = t_quantile(3) * stats.sem([2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert 0 < half < 0.5
    assert mixed.low == pytest.approx(np.quantile(values, 0.5 - half))
    assert mixed.high == pytest.approx(np.quantile(values, 0.5 + half))


def test_an_attempt_watched_for_less_is_not_known_to_be_within():
    """S: 3/4 at 10, then 3/8 at 20. Both tasks have half their attempts known to be within."""
    timed = sample([10, 15, 20, 30], censored=[0, 1, 0, 1], tasks=[0, 0, 1, 1])
    found = woodruff(timed, 0.5)
    assert (found.estimate, found.low, found.high) == (20, 20, 20)


def test_an_end_in_the_censored_mass_is_open():
    found = woodruff(sample([1, 2, 3, 4, 60, 60], censored=[0] * 4 + [1] * 2), 0.5)
    assert found.estimate == 3.5
    assert found.low is not None
    assert found.high is None
    assert found.lower_bound is None


def test_a_lone_task_has_a_percentile_and_no_interval():
    found = woodruff(sample([1, 2, 3], tasks=[5, 5, 5]), 0.5)
    assert (found.estimate, found.low, found.high) == (2, None, None)


def test_nothing_measured_has_no_percentile():
    found = woodruff(sample([]), 0.5)
    assert (found.estimate, found.low, found.high, found.lower_bound) == (None, None, None, None)


@given(observations, st.sampled_from([0.5, 0.9, 0.99]))
def test_an_interval_holds_its_percentile(observed, q):
    tasks = [index % 4 for index in range(len(observed))]
    found = woodruff(
        sample([v for v, _ in observed], censored=[c for _, c in observed], tasks=tasks), q
    )
    if found.low is not None and found.estimate is not None:
        assert found.low <= found.estimate
    if found.high is not None and found.estimate is not None:
        assert found.estimate <= found.high
