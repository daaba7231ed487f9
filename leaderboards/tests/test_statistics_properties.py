"""What must hold of any run, however ragged: doubled tasks, one task, one repeat, tasks that only
one arm has, timeouts, other units."""

from math import sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leaderboards.tests.ragged import facts_of_lines, ragged_runs
from leaderboards.tests.statistics_runs import summary_of
from leaderboards.tests.test_statistics_textbook import differences

few = settings(max_examples=25, deadline=None)


def found_in(rows):
    return summary_of(facts_of_lines(rows))


def entries(summary):
    return {
        (board, entry["arm"]): entry
        for board, leaderboard in summary["leaderboards"].items()
        for entry in leaderboard["entries"]
    }


def pairs(summary):
    return {
        (board, pair["a"], pair["b"]): pair
        for board, found in summary["pairwise"].items()
        for pair in found
    }


@few
@given(ragged_runs)
def test_every_task_twice_says_the_same_with_more_confidence(rows):
    once = found_in(rows)
    twice = found_in(rows + [row | {"task": f"{row['task']} again"} for row in rows])
    for key, entry in entries(once).items():
        other = entries(twice)[key]
        for name in ("estimate", "missing_bounds", "score_completed_only"):
            one, two = ({**each, **each["missing"]}[name] for each in (entry, other))
            assert differences(two, one) == [], name
        for name in ("pass_at_k", "all_k_pass", "timeout_rate", "risk"):
            assert differences(other.get(name), entry.get(name)) == [], name
        n_tasks = entry["n_tasks"]
        assert (other["n_tasks"], other["n_scored"]) == (2 * n_tasks, 2 * entry["n_scored"])
        if entry["std_error"]:
            expected = entry["std_error"] * sqrt((n_tasks - 1) / (2 * n_tasks - 1))
            assert other["std_error"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    for key, pair in pairs(once).items():
        other = pairs(twice)[key]
        for name in ("margin", "win_rate", "coverage"):
            assert differences(other[name], pair[name]) == [], name
        assert other["wins"] == 2 * pair["wins"]


@few
@given(ragged_runs)
def test_one_task_has_figures_and_not_one_interval(rows):
    summary = found_in([row for row in rows if row["task"] == rows[0]["task"]])
    for each in (*entries(summary).values(), *pairs(summary).values()):
        assert (each["std_error"], each["ci"]) == (None, None)
        assert "no_interval" in [flag["code"] for flag in each["flags"]]
    for entry in entries(summary).values():
        for name in ("p50_ms", "p90_ms", "p99_ms", "p50_usd"):
            quantile = entry.get(name, {"low": None, "high": None})
            assert (quantile["low"], quantile["high"]) == (None, None)
    assert all(pair["winner"] is None for pair in pairs(summary).values())


@few
@given(ragged_runs)
def test_with_one_repeat_all_and_any_are_the_share_that_is_solved(rows):
    rows = [row for row in rows if row["repeat"] == 1]
    assume(rows)
    for (board, _), entry in entries(found_in(rows)).items():
        if board == "quality":
            assert entry["pass_at_k"] == pytest.approx(entry["all_k_pass"])
            assert entry["n_scored"] == entry["n_tasks"]


@few
@given(ragged_runs)
def test_tasks_that_one_arm_lacks_change_its_pairs_in_coverage_alone(rows):
    rows = [row for row in rows if row["arm"] in "ab"]
    shared = {row["task"] for row in rows if row["arm"] == "a"} & {
        row["task"] for row in rows if row["arm"] == "b"
    }
    kept = [row for row in rows if row["task"] in shared]
    assume(kept)
    narrow, whole = (pairs(found_in(each)) for each in (kept, rows))
    apart = ("tasks_only_a", "tasks_only_b", "coverage", "flags")
    for key, pair in narrow.items():
        assert (pair["tasks_only_a"], pair["tasks_only_b"]) == ([], [])
        other = whole[key]
        assert {**other, **dict.fromkeys(apart)} == {**pair, **dict.fromkeys(apart)}


@few
@given(ragged_runs, st.floats(2, 100))
def test_a_longer_limit_moves_no_percentile_that_was_known(rows, factor):
    """All timeouts at one cap, above whatever was answered."""
    rows = [
        row | {"latency_ms": 200} if row.get("error_code") == "timeout" else row for row in rows
    ]
    longer = [
        row | {"latency_ms": 200 * factor} if row.get("error_code") == "timeout" else row
        for row in rows
    ]
    before, after = entries(found_in(rows)), entries(found_in(longer))
    for key, entry in before.items():
        other = after[key]
        if key[0] != "latency":
            assert other == entry
            continue
        assert other["censoring"]["n"] == entry["censoring"]["n"]
        assert (other["estimate"] or 0) >= (entry["estimate"] or 0) * (1 - 1e-12)
        for name in ("p50_ms", "p90_ms", "p99_ms"):
            assert other[name]["estimate"] == entry[name]["estimate"]
            assert (other[name]["lower_bound"] is None) == (entry[name]["lower_bound"] is None)


@few
@given(ragged_runs)
def test_in_other_units_arms_win_as_often_and_by_the_same_factor(rows):
    """Times a power of two, so that no rounding is another."""
    units = ("latency_ms", "cost_usd")
    scaled = [
        row | {name: None if row.get(name) is None else row[name] * 64 for name in units}
        for row in rows
    ]
    before, after = found_in(rows), found_in(scaled)
    for key, entry in entries(before).items():
        factor = 64 if key[0] in ("latency", "cost") else 1
        expected = None if entry["estimate"] is None else factor * entry["estimate"]
        assert entries(after)[key]["estimate"] == pytest.approx(expected)
    for key, pair in pairs(before).items():
        for name in ("ratio", "win_rate"):
            assert differences(pairs(after)[key].get(name), pair.get(name)) == [], name
