"""The quality board: failures are 0, what is unknown is counted."""

import pytest

from leaderboards.tests.statistics_runs import attempt, attempts_of, codes, entry_of


def test_failures_count_as_0_and_unscored_attempts_do_not_count():
    rows = [
        attempt("a", "t1", validation_status="passed"),
        attempt("a", "t2", succeeded=False, error_code="timeout"),
        attempt("a", "t3", succeeded=False, error_code="empty_response"),
        attempt("a", "t4", succeeded=False, error_code="rate_limited"),
        attempt("a", "t5", validation_status="error"),
        attempt("a", "t6", validation_status="not_run"),
    ]
    entry = entry_of(rows, "quality")
    assert entry["estimate"] == pytest.approx(1 / 5)
    assert (entry["n_tasks"], entry["n_attempts"], entry["n_scored"]) == (5, 6, 5)
    assert entry["missing"] == {
        "model_error": 1,
        "timeout": 1,
        "infra_error": 2,
        "unscored": 1,
        "policy": "count_as_failure",
        "score_completed_only": pytest.approx(1 / 3),
        "missing_bounds": [pytest.approx(1 / 6), pytest.approx(4 / 6)],
    }
    assert entry["censoring"] == {"n": 0, "cap_ms": None}


def test_an_arm_that_only_failed_has_an_estimate_of_0_with_an_interval():
    rows = [attempt("a", f"t{i}", succeeded=False, error_code="timeout") for i in range(4)]
    entry = entry_of(rows, "quality")
    assert entry["estimate"] == 0
    assert entry["ci"]["low"] == 0
    assert 0 < entry["ci"]["high"] < 1
    assert (entry["pass_at_k"], entry["all_k_pass"], entry["n_eff"]) == (0, 0, 4)


def test_an_arm_that_infrastructure_stopped_has_no_completed_score():
    entry = entry_of([attempt(succeeded=False, error_code="auth_failed")], "quality")
    assert entry["missing"]["score_completed_only"] is None
    assert entry["missing"]["missing_bounds"] == [0, 1]


def test_an_arm_without_scores_is_listed_without_figures():
    entry = entry_of([attempt(validation_status="not_run")], "quality")
    for name in ("estimate", "std_error", "ci", "n_eff", "df", "rank", "rank_interval"):
        assert entry[name] is None, name
    assert (entry["n_tasks"], entry["n_attempts"], entry["n_scored"]) == (0, 1, 0)
    assert entry["missing"]["missing_bounds"] == [0, 1]
    assert {"no_interval", "low_n", "incomplete"} <= set(codes(entry))


def test_one_task_has_an_estimate_and_no_interval():
    entry = entry_of(attempts_of("validation_score", {"a": [[1, 0, 1]]}), "quality")
    assert entry["estimate"] == pytest.approx(2 / 3)
    assert (entry["std_error"], entry["ci"], entry["df"], entry["n_eff"]) == (None, None, 0, 3)


def test_pass_at_k_and_all_k_pass():
    rows = attempts_of("validation_score", {"a": [[1, 1], [1, 0], [0, 0], [1, 0.5]]})
    entry = entry_of(rows, "quality")
    assert entry["pass_at_k"] == 0.75
    assert entry["all_k_pass"] == 0.25


def test_tasks_with_fewer_than_k_scores_do_not_enter_pass_at_k():
    rows = attempts_of("validation_score", {"a": [[1, 0], [0, None]], "b": [[0], [0]]})
    assert entry_of(rows, "quality", "a")["pass_at_k"] == 1
    assert entry_of(rows, "quality", "b")["pass_at_k"] is None
    assert entry_of(rows, "quality", "b")["all_k_pass"] is None


def test_partial_scores_lose_the_exact_sample_size():
    """Half points are not yes or no: n* pays for the estimated variance."""
    whole = entry_of(attempts_of("validation_score", {"a": [[1]] * 10 + [[0]] * 10}), "quality")
    halves = entry_of(attempts_of("validation_score", {"a": [[0.5]] * 20}), "quality")
    assert whole["n_eff"] == halves["n_eff"] == 20
    width = [entry["ci"]["high"] - entry["ci"]["low"] for entry in (whole, halves)]
    assert width[0] < width[1]
