"""Figures that others have published, or that follow from a definition by hand."""

import numpy as np
import pytest
from scipy import stats

from leaderboards.statistics.intervals import (
    adjusted_n,
    effective_n,
    standard_error,
    t_interval,
    wilson,
)
from leaderboards.statistics.significance import DETECTABLE, exact_sign_flip, holm, paired_t
from leaderboards.tests.statistics_runs import attempt, attempts_of, entry_of

DARWIN = np.array([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
BENJAMINI_HOCHBERG = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1),
]


def test_inspect_standard_error_of_ten_values():
    assert standard_error(np.arange(10.0)) == pytest.approx(0.957427108, abs=1e-9)


def test_inspect_clustered_standard_error_and_interval():
    clusters = np.array([np.arange(20.0)[index::4].mean() for index in range(4)])
    assert standard_error(clusters) == pytest.approx(0.645497224, abs=1e-9)
    interval = t_interval(clusters)
    assert interval is not None
    assert interval.low == pytest.approx(7.445740, abs=1e-6)
    assert interval.high == pytest.approx(11.554260, abs=1e-6)


def test_a_t_interval_of_yes_and_no_leaves_the_unit_interval():
    interval = t_interval(np.array([0.0, 0, 1, 1]))
    assert interval is not None
    assert interval.low == pytest.approx(-0.418693116, abs=1e-9)


@pytest.mark.parametrize(
    ("solved", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombe_wilson_intervals(solved, n, low, high):
    interval = wilson(solved / n, n)
    assert round(interval.low, 4) == low
    assert round(interval.high, 4) == high


@pytest.mark.parametrize(
    ("solved", "low", "high"), [(20, 0.838875, 1), (1, 0.008881, 0.236131), (0, 0, 0.161125)]
)
def test_one_yes_or_no_per_task_is_the_textbook_wilson_interval(solved, low, high):
    rows = attempts_of("validation_score", {"a": [[1]] * solved + [[0]] * (20 - solved)})
    ci = entry_of(rows, "quality")["ci"]
    assert ci["low"] == pytest.approx(low, abs=1e-6)
    assert ci["high"] == pytest.approx(high, abs=1e-6)
    assert (ci["confidence_level"], ci["method"]) == (0.95, "wilson_neff")


def test_darwin_maize_sign_flip_and_t():
    assert exact_sign_flip(DARWIN) == 1726 / 32768
    assert paired_t(DARWIN.astype(float)) == pytest.approx(0.049702944, abs=1e-9)


def test_fractional_differences_are_flipped_exactly():
    assert exact_sign_flip(np.array([3, 1, 0, 2, -1, 2, 0, 3, 1, -2])) == 44 / 256


def test_holm_on_the_benjamini_hochberg_data():
    adjusted = holm(BENJAMINI_HOCHBERG)
    assert adjusted[:4] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114])
    assert sum(p <= 0.05 for p in adjusted if p is not None) == 3


def test_effective_n_of_five_tasks_with_four_repeats():
    solved = [4, 4, 2, 0, 1]
    rows = attempts_of("validation_score", {"a": [[1] * c + [0] * (4 - c) for c in solved]})
    entry = entry_of(rows, "quality")
    assert entry["estimate"] == pytest.approx(0.55)
    assert entry["std_error"] == pytest.approx(0.2)
    assert entry["n_eff"] == pytest.approx(7.734375)
    assert entry["ci"]["low"] == pytest.approx(0.172668614, abs=1e-9)
    assert entry["ci"]["high"] == pytest.approx(0.877414684, abs=1e-9)
    assert (entry["n_tasks"], entry["n_attempts"], entry["n_scored"], entry["df"]) == (5, 20, 20, 4)


def test_unequal_repeats_weigh_tasks_equally():
    rows = attempts_of("validation_score", {"a": [[1, 1, 1, 1], [0]]})
    assert entry_of(rows, "quality")["estimate"] == 0.5


def test_the_worked_entry_of_500_tasks():
    """325 of 500, as a board of one attempt per task shows it."""
    rows = attempts_of("validation_score", {"a": [[1]] * 325 + [[0]] * 175})
    entry = entry_of(rows, "quality")
    assert entry["estimate"] == 0.65
    assert entry["std_error"] == pytest.approx(0.021352, abs=1e-6)
    assert (round(entry["ci"]["low"], 4), round(entry["ci"]["high"], 4)) == (0.6072, 0.6905)
    assert (entry["n_eff"], entry["df"], entry["rank"]) == (500, 499, 1)


def test_a_dropped_infrastructure_failure_explains_both_public_figures():
    """324 solved of 500, one of which the harness lost: 64.80% counting it, 64.93% without it."""
    rows = attempts_of("validation_score", {"a": [[1]] * 324 + [[0]] * 175})
    lost = attempt("a", "t499", succeeded=False, error_code="internal_error")
    entry = entry_of([*rows, lost], "quality")
    assert round(entry["estimate"], 4) == 0.6480
    assert round(entry["missing"]["score_completed_only"], 4) == 0.6493
    assert entry["missing"]["infra_error"] == 1
    assert entry["missing"]["missing_bounds"] == pytest.approx([324 / 500, 325 / 500])


def test_the_detectable_difference_is_millers():
    """969 tasks find a difference of .03 in 80% of runs, at a variance of 1/9."""
    assert stats.norm.ppf(0.975) + stats.norm.ppf(0.8) == pytest.approx(DETECTABLE, abs=1e-12)
    variance = 1 / 9
    assert variance * (DETECTABLE / 0.03) ** 2 == pytest.approx(968.997, abs=1e-2)


def test_extreme_scores_keep_all_tasks_as_their_effective_n():
    assert effective_n(np.ones(20), n_attempts=60) == 20
    assert effective_n(np.full(20, 0.5), n_attempts=60) == 60
    assert adjusted_n(20, n_tasks=20, independent=True) == 20
