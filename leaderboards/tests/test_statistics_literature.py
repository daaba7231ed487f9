"""Data that textbooks and papers print with their results, beyond those of the references."""

import numpy as np
import pytest
from scipy import stats

from leaderboards.statistics.agreement import agreement, kappa
from leaderboards.statistics.intervals import Z, t_interval, wilson
from leaderboards.statistics.quantiles import quantile, sample_of
from leaderboards.statistics.significance import DETECTABLE, exact_sign_flip, paired_t
from leaderboards.statistics.trust import auc
from leaderboards.tests.statistics_runs import attempts_of, entry_of, once, pair_of

# Cushny and Peebles (1905) as Student (1908) has them, without his slip: extra hours of sleep.
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

# Freireich et al. (1963): weeks of remission of leukaemia under 6-MP; negative: still in remission.
REMISSION = [
    *(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35),
]

# Bland and Altman (1986): peak flow by a Wright meter and by a mini meter, l/min.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_students_sleep_data():
    """R's documentation of `sleep` prints t = -4.0621, p = .002833, -2.4598858 to -0.7001142."""
    gaps = np.array(SLEEP_1) - np.array(SLEEP_2)
    assert paired_t(gaps) == pytest.approx(0.002833, abs=5e-7)
    interval = t_interval(gaps)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)


def test_agrestis_approval_ratings():
    """Agresti, "Categorical Data Analysis" (2002), 10.1: 794, 150, 86 and 570 of 1,600 voters; the
    difference .04 has the standard error .0095, and z² is 17.36."""
    first = [1] * 944 + [0] * 656
    second = [1] * 794 + [0] * 150 + [1] * 86 + [0] * 570
    rows = attempts_of("validation_score", {"a": once(first), "b": once(second)})
    pair = pair_of(rows, "quality")
    assert (pair["wins"], pair["losses"]) == (150, 86)
    assert round(pair["margin"], 2) == 0.04
    # Printed with a variance over n, where a margin has n - 1.
    assert round(pair["std_error"] * (1599 / 1600) ** 0.5, 4) == 0.0095
    # McNemar's statistic and the paired t differ by the variance that they take: of the null.
    chi2 = (150 - 86) ** 2 / (150 + 86)
    assert round(chi2, 2) == 17.36
    assert exact_sign_flip(np.array([1] * 150 + [-1] * 86)) == pytest.approx(
        stats.binomtest(86, 236).pvalue, rel=1e-9
    )
    assert pair["p_value"] == pytest.approx(stats.chi2.sf(chi2, 1), abs=2e-5)


def test_the_score_interval_of_no_vegetarian_in_25():
    """Agresti and Coull (1998): 0 to .133, where Wald's interval is 0 to 0."""
    interval = wilson(0.0, 25)
    assert (interval.low, round(interval.high, 3)) == (0.0, 0.133)


@pytest.mark.parametrize(
    ("share", "weeks"),
    [(0.143, 6), (0.193, 7), (0.247, 10), (0.31, 13), (0.373, 16), (0.462, 22), (0.5, 23)],
)
def test_the_remissions_of_freireichs_patients(share, weeks):
    """The curve falls to .857, .807, .753, .690, .627, .538 and .448; the median is 23 weeks."""
    timed = sample_of(
        np.abs(np.array(REMISSION, dtype=float)),
        tasks=np.arange(len(REMISSION)),
        censored=np.array(REMISSION) < 0,
    )
    assert quantile(timed, share - 5e-4) == weeks
    assert quantile(timed, 0.56) is None


def test_bland_and_altmans_peak_flow_meters():
    """Mean difference -2.1 l/min with a standard deviation of 38.8."""
    found = agreement(np.array(MINI, float), np.array(WRIGHT, float), task=np.arange(17))
    assert (round(found["mean_shift"], 1), round(found["sd"], 1)) == (-2.1, 38.8)
    limits = found["limits_of_agreement"]
    assert (limits["low"], limits["high"]) == pytest.approx(
        (-2.1176 - Z * 38.7651, -2.1176 + Z * 38.7651), abs=1e-2
    )


def test_hanley_and_mcneils_ct_images():
    """Hanley and McNeil (1982): five ratings of 58 normal and 51 abnormal images; area .893."""
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    ratings = np.concatenate([np.repeat(np.arange(5), each) for each in (normal, abnormal)])
    passed = np.arange(109) >= 58
    found = auc(ratings / 4, passed, task=np.arange(109))
    assert found is not None
    assert round(found["estimate"], 3) == 0.893


def test_the_kappa_of_fifty_proposals():
    """20 twice yes, 15 twice no, 5 and 10 apart: .7 observed, .5 by chance, kappa .4."""
    a = np.array([1] * 25 + [0] * 25)
    b = np.array([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    assert kappa(a, b) == pytest.approx(0.4)


@pytest.mark.parametrize(("passed", "printed"), [(176, 78.2), (139, 61.8), (0, 0.0), (225, 100.0)])
def test_aiders_polyglot_counts_an_unfinished_exercise_among_the_225(passed, printed):
    """Its table prints 78.2 for 176 passes beside 224 test cases."""
    rows = attempts_of("validation_score", {"a": [[1]] * passed + [[0]] * (225 - passed)})
    assert round(100 * entry_of(rows, "quality")["estimate"], 1) == printed


@pytest.mark.parametrize(("repeats", "percent"), [(1, 13.27), (10, 7.57)])
def test_the_detectable_difference_on_198_tasks_is_millers(repeats, percent):
    """Variance 1/9 between tasks and 1/6 within an attempt of either arm (Miller 2024)."""
    error = ((1 / 9 + (1 / 6 + 1 / 6) / repeats) / 198) ** 0.5
    assert round(100 * DETECTABLE * error, 2) == percent
