"""The latency board: geometric over tasks, medians within, timeouts censored."""

import numpy as np
import pytest
from scipy import stats

from leaderboards.tests.statistics_runs import attempt, attempts_of, codes, entry_of


def timeout(task: str, latency_ms: float | None, **known):
    known = {"succeeded": False, "error_code": "timeout"} | known
    return attempt("a", task, latency_ms=latency_ms, **known)


def test_the_estimate_is_the_geometric_mean_of_task_medians():
    rows = attempts_of("latency_ms", {"a": [[100, 300, 200], [400, 800], [50, None]]})
    entry = entry_of(rows, "latency")
    logs = np.log([200, 600, 50])
    assert entry["estimate"] == pytest.approx(stats.gmean([200, 600, 50]))
    assert entry["std_error"] == pytest.approx(entry["estimate"] * stats.sem(logs))
    low, high = np.exp(stats.t.interval(0.95, 2, loc=logs.mean(), scale=stats.sem(logs)))
    assert (entry["ci"]["low"], entry["ci"]["high"]) == pytest.approx((low, high))
    assert entry["ci"]["method"] == "t_log"
    assert (entry["n_tasks"], entry["n_scored"], entry["n_eff"], entry["df"]) == (3, 6, 3, 2)
    assert entry["missing"]["unscored"] == 1


def test_timeouts_stand_in_with_their_time_and_other_failures_do_not():
    rows = [
        attempt("a", "t1", latency_ms=100),
        timeout("t2", 900),
        attempt("a", "t3", latency_ms=1, succeeded=False, error_code="invalid_response"),
        attempt("a", "t4", latency_ms=1, succeeded=False, error_code="rate_limited"),
    ]
    entry = entry_of(rows, "latency")
    assert entry["estimate"] == pytest.approx(300)
    assert (entry["n_tasks"], entry["n_scored"], entry["timeout_rate"]) == (2, 2, 0.5)
    assert entry["censoring"] == {"n": 1, "cap_ms": 900}
    assert "censored" in codes(entry)
    missing = entry["missing"]
    assert (missing["model_error"], missing["timeout"], missing["infra_error"]) == (1, 1, 1)
    assert (missing["score_completed_only"], missing["missing_bounds"]) == (None, None)


def test_percentiles_pool_the_attempts_and_stop_at_the_cap():
    rows = [attempt("a", f"t{i}", latency_ms=i) for i in range(1, 10)] + [timeout("u", 60)]
    entry = entry_of(rows, "latency")
    assert entry["p50_ms"]["estimate"] == 5.5
    assert entry["p50_ms"]["lower_bound"] is None
    assert entry["p99_ms"] == {"estimate": None, "low": None, "high": None, "lower_bound": 60}


def test_caps_that_differ_leave_no_cap():
    entry = entry_of([timeout("t1", 60), timeout("t2", 61)], "latency")
    assert entry["censoring"] == {"n": 2, "cap_ms": None}
    assert entry["p50_ms"]["estimate"] is None
    assert entry["timeout_rate"] == 1


def test_a_timeout_of_unknown_length_counts_in_the_rate_alone():
    rows = [timeout("t1", None), attempt("a", "t2", latency_ms=5), attempt("a", "t3")]
    entry = entry_of(rows, "latency")
    assert entry["timeout_rate"] == 0.5
    assert (entry["n_scored"], entry["missing"]["timeout"], entry["missing"]["unscored"]) == (
        1,
        1,
        1,
    )
    assert entry["censoring"]["n"] == 0
    assert "censored" not in codes(entry)


def test_equal_latencies_have_an_interval_of_no_width():
    entry = entry_of(attempts_of("latency_ms", {"a": [[250.0]] * 5}), "latency")
    assert (entry["estimate"], entry["std_error"]) == (pytest.approx(250), 0)
    assert entry["ci"]["low"] == entry["ci"]["high"] == entry["estimate"]


def test_a_latency_of_0_leaves_the_precision_unknown():
    entry = entry_of(attempts_of("latency_ms", {"a": [[0.0], [10.0]]}), "latency")
    assert (entry["estimate"], entry["std_error"], entry["ci"]) == (0, None, None)


def test_an_arm_without_latencies_has_no_rate():
    entry = entry_of([attempt("a", succeeded=False, error_code="rate_limited")], "latency")
    assert (entry["estimate"], entry["timeout_rate"], entry["p50_ms"]["estimate"]) == (None,) * 3
