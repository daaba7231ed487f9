"""The comparison of two judges: what is paired, what flips, what it changes on the board."""

from itertools import combinations
from math import sqrt
from statistics import mean, stdev, variance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.agreement import krippendorff_alpha
from leaderboards.statistics.comparison import JudgedTwice, compare
from leaderboards.statistics.facts import AttemptFact, RunFacts
from leaderboards.statistics.pairing import TIE
from leaderboards.statistics.repeatability import noise, self_agreement
from leaderboards.statistics.summary import summarise
from organizations.digests import canonical


def judged(arm, task, old, new, *, repeat=1):
    """`old` and `new`: a quality, from which risk and confidence follow; or None."""
    return JudgedTwice(
        id=f"{arm}/{task}/{repeat}",
        arm=arm,
        task=f"t{task:03}",
        repeat=repeat,
        old=None if old is None else (old, 1 - old, 0.5),
        new=None if new is None else (new, 1 - new, 0.5),
    )


def board_of(rows, side):
    """What the published evaluator board would say of these scores."""
    facts = RunFacts.from_rows(
        AttemptFact(
            arm=row.arm,
            task=row.task,
            repeat=row.repeat,
            succeeded=True,
            judge_quality=getattr(row, side)[0],
            judge_risk=getattr(row, side)[1],
            judge_confidence=getattr(row, side)[2],
        )
        for row in rows
    )
    found = summarise(facts, seed=3)
    entries = found["leaderboards"]["evaluator"]["entries"]
    return {entry["arm"]: entry for entry in entries}, found["pairwise"]["evaluator"]


@pytest.fixture
def reversed_order():
    """Forty tasks on which the old judge prefers `a` and the new one `b`."""
    rng = np.random.default_rng(5)
    rows = []
    for task in range(40):
        low, high = sorted(rng.random(2) * 0.4)
        rows += [judged("a", task, 0.6 + high, low), judged("b", task, 0.3 + low, 0.6 + high)]
    return rows


def test_only_what_both_judges_scored_is_paired():
    rows = [
        judged("a", 0, 0.2, 0.8),
        judged("a", 1, 0.2, None),
        judged("a", 2, None, 0.8),
        judged("a", 3, None, None),
    ]
    found = compare(rows, seed=1)
    counts = ("n_paired", "only_old", "only_new", "n_tasks")
    assert [found[name] for name in counts] == [1, 1, 1, 1]
    assert found["per_attribute"]["quality"]["mean_shift"] == pytest.approx(0.6)
    assert found["per_attribute"]["risk"]["mean_shift"] == pytest.approx(-0.6)
    assert found["per_attribute"]["confidence"]["exact_agreement"] == 1.0


def test_flips_name_their_attempts():
    rows = [judged("a", 0, 0.2, 0.8), judged("a", 1, 0.8, 0.2), judged("b", 0, 0.2, 0.5)]
    found = compare(rows, seed=1)["flips"]
    assert (found["up"], found["down"], found["mcnemar_p"]) == (1, 1, 1.0)
    assert [(each["attempt"], each["direction"]) for each in found["attempts"]] == [
        ("a/0/1", "up"),
        ("a/1/1", "down"),
    ]


def test_before_and_after_are_the_figures_of_the_published_board(reversed_order):
    found = compare(reversed_order, seed=3)
    for side in ("old", "new"):
        entries, _ = board_of(reversed_order, side)
        for arm in found["arms"]:
            entry = entries[arm["arm"]]
            for name in ("estimate", "ci", "rank", "rank_interval", "risk"):
                assert arm[side][name] == entry[name], (side, name)


def test_a_winner_that_becomes_the_loser_is_a_flipped_pair_and_two_changed_ranks(reversed_order):
    found = compare(reversed_order, seed=3)["decision_impact"]
    assert found["kendall_tau_b"] == -1.0
    assert (found["pairs_flipped"], found["pairs_gained"], found["pairs_lost"]) == (1, 0, 0)
    [change] = found["pair_changes"]
    assert [change[side]["verdict"] for side in ("old", "new")] == ["a_better", "b_better"]
    for side in ("old", "new"):
        [pair] = board_of(reversed_order, side)[1]
        assert change[side] == {name: pair[name] for name in change[side]}
    assert [(each["arm"], each["old"]["rank"], each["new"]["rank"]) for each in
            found["rank_changes"]] == [("a", 1, 2), ("b", 2, 1)]  # fmt: skip


