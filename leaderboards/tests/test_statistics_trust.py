"""A judge against known outcomes: figures equal those of independent computations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.boards import Json
from leaderboards.statistics.intervals import wilson
from leaderboards.statistics.trust import auc, calibration_table, share, validity

RNG = np.random.default_rng(7)


def drawn(n=200, *, tasks=40, seed=0):
    rng = np.random.default_rng(seed)
    task = rng.integers(tasks, size=n)
    easy = rng.normal(size=tasks)[task]
    passed = rng.random(n) < 1 / (1 + np.exp(-easy))
    scores = np.clip(np.round(0.5 + 0.15 * passed + 0.1 * easy + rng.normal(0, 0.2, n), 2), 0, 1)
    return scores, passed, task


def delong_error(scores, passed):
    """DeLong, DeLong and Clarke-Pearson (1988), every pair looked at."""
    good, bad = scores[passed], scores[~passed]
    wins = (good[:, None] > bad[None, :]) + 0.5 * (good[:, None] == bad[None, :])
    above, below = wins.mean(axis=1), wins.mean(axis=0)
    return np.sqrt(above.var(ddof=1) / len(good) + below.var(ddof=1) / len(bad))


@pytest.mark.parametrize("seed", range(5))
def test_the_auc_is_that_of_mann_and_whitney(seed):
    scores, passed, task = drawn(seed=seed)
    u = stats.mannwhitneyu(scores[passed], scores[~passed]).statistic
    expected = u / (passed.sum() * (~passed).sum())
    assert auc(scores, passed, task=task)["estimate"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_with_a_task_for_each_attempt_the_error_is_delongs(seed):
    scores, passed, _ = drawn(seed=seed)
    found = auc(scores, passed, task=np.arange(len(scores)))
    assert found["std_error"] == pytest.approx(delong_error(scores, passed), rel=1e-9)


def test_attempts_that_repeat_each_other_tell_no_more_than_one():
    scores, passed, _ = drawn(60)
    once = auc(scores, passed, task=np.arange(60))
    thrice = auc(np.repeat(scores, 3), np.repeat(passed, 3), task=np.repeat(np.arange(60), 3))
    assert thrice["estimate"] == pytest.approx(once["estimate"])
    assert thrice["std_error"] == pytest.approx(once["std_error"], rel=0.02)


def test_the_error_is_that_of_resampled_tasks():
    """Where a task makes all of its attempts score high, whether they pass or not."""
    rng = np.random.default_rng(5)
    task = np.repeat(np.arange(150), 6)
    passed = rng.random(900) < 0.5
    scores = passed + 2 * rng.normal(size=150)[task] + rng.normal(0, 0.5, 900)
    found = auc(scores, passed, task=task)["std_error"]
    drawn_again = []
    for _ in range(400):
        rows = (rng.integers(150, size=150)[:, None] * 6 + np.arange(6)).ravel()
        drawn_again.append(auc(scores[rows], passed[rows], task=task)["estimate"])
    assert found == pytest.approx(np.std(drawn_again), rel=0.12)


def test_the_interval_covers_what_it_should():
    """Nominal 95 %, of tasks that differ, three attempts each."""
    truth, hits, rounds = None, 0, 300
    big = _world(np.random.default_rng(1), tasks=60_000)
    truth = auc(*big[:2], task=big[2])["estimate"]
    for seed in range(rounds):
        scores, passed, task = _world(np.random.default_rng(100 + seed), tasks=40)
        ci = auc(scores, passed, task=task)["ci"]
        hits += ci["low"] <= truth <= ci["high"]
    assert 0.91 <= hits / rounds <= 0.99


def _world(rng, *, tasks):
    task = np.repeat(np.arange(tasks), 3)
    easy = rng.normal(size=tasks)[task]
    passed = rng.random(len(task)) < 1 / (1 + np.exp(-easy))
    return easy * 0.5 + passed + rng.normal(0, 1, len(task)), passed, task


def test_a_faultless_judge_still_has_an_interval():
    scores, passed = np.array([0.9, 0.8, 0.7, 0.2, 0.1, 0.3]), np.array([1, 1, 1, 0, 0, 0], bool)
    found = auc(scores, passed, task=np.arange(6))
    assert found["estimate"] == 1
    assert found["ci"]["high"] == 1
    assert 0.2 < found["ci"]["low"] < 0.8


@pytest.mark.parametrize("passed", [[True] * 4, [False] * 4])
def test_without_both_outcomes_there_is_no_auc(passed):
    assert auc(np.array([0.1, 0.2, 0.3, 0.4]), np.array(passed), task=np.arange(4)) is None


def test_one_task_gives_figures_and_no_interval():
    found = validity(np.array([0.9, 0.2]), np.array([1.0, 0.0]), task=np.array([0, 0]))
    assert found["auc"] == {"estimate": 1.0, "std_error": None, "ci": None}
    assert found["brier"]["ci"] is None
    assert found["brier"]["estimate"] == pytest.approx((0.1**2 + 0.2**2) / 2)


def test_a_share_with_one_attempt_a_task_is_wilsons():
    values = np.array([1.0] * 15 + [0.0] * 133)
    found = share(values, task=np.arange(148))
    assert found["ci"]["low"] == pytest.approx(0.0624, abs=5e-5)
    assert found["ci"]["high"] == pytest.approx(0.1605, abs=5e-5)
    assert found["ci"]["low"] == wilson(15 / 148, 148).low


def test_brier_and_calibration_are_as_by_hand():
    scores = np.array([0.05, 0.15, 0.15, 0.95, 1.0, 0.5])
    outcomes = np.array([0.0, 0.0, 1.0, 1.0, 0.75, 0.49])
    found = validity(scores, outcomes, task=np.arange(6))
    passed = np.array([0, 0, 1, 1, 1, 0])
    assert found["n_passed"] == 3
    assert found["brier"]["estimate"] == pytest.approx(((scores - passed) ** 2).mean())
    table = found["calibration"]
    assert [(each["low"], each["n"]) for each in table["bins"]] == [
        (0.0, 1), (0.1, 2), (0.5, 1), (0.9, 2)
    ]  # fmt: skip
    gaps = [1 * 0.05, 2 * abs(0.15 - 0.5), 1 * 0.5, 2 * abs(0.975 - 1)]
    assert table["ece"] == pytest.approx(sum(gaps) / 6)


ROWS = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=40
)


@given(ROWS)
def test_whatever_is_compared_stays_in_its_bounds(rows):
    scores, outcomes, task = (np.array(column) for column in zip(*rows, strict=True))
    found = validity(scores, outcomes, task=task)
    _within(found)
    assert sum(each["n"] for each in found["calibration"]["bins"]) == len(rows)


def _within(found: Json) -> None:
    figures = [found["brier"], found["auc"]]
    figures += [each["passed"] for each in found["calibration"]["bins"]]
    for figure in filter(None, figures):
        assert 0 <= figure["estimate"] <= 1
        if figure["ci"]:
            assert 0 <= figure["ci"]["low"] <= figure["estimate"] + 1e-9
            assert figure["estimate"] - 1e-9 <= figure["ci"]["high"] <= 1


def test_nothing_compared_is_no_table():
    empty = np.empty(0)
    assert calibration_table(empty, empty.astype(bool), task=empty.astype(int)) is None
    assert share(empty, task=empty.astype(int)) is None
