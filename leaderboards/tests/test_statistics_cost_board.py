"""The cost board: what is unknown is not free."""

from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from leaderboards.tests.statistics_runs import attempt, attempts_of, entry_of, once


def test_the_estimate_is_the_mean_over_tasks_of_known_costs():
    rows = attempts_of("cost_usd", {"a": [[0.1, 0.3], [0.6, None], [None, None]]})
    entry = entry_of(rows, "cost")
    assert entry["estimate"] == pytest.approx(0.4)
    assert entry["total_usd"] == pytest.approx(1.0)
    assert entry["p50_usd"]["estimate"] == pytest.approx(0.3)
    assert (entry["n_tasks"], entry["n_attempts"], entry["n_scored"], entry["n_eff"]) == (
        2,
        6,
        3,
        2,
    )
    assert entry["missing"]["unscored"] == 3


def test_failed_attempts_that_cost_money_count():
    rows = [
        attempt("a", "t1", cost_usd=Decimal("0.2"), succeeded=False, error_code="timeout"),
        attempt("a", "t2", cost_usd=Decimal("0.4")),
    ]
    assert entry_of(rows, "cost")["estimate"] == pytest.approx(0.3)


def test_no_known_cost_is_null_everywhere():
    entry = entry_of([attempt(validation_status="passed")], "cost")
    for name in ("estimate", "std_error", "ci", "usd_per_solved", "total_usd", "n_eff", "rank"):
        assert entry[name] is None, name
    assert entry["p50_usd"]["estimate"] is None


def test_free_is_a_cost_of_0():
    entry = entry_of(attempts_of("cost_usd", {"a": [[0], [0], [0]]}), "cost")
    assert (entry["estimate"], entry["std_error"], entry["total_usd"]) == (0, 0, 0)
    assert (entry["ci"]["low"], entry["ci"]["high"]) == (0, 0)


@pytest.mark.parametrize(("n_tasks", "method"), [(2, "bca"), (49, "bca"), (50, "t")])
def test_few_tasks_are_resampled_and_many_are_not(n_tasks, method):
    costs = np.random.default_rng(0).lognormal(size=n_tasks)
    entry = entry_of(attempts_of("cost_usd", {"a": once(costs)}), "cost")
    assert entry["ci"]["method"] == method
    assert entry["std_error"] == pytest.approx(stats.sem(costs))


def test_usd_per_solved_is_a_ratio_of_sums_over_tasks_that_have_both():
    rows = [
        attempt("a", "t1", cost_usd=0.2, validation_score=1.0),
        attempt("a", "t2", cost_usd=0.6, validation_score=0.0),
        attempt("a", "t3", cost_usd=0.4, validation_score=1.0),
        attempt("a", "t4", cost_usd=9.0, validation_status="not_run"),
        attempt("a", "t5", validation_score=1.0),
    ]
    solved = entry_of(rows, "cost")["usd_per_solved"]
    assert solved["estimate"] == pytest.approx(0.6)
    residuals = np.array([0.2, 0.6, 0.4]) - 0.6 * np.array([1, 0, 1])
    expected = residuals.std(ddof=1) / (np.sqrt(3) * (2 / 3))
    assert solved["std_error"] == pytest.approx(expected)


def test_nothing_solved_has_no_price():
    rows = [attempt("a", f"t{i}", cost_usd=0.2, validation_score=0.0) for i in range(3)]
    assert entry_of(rows, "cost")["usd_per_solved"] is None


def test_one_solved_task_has_a_price_without_precision():
    solved = entry_of([attempt(cost_usd=0.2, validation_score=0.5)], "cost")["usd_per_solved"]
    assert solved == {"estimate": pytest.approx(0.4), "std_error": None}
