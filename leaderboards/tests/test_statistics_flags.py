"""Each flag stands exactly where its own rule holds."""

import pytest

from leaderboards.statistics.flags import differences_needed
from leaderboards.tests.statistics_runs import (
    attempt,
    attempts_of,
    codes,
    entry_of,
    once,
    pair_of,
    summary_of,
)

COLUMNS = {
    "quality": "validation_score",
    "latency": "latency_ms",
    "cost": "cost_usd",
    "evaluator": "judge_quality",
}
BY_SIZE = [
    ("no_interval", 2),
    ("low_n", 30),
    ("few_df", 9),
    ("few_clusters", 40),
    ("clt_unreliable", 300),
]


def flagged(board, n_tasks, **options):
    return entry_of(attempts_of(COLUMNS[board], {"a": [[1]] * n_tasks}), board, **options)


@pytest.mark.parametrize("board", COLUMNS)
@pytest.mark.parametrize(("code", "enough"), BY_SIZE)
def test_flags_of_size_hold_below_their_threshold_only(board, code, enough):
    assert code in codes(flagged(board, enough - 1))
    assert code not in codes(flagged(board, enough))


def test_a_flag_says_what_was_seen_and_what_was_asked():
    found = {flag["code"]: flag for flag in flagged("quality", 12)["flags"]}
    assert found["low_n"] == {"code": "low_n", "severity": "warn", "observed": 12, "threshold": 30}
    (few_df,) = [flag for flag in flagged("quality", 5)["flags"] if flag["code"] == "few_df"]
    assert (few_df["observed"], few_df["threshold"]) == (4, 8)


@pytest.mark.parametrize(("arms", "needed"), [(1, 0), (2, 6), (3, 7), (5, 9), (10, 11)])
def test_differences_needed_for_so_many_arms(arms, needed):
    assert differences_needed(arms * (arms - 1) // 2) == needed


@pytest.mark.parametrize(("wins", "hopeless"), [(5, True), (6, False)])
def test_too_few_differing_tasks_cannot_reach_significance(wins, hopeless):
    rows = attempts_of(
        "validation_score", {"a": [[1]] * 10, "b": [[0]] * wins + [[1]] * (10 - wins)}
    )
    assert ("cannot_reach_significance" in codes(pair_of(rows, "quality"))) is hopeless
    assert ("cannot_reach_significance" in codes(entry_of(rows, "quality"))) is hopeless


def test_an_arm_can_reach_significance_when_one_of_its_pairs_can():
    arms = {"a": [[1]] * 10, "b": [[1]] * 10, "c": [[0]] * 10}
    rows = attempts_of("validation_score", arms)
    assert "cannot_reach_significance" not in codes(entry_of(rows, "quality", "a"))
    first = summary_of(rows)["pairwise"]["quality"][0]
    assert (first["a"], first["b"]) == ("a", "b")
    assert "cannot_reach_significance" in codes(first)


def test_a_lone_arm_has_no_significance_to_reach():
    assert "cannot_reach_significance" not in codes(flagged("quality", 3))


def test_wide_intervals_are_flagged_on_scores_alone():
    assert "wide_interval" in codes(flagged("quality", 4))
    assert "wide_interval" not in codes(flagged("quality", 60))
    assert "wide_interval" in codes(flagged("evaluator", 4))
    wild = attempts_of("latency_ms", {"a": once([1, 1e6, 10, 1e5])})
    assert "wide_interval" not in codes(entry_of(wild, "latency"))


@pytest.mark.parametrize(
    ("n_tasks", "percentiles"),
    [(5, ["p50", "p90", "p99"]), (6, ["p90", "p99"]), (36, ["p99"]), (368, None)],
)
def test_percentiles_that_few_tasks_cannot_enclose(n_tasks, percentiles):
    found = [
        f for f in flagged("latency", n_tasks)["flags"] if f["code"] == "quantile_ci_unbounded"
    ]
    assert [flag["percentiles"] for flag in found] == ([percentiles] if percentiles else [])
    assert "quantile_ci_unbounded" not in codes(flagged("cost", n_tasks))


@pytest.mark.parametrize(("present", "incomplete"), [(18, True), (19, False)])
def test_less_than_95_percent_of_the_runs_tasks_is_incomplete(present, incomplete):
    rows = attempts_of("cost_usd", {"a": once([1.0] * present + [None] * (20 - present))})
    assert ("incomplete" in codes(entry_of(rows, "cost"))) is incomplete


def test_underpowered_needs_a_margin_of_interest():
    rows = attempts_of("validation_score", {"a": [[1], [0]] * 15, "b": [[1]] * 15 + [[0]] * 15})
    mde = pair_of(rows, "quality")["mde_80"]
    assert "underpowered" not in codes(pair_of(rows, "quality"))
    for margin, expected in [(mde * 0.9, True), (mde * 1.1, False)]:
        options = {"margins_of_interest": {"quality": margin}}
        assert ("underpowered" in codes(pair_of(rows, "quality", **options))) is expected
        assert ("underpowered" in codes(entry_of(rows, "quality", **options))) is expected
        assert "underpowered" not in codes(pair_of(rows, "cost", **options))


def test_an_arm_is_as_powerful_as_its_best_pair():
    arms = {"a": [[1], [0]] * 15, "b": [[1]] * 15 + [[0]] * 15, "c": [[1], [0]] * 15}
    rows = attempts_of("validation_score", arms)
    options = {"margins_of_interest": {"quality": 0.1}}
    assert "underpowered" not in codes(entry_of(rows, "quality", "a", **options))
    assert "underpowered" in codes(entry_of(rows, "quality", "b", **options))


def test_the_runs_own_flags_are_about_its_tasks_and_cells():
    small = summary_of([attempt("a", "t1"), attempt("a", "t2"), attempt("b", "t1")])
    assert codes(small) == ["low_n", "few_df", "few_clusters", "clt_unreliable", "incomplete"]
    large = summary_of([attempt("a", f"t{index}") for index in range(300)])
    assert codes(large) == []
