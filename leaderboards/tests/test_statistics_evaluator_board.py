"""The evaluator board: only what the judge saw."""

import numpy as np
import pytest

from leaderboards.statistics.evaluator import calibration
from leaderboards.tests.statistics_runs import attempt, attempts_of, entry_of


def test_a_failed_attempt_without_an_evaluation_is_unscored_not_0():
    rows = [
        attempt("a", "t1", judge_quality=0.8, judge_risk=0.2),
        attempt("a", "t2", judge_quality=0.4, judge_risk=0.4),
        attempt("a", "t3", succeeded=False, error_code="timeout"),
        attempt("a", "t4"),
    ]
    entry = entry_of(rows, "evaluator")
    assert entry["estimate"] == pytest.approx(0.6)
    assert entry["risk"] == pytest.approx(0.3)
    assert (entry["n_tasks"], entry["n_attempts"], entry["n_scored"]) == (2, 4, 2)
    missing = entry["missing"]
    assert (missing["timeout"], missing["infra_error"], missing["unscored"]) == (0, 0, 2)
    assert missing["score_completed_only"] == pytest.approx(0.6)
    assert missing["missing_bounds"] == pytest.approx([1.2 / 4, 3.2 / 4])


def test_risk_weighs_tasks_equally():
    rows = attempts_of("judge_risk", {"a": [[1, 1, 1], [0]]})
    assert entry_of(rows, "evaluator")["risk"] == 0.5


def test_continuous_scores_have_a_wilson_interval_within_0_and_1():
    rows = attempts_of("judge_quality", {"a": [[0.9, 1.0], [1.0, 1.0], [0.8, 1.0]]})
    ci = entry_of(rows, "evaluator")["ci"]
    assert 0 <= ci["low"] < ci["high"] <= 1
    assert ci["method"] == "wilson_neff"


def test_without_a_judge_everything_is_null():
    entry = entry_of([attempt(validation_status="passed")], "evaluator")
    for name in ("estimate", "ci", "risk", "confidence_calibration", "rank"):
        assert entry[name] is None, name


def test_calibration_by_hand():
    judged = np.array([0.9, 0.2, 0.5, 0.7, 0.9, np.nan])
    confidence = np.array([0.95, 0.8, 0.85, np.nan, 0.6, 1.0])
    validated = np.array([1.0, 1.0, 0.5, 1.0, np.nan, 1.0])
    found = calibration(judged, confidence, validated)
    assert found is not None
    assert found["n"] == 3
    assert found["brier"] == pytest.approx((0.05**2 + 0.8**2 + 0.15**2) / 3)
    assert found["ece"] == pytest.approx((abs(0.95 - 1) + abs(0.8 + 0.85 - 1)) / 3)


def test_bins_are_closed_below_and_the_last_one_at_both_ends():
    ones = np.ones(3)
    found = calibration(ones, np.array([0.3, 0.9, 1.0]), ones)
    assert found is not None
    assert found["ece"] == pytest.approx((0.7 + 0.1) / 3)


def test_calibration_needs_an_attempt_with_all_three():
    nothing = np.array([np.nan])
    assert calibration(np.ones(1), np.ones(1), nothing) is None


def test_a_pass_without_a_score_calibrates_as_1():
    rows = [attempt(judge_quality=0.9, judge_confidence=0.7, validation_status="passed")]
    found = entry_of(rows, "evaluator")["confidence_calibration"]
    assert found == {"brier": pytest.approx(0.09), "ece": pytest.approx(0.3), "n": 1}
