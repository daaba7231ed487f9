"""Whole summaries of any run: their shape, and what must not change them."""

import json
import math
from collections import defaultdict
from dataclasses import replace
from statistics import fmean, geometric_mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboards.tests.statistics_runs import attempt, summary_of

ENTRY = {
    *("arm", "estimate", "std_error", "ci", "n_tasks", "n_attempts", "n_scored", "n_eff", "df"),
    *("rank", "rank_interval", "indistinguishable_from", "missing", "censoring", "flags"),
}
COLUMNS = {
    "quality": {"pass_at_k", "all_k_pass"},
    "latency": {"p50_ms", "p90_ms", "p99_ms", "timeout_rate"},
    "cost": {"usd_per_solved", "total_usd", "p50_usd"},
    "evaluator": {"risk", "confidence_calibration"},
}
PAIR = {
    *("a", "b", "n_tasks", "wins", "ties", "losses", "win_rate", "margin", "std_error", "ci"),
    *("p_value", "p_adjusted", "correction", "family_size", "test", "winner", "loser", "verdict"),
    *("mde_80", "tasks_only_a", "tasks_only_b", "coverage", "flags"),
}
BOARDS = {
    "quality": {"metric": "quality", "unit": "fraction", "higher_is_better": True},
    "latency": {"metric": "latency", "unit": "ms", "higher_is_better": False},
    "cost": {"metric": "cost", "unit": "USD/task", "higher_is_better": False},
    "evaluator": {"metric": "evaluator", "unit": "fraction", "higher_is_better": True},
}

score = st.none() | st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
endings = st.sampled_from(
    [
        *({"succeeded": True, "validation_status": status} for status in ("passed", "failed")),
        *({"succeeded": True, "validation_status": status} for status in ("error", "not_run")),
        *({"succeeded": False, "error_code": code} for code in ("timeout", "rate_limited", None)),
    ]
)
measures = st.fixed_dictionaries(
    {
        "validation_score": score,
        "latency_ms": st.none() | st.sampled_from([0.0, 5000.0]) | st.floats(0.001, 1e7),
        "cost_usd": st.none() | st.sampled_from([0.0, 1.0]) | st.floats(1e-12, 100),
        "judge_quality": score,
        "judge_risk": score,
        "judge_confidence": score,
    }
)
keys = st.tuples(st.sampled_from("abc"), st.sampled_from("stuvwxyz"), st.integers(1, 3))
attempts = st.builds(
    lambda key, ending, measured: attempt(*key, **(measured | ending)), keys, endings, measures
)
runs = st.lists(attempts, max_size=40, unique_by=lambda row: (row.arm, row.task, row.repeat))
thorough = settings(max_examples=40, deadline=None)


def text(rows) -> str:
    return json.dumps(summary_of(rows), allow_nan=False)


def by_arm(summary) -> dict:
    return {
        (board, entry["arm"]): entry
        for board, leaderboard in summary["leaderboards"].items()
        for entry in leaderboard["entries"]
    }


@thorough
@given(runs)
def test_every_summary_is_json_in_the_promised_shape(rows):
    summary = json.loads(text(rows))
    arms = sorted({row.arm for row in rows})
    assert set(summary) == {"leaderboards", "pairwise", "flags"}
    for board, described in BOARDS.items():
        leaderboard = summary["leaderboards"][board]
        found = leaderboard.pop("entries")
        assert leaderboard == described
        assert sorted(entry["arm"] for entry in found) == arms
        assert all(set(entry) == ENTRY | COLUMNS[board] for entry in found)
        pairs = summary["pairwise"][board]
        own = {"ratio"} if board in ("latency", "cost") else set()
        assert all(set(pair) == PAIR | own for pair in pairs)
        assert len(pairs) == math.comb(len(arms), 2)
        assert all(pair["a"] < pair["b"] for pair in pairs)