def test_a_difference_that_goes_or_comes_is_lost_or_gained(reversed_order):
    even = [
        JudgedTwice(id=r.id, arm=r.arm, task=r.task, repeat=1, old=r.old, new=(0.5, 0.5, 0.5))
        for r in reversed_order
    ]
    found = compare(even, seed=3)["decision_impact"]
    assert (found["pairs_flipped"], found["pairs_gained"], found["pairs_lost"]) == (0, 0, 1)
    assert found["kendall_tau_b"] is None
    turned = [
        JudgedTwice(id=r.id, arm=r.arm, task=r.task, repeat=1, old=r.new, new=r.old) for r in even
    ]
    assert compare(turned, seed=3)["decision_impact"]["pairs_gained"] == 1


def test_the_order_of_arms_is_compared_by_kendalls_tau():
    old = {"a": 0.1, "b": 0.4, "c": 0.4, "d": 0.9}
    new = {"a": 0.3, "b": 0.2, "c": 0.8, "d": 0.7}
    rows = [judged(arm, task, old[arm], new[arm]) for arm in old for task in range(3)]
    expected = stats.kendalltau(list(old.values()), list(new.values())).statistic
    assert compare(rows, seed=1)["decision_impact"]["kendall_tau_b"] == pytest.approx(expected)


def test_the_same_rows_in_any_order_are_the_same_bytes(reversed_order):
    first = canonical(compare(reversed_order, seed=3))
    assert canonical(compare(reversed(reversed_order), seed=3)) == first


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(1, 2)),
        st.tuples(*[st.none() | st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])] * 2),
        max_size=12,
    )
)
def test_no_input_is_too_small_for_a_document_of_plain_json(cells):
    rows = [
        judged(arm, task, *scores, repeat=repeat) for (arm, task, repeat), scores in cells.items()
    ]
    found = compare(rows, seed=1)
    canonical(found)  # refuses NaN and infinities
    assert found["n_paired"] + found["only_old"] + found["only_new"] <= len(rows)


def test_identical_scores_of_two_judges_are_flagged():
    rows = [judged("a", task, 0.7, 0.7) for task in range(2)]
    assert "identical_scores" in {each["code"] for each in compare(rows, seed=1)["flags"]}


def test_nothing_paired_is_flagged_and_nothing_else_is_said():
    [only] = compare([judged("a", 0, 0.2, None)], seed=1)["flags"]
    assert (only["code"], only["severity"]) == ("no_pairs", "warn")


REPEATS = [
    [(0.5, 0.1, 0.9), (0.7, 0.1, 0.9)],
    [(0.2, 0.3, 0.9), (0.2, 0.3, 0.9), (0.8, 0.3, 0.9)],
    [(0.4, 0.4, 0.9)],
]


def test_self_agreement_is_of_artifacts_that_were_judged_more_than_once():
    found = self_agreement(REPEATS)
    assert (found["n_artifacts"], found["n_judgements"]) == (2, 5)
    assert found["k"] == {"least": 2, "most": 3}
    pooled = sqrt((stdev([0.5, 0.7]) ** 2 + 2 * stdev([0.2, 0.2, 0.8]) ** 2) / 3)
    assert found["quality"]["sd"] == pytest.approx(pooled)
    assert found["quality"]["exact_agreement"] == pytest.approx(mean([0, 1 / 3]))
    assert found["quality"]["mean_difference"] == pytest.approx(mean([0.2, mean([0, 0.6, 0.6])]))
    assert found["quality"]["krippendorff_alpha"] == pytest.approx(
        krippendorff_alpha(np.array([0.5, 0.7, 0.2, 0.2, 0.8]), np.array([0, 0, 1, 1, 1]))
    )
    assert found["confidence"]["sd"] == 0.0
    assert found["confidence"]["krippendorff_alpha"] is None


@given(st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=5), min_size=1, max_size=6))
def test_every_artifact_counts_the_same_however_often_it_was_judged(judgements):
    found = self_agreement([[(each, 0.0, 0.0) for each in said] for said in judgements])["quality"]
    gaps = [[abs(a - b) for a, b in combinations(said, 2)] for said in judgements]
    assert found["mean_difference"] == pytest.approx(mean(map(mean, gaps)))
    alike = [mean(gap <= TIE for gap in each) for each in gaps]
    assert found["exact_agreement"] == pytest.approx(mean(alike))
    squares = sum(variance(said) * (len(said) - 1) for said in judgements)
    pooled = sqrt(squares / sum(len(said) - 1 for said in judgements))
    assert found["sd"] == pytest.approx(pooled, abs=1e-9)


@pytest.mark.parametrize("judgements", [[], [[]], [[(0.4, 0.4, 0.9)]]])
def test_where_nothing_was_judged_twice_there_is_no_self_agreement(judgements):
    assert self_agreement(judgements) is None


def test_the_noise_of_two_judges_adds_up_in_squares_and_is_unknown_where_one_is():
    found = self_agreement(REPEATS)
    assert noise(found, found)["quality"] == pytest.approx(sqrt(2) * found["quality"]["sd"])
    assert noise(found, None) is None
