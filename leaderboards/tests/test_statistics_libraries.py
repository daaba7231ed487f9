"""The estimators against the same ones of statsmodels and scikit-learn, to a billionth.

Neither is needed otherwise, so they are asked for: docs/statistics.md says how.
"""

from typing import Any

import numpy as np
import pytest

from leaderboards.statistics.agreement import agreement, clustered_error, kappa, mcnemar
from leaderboards.statistics.evaluator import calibration
from leaderboards.statistics.intervals import standard_error, t_interval, wilson
from leaderboards.statistics.quantiles import kaplan_meier, sample_of
from leaderboards.statistics.significance import exact_sign_flip, holm
from leaderboards.statistics.trust import auc, share

pytestmark = pytest.mark.oracles
NEAR = {"rel": 1e-9, "abs": 1e-12}
SEEDS = range(20)


def library(name: str, *, of: str) -> Any:
    """A module of a library that only these tests use."""
    return pytest.importorskip(
        name, reason=f"needs {of}: .venv/bin/python -m pip install statsmodels scikit-learn"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_holm(seed):
    multitest = library("statsmodels.stats.multitest", of="statsmodels")
    p_values = np.random.default_rng(seed).random(1 + seed) ** 3
    assert holm(p_values.tolist()) == pytest.approx(
        multitest.multipletests(p_values, method="holm")[1], **NEAR
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_wilson(seed):
    proportion = library("statsmodels.stats.proportion", of="statsmodels")
    n = 1 + 13 * seed
    for solved in {0, n, n // 3, n // 2}:
        ours = wilson(solved / n, n)
        theirs = proportion.proportion_confint(solved, n, method="wilson")
        assert (ours.low, ours.high) == pytest.approx(theirs, **NEAR)


@pytest.mark.parametrize(("up", "down"), [(0, 1), (5, 1), (6, 6), (14, 3), (86, 150), (300, 301)])
def test_mcnemar_and_the_exact_sign_flip(up, down):
    tables = library("statsmodels.stats.contingency_tables", of="statsmodels")
    theirs = tables.mcnemar([[7, up], [down, 3]], exact=True).pvalue
    assert mcnemar(up, down) == pytest.approx(theirs, **NEAR)
    assert exact_sign_flip(np.array([1] * up + [-1] * down + [0] * 9)) == pytest.approx(
        theirs, **NEAR
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_clustered_errors_and_intervals(seed):
    """Of a regression on nothing but a constant, over attempts of unequally many to a task."""
    regression = library("statsmodels.api", of="statsmodels")
    rng = np.random.default_rng(seed)
    task = np.unique(rng.integers(0, 3 + seed, size=60), return_inverse=True)[1]
    values = rng.random(60) + task / 10
    fit = regression.OLS(values, np.ones(60)).fit(
        cov_type="cluster", cov_kwds={"groups": task, "df_correction": True}, use_t=True
    )
    # statsmodels multiplies by (n - 1) / (n - k) besides, which is 1 for a constant.
    assert clustered_error(values, task=task) == pytest.approx(fit.bse[0], **NEAR)
    zeros = np.zeros(60)
    ci = agreement(zeros, values, task=task)["ci"]
    assert (ci["low"], ci["high"]) == pytest.approx(tuple(fit.conf_int()[0]), **NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_means_and_their_t_intervals(seed):
    weighted = library("statsmodels.stats.weightstats", of="statsmodels")
    values = np.random.default_rng(seed).normal(size=2 + seed)
    theirs, ours = weighted.DescrStatsW(values), t_interval(values)
    assert ours is not None
    assert standard_error(values) == pytest.approx(theirs.std_mean, **NEAR)
    assert (ours.low, ours.high) == pytest.approx(theirs.tconfint_mean(), **NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_curve_of_kaplan_and_meier(seed):
    survival = library("statsmodels.duration.survfunc", of="statsmodels")
    rng = np.random.default_rng(seed)
    times, censored = rng.integers(1, 20, size=40).astype(float), rng.random(40) < 0.3
    sample = sample_of(times, tasks=np.arange(40), censored=censored)
    curve = kaplan_meier(sample.values, sample.censored)
    theirs = survival.SurvfuncRight(times, ~censored)
    ours = {t: s for t, s in zip(sample.ordered, curve, strict=True)}
    assert [ours[time] for time in theirs.surv_times] == pytest.approx(
        theirs.surv_prob.tolist(), **NEAR
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_cohens_kappa(seed):
    metrics = library("sklearn.metrics", of="scikit-learn")
    a, b = np.random.default_rng(seed).integers(-1, 2, size=(2, 30))
    assert kappa(a, b) == pytest.approx(metrics.cohen_kappa_score(a, b), **NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_area_under_the_curve(seed):
    metrics = library("sklearn.metrics", of="scikit-learn")
    rng = np.random.default_rng(seed)
    scores, passed = rng.integers(0, 11, size=50) / 10, rng.random(50) < 0.4
    found = auc(scores, passed, task=np.arange(50))
    assert found is not None
    assert found["estimate"] == pytest.approx(metrics.roc_auc_score(passed, scores), **NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_brier_score(seed):
    metrics = library("sklearn.metrics", of="scikit-learn")
    rng = np.random.default_rng(seed)
    scores, passed = rng.random(50), rng.random(50) < 0.6
    theirs = metrics.brier_score_loss(passed, scores)
    found = share((scores - passed) ** 2, task=np.arange(50))
    assert found is not None
    assert found["estimate"] == pytest.approx(theirs, **NEAR)
    judged = np.where(passed, 1.0, 0.0)
    calibrated = calibration(judged, scores, np.ones(50))
    assert calibrated is not None
    assert calibrated["brier"] == pytest.approx(theirs, **NEAR)
