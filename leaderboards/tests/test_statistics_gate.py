"""The gate's verdict follows from the interval of a pair and the margin, on every board."""

from math import exp, expm1

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leaderboards.statistics.gate import GateVerdict, gate
from leaderboards.statistics.summary import BOARDS
from leaderboards.tests.statistics_runs import attempts_of, once, pair_of

PASS, FAIL, UNSURE = GateVerdict.PASS, GateVerdict.FAIL, GateVerdict.INCONCLUSIVE


def pair(low, high, *, a="base", b="cand", n_tasks=40):
    ci = None if low is None else {"low": low, "high": high}
    margin = None if low is None else (low + high) / 2
    return {"a": a, "b": b, "margin": margin, "ci": ci, "n_tasks": n_tasks, "flags": []}


def verdict(low, high, board="quality", margin=0.0, candidate="a"):
    """Of the pair's first arm, unless the second is the candidate."""
    names = {"a": "base", "b": "cand"} if candidate == "b" else {"a": "cand", "b": "base"}
    found = gate(
        pair(low, high, **names), board=board, baseline="base", candidate="cand", margin=margin
    )
    return found.verdict


@pytest.mark.parametrize(
    ("low", "high", "margin", "expected"),
    [
        (0.01, 0.10, 0, PASS),
        (0.0, 0.0, 0, PASS),
        (-0.01, 0.10, 0, UNSURE),
        (-0.01, 0.10, 0.01, PASS),
        (-0.10, -0.01, 0, FAIL),
        (-0.10, -0.01, 0.01, UNSURE),
        (-0.10, -0.02, 0.01, FAIL),
        (-0.10, -0.02, 0.1, PASS),
        (None, None, 1, UNSURE),
    ],
)
def test_where_higher_is_better(low, high, margin, expected):
    assert verdict(low, high, margin=margin) == expected


@pytest.mark.parametrize(
    ("low", "high", "margin", "expected"),
    [
        (-0.10, -0.01, 0, PASS),
        (-0.10, 0.01, 0, UNSURE),
        (-0.10, 0.01, 0.01, PASS),
        (0.01, 0.10, 0, FAIL),
        (0.02, 0.10, 0.01, FAIL),
        (0.01, 0.10, 0.01, UNSURE),
        (0.4 - 0.3, 0.4 - 0.3, 0.1, PASS),  # a float that is more than 0.1
        (0.1 + 0.2 - 0.3, 0.1 + 0.2 - 0.3, 0, PASS),
        (0.1001, 0.1001, 0.1, FAIL),
    ],
)
def test_where_lower_is_better(low, high, margin, expected):
    assert verdict(low, high, board="cost", margin=margin) == expected


def test_a_margin_of_time_is_a_share_of_the_baselines():
    log_of_10_percent = 0.0953101798  # a hair less than log 1.1
    assert verdict(-0.1, log_of_10_percent, board="latency", margin=0.1) == PASS
    assert verdict(-0.1, log_of_10_percent, board="latency", margin=0.0999) == UNSURE
    found = gate(
        pair(-0.2, 0.1, a="cand", b="base"),
        board="latency",
        baseline="base",
        candidate="cand",
        margin=0,
    )
    assert (found.low, found.high) == (expm1(-0.2), expm1(0.1))
    assert found.unit == "of the baseline's"


intervals = st.tuples(st.floats(-1, 1), st.floats(-1, 1)).map(sorted)


@given(intervals, st.floats(0, 1), st.sampled_from(sorted(BOARDS)))
@settings(deadline=None)
def test_the_order_of_the_pair_is_nothing(ends, margin, board):
    low, high = ends
    assert verdict(low, high, board, margin) == verdict(-high, -low, board, margin, "b")


@given(intervals, st.floats(0, 1), st.sampled_from(sorted(BOARDS)))
@settings(deadline=None)
def test_two_arms_are_not_both_refused_and_a_wider_margin_refuses_less(ends, margin, board):
    low, high = ends
    other = verdict(-high, -low, board, margin)
    found = verdict(low, high, board, margin)
    assert (found, other) != (FAIL, FAIL)
    order = [FAIL, UNSURE, PASS]
    assert order.index(verdict(low, high, board, margin + 0.5)) >= order.index(found)


def test_times_further_apart_than_any_float_decide_nothing():
    found = gate(
        pair(-800.0, 800.0, a="cand", b="base"),
        board="latency",
        baseline="base",
        candidate="cand",
        margin=0,
    )
    assert (found.verdict, found.low, found.high) == (UNSURE, None, None)


@pytest.mark.parametrize("margin", [-0.1, float("nan"), float("inf")])
def test_a_margin_is_0_or_more(margin):
    with pytest.raises(ValueError, match="0 or more"):
        verdict(0, 0, margin=margin)


@given(st.lists(st.floats(1, 1000), min_size=30, max_size=40), st.floats(1.2, 3))
@settings(max_examples=20, deadline=None)
def test_a_slower_candidate_is_told_by_how_much(times, factor):
    assume(len(set(times)) > 1)
    rows = attempts_of(
        "latency_ms", {"fast": once(times), "slow": once([time * factor for time in times])}
    )
    found = gate(
        pair_of(rows, "latency"), board="latency", baseline="fast", candidate="slow", margin=0.1
    )
    assert found.verdict == FAIL
    assert exp(0) + found.difference == pytest.approx(factor)