@thorough
@given(runs)
def test_figures_agree_with_each_other(rows):
    summary = summary_of(rows)
    for (board, arm), entry in by_arm(summary).items():
        ci, missing = entry["ci"], entry["missing"]
        assert (entry["estimate"] is None) == (entry["n_tasks"] == 0)
        assert entry["n_tasks"] <= entry["n_scored"] <= entry["n_attempts"]
        assert entry["n_attempts"] == sum(row.arm == arm for row in rows)
        if ci is not None and board != "cost":
            assert ci["low"] <= entry["estimate"] * (1 + 1e-9)
            assert ci["high"] is None or ci["high"] >= entry["estimate"] * (1 - 1e-9)
        if board in ("quality", "evaluator"):
            low, high = missing["missing_bounds"]
            assert 0 <= low <= high <= 1
            assert entry["n_scored"] + missing["unscored"] == entry["n_attempts"]
    for pairs in summary["pairwise"].values():
        for pair in pairs:
            assert pair["wins"] + pair["ties"] + pair["losses"] == pair["n_tasks"]
            assert (pair["verdict"] == "no_data") == (pair["n_tasks"] == 0)
            assert (pair["winner"] is not None) == pair["verdict"].endswith("_better")
            assert pair["p_value"] is None or pair["p_value"] <= pair["p_adjusted"] <= 1


@thorough
@given(runs)
def test_estimates_are_what_a_reader_would_compute(rows):
    cells: dict = defaultdict(lambda: defaultdict(list))
    for row in rows:
        cells["cost", row.arm][row.task].append(row.cost_usd)
        cells["evaluator", row.arm][row.task].append(row.judge_quality)
        timed = row.succeeded or row.error_code == "timeout"
        cells["latency", row.arm][row.task].append(row.latency_ms if timed else None)
    found = by_arm(summary_of(rows))
    for (board, arm), tasks in cells.items():
        known = [[v for v in values if v is not None] for values in tasks.values()]
        within = median if board == "latency" else fmean
        values = [within(task) for task in known if task]
        if not values:
            expected = None
        elif board == "latency":
            expected = geometric_mean(values) if min(values) > 0 else 0
        else:
            expected = fmean(values)
        assert found[board, arm]["estimate"] == (
            None if expected is None else pytest.approx(expected, rel=1e-9)
        )


@thorough
@given(runs, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_byte(rows, random):
    before = text(rows)
    random.shuffle(rows)
    assert text(rows) == before


RENAMED = {"a": "z", "b": "y", "c": "x"}


@thorough
@given(runs)
def test_renaming_the_arms_renames_the_figures(rows):
    before = by_arm(summary_of(rows))
    after = by_arm(summary_of([replace(row, arm=RENAMED[row.arm]) for row in rows]))
    for (board, arm), entry in before.items():
        rivals = sorted(RENAMED[rival] for rival in entry["indistinguishable_from"])
        expected = entry | {"arm": RENAMED[arm], "indistinguishable_from": rivals}
        assert after[board, RENAMED[arm]] == expected


@thorough
@given(runs)
def test_arms_that_did_the_same_are_equal(rows):
    alone = [row for row in rows if row.arm == "a"]
    summary = summary_of([*alone, *(replace(row, arm="b") for row in alone)])
    for board, pairs in summary["pairwise"].items():
        for pair in pairs:
            assert pair["ties"] == pair["n_tasks"]
            assert pair["winner"] is None
            assert pair["p_value"] in (None, 1.0)
            assert pair["margin"] in (None, 0)
        first, second = summary["leaderboards"][board]["entries"] or (None, None)
        assert first is None or (first | {"arm": "b", "indistinguishable_from": []}) == (
            second | {"indistinguishable_from": []}
        )


def test_a_run_without_attempts_has_empty_boards():
    summary = summary_of([])
    assert all(board["entries"] == [] for board in summary["leaderboards"].values())
    assert all(pairs == [] for pairs in summary["pairwise"].values())


def test_the_seed_moves_only_what_is_sampled():
    rows = [
        attempt(arm, f"t{task}", validation_score=task % 2, cost_usd=(task + 1) ** (2 + rank) / 9.7)
        for rank, arm in enumerate("ab")
        for task in range(12)
    ]
    one, two = summary_of(rows, seed=1), summary_of(rows, seed=2)
    assert one["leaderboards"]["quality"] == two["leaderboards"]["quality"]
    assert one["leaderboards"]["cost"] != two["leaderboards"]["cost"]
    assert one["pairwise"]["quality"] == two["pairwise"]["quality"]
    assert one["pairwise"]["cost"] != two["pairwise"]["cost"]
