"""The intervals against SciPy, and where there is next to nothing to go by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.intervals import (
    agresti_min,
    bca,
    effective_n,
    log_t_interval,
    spread,
    t_interval,
    wilson,
)

LOGNORMAL = np.random.default_rng(0).lognormal(size=49)
ONE_DEAR_TASK = np.array([0.0] * 10 + [1.0])
scores = st.lists(st.floats(0, 1), min_size=2, max_size=40).map(np.array)


@pytest.mark.parametrize("solved", [0, 1, 7, 19, 20])
def test_wilson_is_scipys(solved):
    theirs = stats.binomtest(solved, 20).proportion_ci(method="wilson")
    ours = wilson(solved / 20, 20)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_reaches_the_ends_exactly():
    assert wilson(0.0, 7).low == 0.0
    assert wilson(1.0, 7).high == 1.0


@given(st.floats(0, 1), st.floats(1, 1e6))
def test_wilson_holds_the_estimate_and_stays_in_the_unit_interval(p, n):
    interval = wilson(p, n)
    assert 0 <= interval.low <= p + 1e-12
    assert p - 1e-12 <= interval.high <= 1


@given(scores, st.integers(1, 5))
def test_effective_n_lies_between_tasks_and_attempts(values, repeats):
    n_attempts = len(values) * repeats
    n_eff = effective_n(values, n_attempts=n_attempts)
    assert n_eff is not None
    assert len(values) <= n_eff <= n_attempts


def test_effective_n_without_tasks_is_unknown():
    assert effective_n(np.array([]), n_attempts=0) is None


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30).map(np.array))
def test_t_interval_is_scipys(values):
    interval = t_interval(values)
    assert interval is not None
    if spread(values) == 0:
        assert interval.low == interval.high
        return
    sem = stats.sem(values)
    low, high = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=sem)
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-9, abs=1e-9)


def test_log_t_interval_is_the_interval_of_the_geometric_mean():
    values = np.array([100.0, 200.0, 400.0])
    interval, logs = log_t_interval(np.log(values)), t_interval(np.log(values))
    assert interval is not None
    assert logs is not None
    assert (interval.low, interval.high) == pytest.approx((np.exp(logs.low), np.exp(logs.high)))
    assert interval.low < stats.gmean(values) < interval.high
    assert interval.method == "t_log"


def test_a_factor_beyond_floats_is_infinite_not_an_error():
    interval = log_t_interval(np.array([-400.0, 400.0]))
    assert interval is not None
    assert interval.high == float("inf")


def test_agresti_min_on_yes_or_no_is_the_published_formula():
    """b + c discordant of n, half a pair added to each of the four cells."""
    n, b, c = 20, 7, 2
    differences = np.array([1.0] * b + [-1.0] * c + [0.0] * (n - b - c))
    total, up, down = n + 2, b + 0.5, c + 0.5
    estimate = (up - down) / total
    half = stats.norm.ppf(0.975) * np.sqrt((up + down) - (up - down) ** 2 / total) / total
    interval = agresti_min(differences)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((estimate - half, estimate + half))


def test_agresti_min_where_the_test_disagrees():
    """5 wins and 5 ties: the interval leaves 0 out though the exact p is .0625."""
    interval = agresti_min(np.array([1.0] * 5 + [0.0] * 5))
    assert interval is not None
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.093, 0.740)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=29).map(np.array))
def test_agresti_min_stays_within_the_possible(differences):
    interval = agresti_min(differences)
    assert interval is not None
    assert -1 <= interval.low <= interval.high <= 1


@pytest.mark.parametrize("values", [LOGNORMAL[:2], LOGNORMAL[:10], LOGNORMAL, ONE_DEAR_TASK])
def test_bca_on_the_same_resamples_is_scipys(values):
    rng = np.random.default_rng((1, 2, len(values)))
    theirs = stats.bootstrap((values,), np.mean, n_resamples=9999, rng=rng).confidence_interval
    ours = bca(values, seed=1)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)
    assert ours.method == "bca"


def test_bca_depends_on_the_seed_and_nothing_else():
    values = np.random.default_rng(0).random(12)
    assert bca(values, seed=1) == bca(values, seed=1)
    assert bca(values, seed=1) != bca(values, seed=2)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e-12, 5.0])
def test_bca_of_equal_costs_is_that_cost(value):
    interval = bca(np.full(7, value), seed=1)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((value, value), rel=1e-12)


def test_bca_stands_one_cost_far_above_the_rest():
    interval = bca(np.array([0.0] * 48 + [1.0]), seed=1)
    assert interval is not None
    assert 0 <= interval.low < 1 / 49 < interval.high < 1


@pytest.mark.parametrize("interval", [t_interval, log_t_interval, agresti_min])
@pytest.mark.parametrize("values", [[], [0.5]])
def test_fewer_than_two_tasks_have_no_interval(interval, values):
    assert interval(np.array(values)) is None


def test_a_spread_of_rounding_is_none():
    assert spread(np.array([0.1 + 0.2, 0.3])) == 0
    assert spread(np.array([0.0, 1e-9])) > 0
