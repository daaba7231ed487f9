"""Pairs: the task set, the test that the data call for, and the verdict after correction."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from leaderboards.statistics.significance import DETECTABLE
from leaderboards.statistics.summary import per_task
from leaderboards.tests.statistics_runs import (
    attempt,
    attempts_of,
    cells_of_rows,
    codes,
    once,
    pair_of,
    summary_of,
)


def scores(a, b):
    return attempts_of("validation_score", {"a": once(a), "b": once(b)})


def test_ten_wins_decide_and_five_do_not():
    decided = pair_of(scores([1] * 10, [0] * 10), "quality")
    assert (decided["wins"], decided["ties"], decided["losses"]) == (10, 0, 0)
    assert (decided["winner"], decided["loser"], decided["verdict"]) == ("a", "b", "a_better")
    assert decided["p_value"] == 2 * 2.0**-10
    open_ = pair_of(scores([1] * 10, [0] * 5 + [1] * 5), "quality")
    assert (open_["wins"], open_["ties"], open_["losses"]) == (5, 5, 0)
    assert (open_["p_value"], open_["win_rate"], open_["margin"]) == (0.0625, 0.75, 0.5)
    assert (open_["winner"], open_["loser"]) == (None, None)
    assert open_["verdict"] == "indistinguishable"
    assert open_["ci"]["low"] > 0
    assert open_["ci"]["method"] == "agresti_min"


def test_b_may_win():
    assert pair_of(scores([0] * 10, [1] * 10), "quality")["verdict"] == "b_better"


def test_equal_repeats_are_exact_and_unequal_ones_are_sampled():
    a, b = [[1, 1, 0]] * 8, [[0, 1, 0]] * 8
    equal = pair_of(attempts_of("validation_score", {"a": a, "b": b}), "quality")
    assert (equal["test"], equal["p_value"]) == ("exact_sign_flip", 2 / 256)
    fewer = [*b[:7], [0, 0]]
    unequal = pair_of(attempts_of("validation_score", {"a": a, "b": fewer}), "quality")
    assert unequal["test"] == "sign_flip"
    assert unequal["p_value"] == pytest.approx(2 / 256, abs=0.004)


def test_scores_off_the_grid_are_sampled():
    rng = np.random.default_rng(0)
    pair = pair_of(scores(rng.random(20), rng.random(20)), "quality")
    assert pair["test"] == "sign_flip"


@pytest.mark.parametrize(("n_tasks", "test"), [(500, "exact_sign_flip"), (501, "paired_t")])
def test_above_500_tasks_the_t_test_takes_over(n_tasks, test):
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, size=(2, n_tasks)).astype(float)
    pair = pair_of(scores(a, b), "quality")
    assert pair["test"] == test
    assert pair["p_value"] == pytest.approx(stats.ttest_rel(a, b).pvalue, abs=0.05)
    assert pair["std_error"] == pytest.approx(stats.sem(a - b))
    assert pair["mde_80"] == pytest.approx(DETECTABLE * stats.sem(a - b))
    assert pair["ci"]["method"] == "t"


def test_the_order_in_which_scores_were_summed_is_no_difference():
    rows = attempts_of(
        "validation_score", {"a": [[0.1, 0.2, 0.3]] * 600, "b": [[0.3, 0.2, 0.1]] * 600}
    )
    pair = pair_of(rows, "quality")
    assert (pair["ties"], pair["p_value"], pair["margin"]) == (600, 1, 0)


def test_a_task_one_arm_was_never_given_is_dropped_and_listed():
    rows = [
        *scores([1, 1], [0, 0]),
        attempt("a", "only-a2", validation_score=1),
        attempt("a", "only-a1", validation_score=1),
        attempt("b", "only-b", succeeded=False, error_code="timeout"),
        attempt("a", "unscored"),
        attempt("b", "unscored", validation_score=1),
    ]
    pair = pair_of(rows, "quality")
    assert pair["n_tasks"] == 2
    assert pair["tasks_only_a"] == ["only-a1", "only-a2"]
    assert pair["tasks_only_b"] == ["only-b"]
    assert pair["coverage"] == pytest.approx(2 / 6)
    assert "incomplete" in codes(pair)


def test_a_failed_task_stays_in_as_a_loss():
    rows = [attempt("a", succeeded=False, error_code="timeout"), attempt("b", validation_score=1)]
    pair = pair_of(rows, "quality")
    assert (pair["n_tasks"], pair["losses"], pair["margin"]) == (1, 1, -1)
    assert (pair["std_error"], pair["ci"], pair["mde_80"]) == (None, None, None)
    assert (pair["p_value"], pair["verdict"]) == (1, "indistinguishable")


def test_a_pair_without_common_tasks_stays_listed_outside_the_family():
    rows = [
        *attempts_of("validation_score", {"a": once([1] * 8), "b": once([0] * 8)}),
        attempt("c", "elsewhere", validation_score=1),
    ]
    pairs = summary_of(rows)["pairwise"]["quality"]
    assert [(pair["a"], pair["b"]) for pair in pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert {pair["family_size"] for pair in pairs} == {1}
    empty = pairs[1]
    assert (empty["n_tasks"], empty["verdict"], empty["coverage"]) == (0, "no_data", 0)
    for name in ("win_rate", "margin", "std_error", "ci", "p_value", "p_adjusted", "test"):
        assert empty[name] is None, name
    assert pairs[0]["p_adjusted"] == pairs[0]["p_value"]


def test_latency_is_compared_by_ratio_on_the_log_scale():
    a, b = np.array([100.0, 200, 400, 90]), np.array([200.0, 500, 700, 100])
    pair = pair_of(attempts_of("latency_ms", {"a": once(a), "b": once(b)}), "latency")
    logs = np.log(a / b)
    assert pair["margin"] == pytest.approx(logs.mean())
    assert pair["std_error"] == pytest.approx(stats.sem(logs))
    assert pair["p_value"] == pytest.approx(stats.ttest_1samp(logs, 0).pvalue)
    assert (pair["test"], pair["wins"], pair["losses"]) == ("paired_t_log", 4, 0)
    assert pair["ratio"]["estimate"] == pytest.approx(np.exp(logs.mean()))
    ci, ratio = pair["ci"], pair["ratio"]["ci"]
    assert (ratio["low"], ratio["high"]) == pytest.approx((np.exp(ci["low"]), np.exp(ci["high"])))


def test_the_ratio_of_two_latency_estimates_is_the_pairs_ratio():
    rows = attempts_of("latency_ms", {"a": [[10, 20], [30]], "b": [[40], [50, 60]]})
    summary = summary_of(rows)
    a, b = summary["leaderboards"]["latency"]["entries"]
    (pair,) = summary["pairwise"]["latency"]
    assert pair["ratio"]["estimate"] == pytest.approx(a["estimate"] / b["estimate"])


def test_one_latency_task_has_no_p_value():
    pair = pair_of(attempts_of("latency_ms", {"a": [[10]], "b": [[40]]}), "latency")
    assert (pair["p_value"], pair["p_adjusted"], pair["family_size"]) == (None, None, 0)
    assert (pair["ratio"]["estimate"], pair["ratio"]["ci"]) == (pytest.approx(0.25), None)
    assert pair["verdict"] == "indistinguishable"


def test_a_latency_of_0_has_wins_and_no_ratio():
    pair = pair_of(attempts_of("latency_ms", {"a": [[0], [1]], "b": [[5], [1]]}), "latency")
    assert (pair["wins"], pair["ties"], pair["losses"]) == (1, 1, 0)
    assert (pair["margin"], pair["p_value"], pair["ratio"], pair["ci"]) == (None,) * 4


def test_cost_is_compared_in_dollars_and_by_ratio():
    a, b = [0.01, 0.02, 0.05, 0.01], [0.02, 0.02, 0.08, 0.03]
    pair = pair_of(attempts_of("cost_usd", {"a": once(a), "b": once(b)}), "cost")
    gaps = np.array(a) - np.array(b)
    assert (pair["wins"], pair["ties"], pair["losses"]) == (3, 1, 0)
    assert pair["margin"] == pytest.approx(gaps.mean())
    low, high = stats.t.interval(0.95, 3, loc=gaps.mean(), scale=stats.sem(gaps))
    assert (pair["ci"]["low"], pair["ci"]["high"]) == pytest.approx((low, high))
    assert pair["test"] == "sign_flip"
    signs = np.array(list(product([1, -1], repeat=4)))
    exact = (np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-12).mean()
    assert pair["p_value"] == pytest.approx(exact, abs=0.015)
    assert pair["ratio"]["estimate"] == pytest.approx(stats.gmean(np.array(a) / np.array(b)))


def test_a_free_task_has_no_cost_ratio():
    pair = pair_of(attempts_of("cost_usd", {"a": [[0], [1]], "b": [[1], [1]]}), "cost")
    assert pair["ratio"] is None
    assert pair["margin"] == -0.5


def test_scores_carry_no_ratio():
    assert "ratio" not in pair_of(scores([1], [0]), "quality")


@pytest.mark.parametrize(
    ("board", "column"), [("quality", "validation_score"), ("latency", "latency_ms")]
)
def test_the_task_outcomes_add_up_to_the_pair(board, column):
    rows = attempts_of(column, {"a": once([1, 0.5, 0.25]), "b": once([0.5, 0.5, 1])})
    outcomes = per_task(cells_of_rows(rows), board=board, a="a", b="b")
    pair = pair_of(rows, board)
    assert [row["task"] for row in outcomes] == ["t000", "t001", "t002"]
    assert np.mean([row["difference"] for row in outcomes]) == pytest.approx(pair["margin"])
    counted = [row["outcome"] for row in outcomes]
    assert counted.count("a_better") == pair["wins"] == 1
    assert counted.count("tie") == pair["ties"] == 1
    assert (outcomes[0]["value_a"], outcomes[0]["value_b"]) == (1, 0.5)


def test_the_task_outcomes_of_zero_latencies_have_no_difference():
    rows = attempts_of("latency_ms", {"a": [[0]], "b": [[5]]})
    (row,) = per_task(cells_of_rows(rows), board="latency", a="a", b="b")
    assert (row["difference"], row["outcome"]) == (None, "a_better")


def test_the_task_outcomes_of_an_unknown_arm_are_an_error():
    with pytest.raises(ValueError, match="tuple"):
        per_task(cells_of_rows([attempt()]), board="quality", a="a", b="z")
