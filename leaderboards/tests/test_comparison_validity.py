"""Which of two judges foretells the validations better, on the same patches."""

import json

import numpy as np
import pytest
from scipy import stats

from experiments.models import Validation
from leaderboards.statistics.comparison import JudgedTwice, compare
from leaderboards.tests.replayed import replayable_run, sealed_comparison


def judged(task, old, new, outcome, *, arm="a"):
    return JudgedTwice(
        id=f"{arm}/{task}",
        arm=arm,
        task=f"t{task:03}",
        repeat=1,
        old=(old, 0.5, 0.5),
        new=(new, 0.5, 0.5),
        outcome=outcome,
    )


def test_its_figures_are_those_of_an_independent_computation():
    rng = np.random.default_rng(11)
    outcomes = rng.integers(0, 2, 60).astype(float)
    old, new = rng.random(60), np.clip(outcomes * 0.4 + rng.random(60) * 0.6, 0, 1)
    known = [judged(task, *row) for task, row in enumerate(zip(old, new, outcomes, strict=True))]
    unknown = [judged(task, 0.1, 0.9, None, arm="b") for task in range(60)]
    found = compare(known + unknown, seed=1)["validity"]
    assert (found["n"], found["n_tasks"], found["n_passed"]) == (60, 60, int(outcomes.sum()))
    for side, scores in (("old", old), ("new", new)):
        good, bad = scores[outcomes == 1], scores[outcomes == 0]
        u = stats.mannwhitneyu(good, bad).statistic
        assert found[side]["auc"]["estimate"] == pytest.approx(u / (len(good) * len(bad)))
        brier = ((scores - outcomes) ** 2).mean()
        assert found[side]["brier"]["estimate"] == pytest.approx(brier)
    misses = (new - outcomes) ** 2 - (old - outcomes) ** 2
    assert found["brier_shift"]["estimate"] == pytest.approx(misses.mean())
    ci = stats.t.interval(0.95, 59, loc=misses.mean(), scale=stats.sem(misses))
    assert tuple(found["brier_shift"]["ci"][end] for end in ("low", "high")) == pytest.approx(ci)


def test_the_shift_is_that_of_the_brier_scores_however_unequal_the_repeats_are():
    rows = [
        *(judged(0, 0.2 * n, 0.9, 1.0, arm=f"a{n}") for n in range(4)),
        *(judged(task, 0.5, 0.3, 0.0) for task in (1, 2)),
    ]
    found = compare(rows, seed=1)["validity"]
    old, new = (found[side]["brier"]["estimate"] for side in ("old", "new"))
    assert found["brier_shift"]["estimate"] == pytest.approx(new - old)
    shifts = [np.mean([0.01 - (1 - 0.2 * n) ** 2 for n in range(4)]), 0.09 - 0.25, 0.09 - 0.25]
    low, high = stats.t.interval(0.95, 2, loc=np.mean(shifts), scale=stats.sem(shifts))
    assert (found["brier_shift"]["ci"]["low"], found["brier_shift"]["ci"]["high"]) == (
        pytest.approx(low),
        pytest.approx(high),
    )


@pytest.mark.parametrize("outcomes", [(1.0, 1.0), (0.0, 0.0)])
def test_without_both_outcomes_there_is_no_auc_and_no_nan(outcomes):
    rows = [judged(task, 0.25, 0.75, outcome) for task, outcome in enumerate(outcomes)]
    found = compare(rows, seed=1)["validity"]
    assert found["old"]["auc"] is None
    assert "NaN" not in json.dumps(found)


def test_where_nothing_was_validated_it_is_null():
    assert compare([judged(1, 0.25, 0.75, None)], seed=1)["validity"] is None
    assert compare([], seed=1)["validity"] is None


@pytest.mark.django_db
def test_a_sealed_comparison_has_it_from_the_runs_validations():
    run = replayable_run()
    Validation.objects.filter(run=run, attempt__arm__key="slow").update(status="failed", score=None)
    Validation.objects.filter(run=run, attempt__arm__key="able").update(status="passed", score=None)
    says = {"able": {"quality": 0.9}, "slow": {"quality": 0.1}}
    found = json.loads(sealed_comparison(run, says=lambda each: says[each.arm.key]).content)
    assert (found["validity"]["n"], found["validity"]["n_passed"]) == (6, 3)
    assert found["validity"]["new"]["auc"]["estimate"] == 1.0
    flips = found["flips"]["attempts"]
    assert {(each["arm"], each["outcome"]) for each in flips} <= {("able", 1.0), ("slow", 0.0)}
