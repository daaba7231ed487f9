"""Agreement of two judges against independent recomputations, and where nothing can be said."""

from itertools import combinations
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leaderboards.statistics.agreement import (
    agreement,
    classes,
    clustered_error,
    concordance,
    flips,
    kappa,
    kendall_tau_b,
    krippendorff_alpha,
    mcnemar,
    spearman,
)

SCORE = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0])
TRIPLES = st.lists(st.tuples(SCORE, SCORE, st.integers(0, 4)), min_size=0, max_size=24)


def columns(triples):
    old, new, task = (np.array(each) for each in zip(*triples, strict=True))
    return old, new, np.unique(task, return_inverse=True)[1]


def ordinary_least_squares(values, task):
    """A constant alone, cluster-robust: (X'X)^-1 (sum of x'u u'x per cluster) (X'X)^-1, corrected
    by G/(G-1) · (n-1)/(n-1), as econometrics packages do it."""
    n, groups = len(values), sorted(set(task))
    x = np.ones((n, 1))
    bread = np.linalg.inv(x.T @ x)
    u = values - values.mean()
    meat = sum(
        np.outer(x[task == g].T @ u[task == g], x[task == g].T @ u[task == g]) for g in groups
    )
    return sqrt((bread @ meat @ bread)[0, 0] * len(groups) / (len(groups) - 1))


def alpha_by_definition(units):
    """1 - observed / expected disagreement, over all ordered pairs, as Krippendorff writes it."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(
        sum((a - b) ** 2 for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j)
        / (len(unit) - 1)
        for unit in units
    )
    expected = sum(
        (a - b) ** 2 for i, a in enumerate(values) for j, b in enumerate(values) if i != j
    )
    return 1 - (n - 1) * observed / expected


def kappa_by_table(a, b):
    table = {(x, y): 0 for x in (-1, 0, 1) for y in (-1, 0, 1)}
    for x, y in zip(a, b, strict=True):
        table[int(x), int(y)] += 1
    n = len(a)
    observed = sum(table[x, x] for x in (-1, 0, 1)) / n
    expected = (
        sum(
            sum(table[x, y] for y in (-1, 0, 1)) * sum(table[y, x] for y in (-1, 0, 1))
            for x in (-1, 0, 1)
        )
        / n**2
    )
    return (observed - expected) / (1 - expected)


def tau_by_pairs(a, b):
    agree = ties_a = ties_b = 0
    for i, j in combinations(range(len(a)), 2):
        x, y = np.sign(a[i] - a[j]), np.sign(b[i] - b[j])
        agree += x * y
        ties_a += x == 0
        ties_b += y == 0
    pairs = comb(len(a), 2)
    return agree / sqrt((pairs - ties_a) * (pairs - ties_b))


@pytest.fixture
def judged():
    rng = np.random.default_rng(7)
    task = np.repeat(np.arange(12), rng.integers(1, 6, 12))
    old = np.round(rng.random(len(task)), 2)
    new = np.clip(np.round(old + rng.normal(0.05, 0.2, len(task)), 2), 0, 1)
    return old, new, task


def test_the_shift_and_its_interval_are_those_of_a_cluster_robust_regression(judged):
    old, new, task = judged
    found, error = agreement(old, new, task=task), ordinary_least_squares(new - old, task)
    assert found["mean_shift"] == pytest.approx(np.mean(new - old))
    assert found["std_error"] == pytest.approx(error)
    low, high = stats.t.interval(0.95, 11, loc=np.mean(new - old), scale=error)
    assert (found["ci"]["low"], found["ci"]["high"]) == pytest.approx((low, high))


def test_the_published_lopsided_clusters_have_their_published_error():
    """Inspect's own test: i % 5 for 200 samples, the first 180 in one cluster."""
    values = np.arange(200) % 5
    clusters = np.concatenate([np.zeros(180, int), np.arange(1, 21)])
    assert clustered_error(values.astype(float), task=clusters) == pytest.approx(0.032403703)


def test_with_equally_many_attempts_it_is_the_error_of_the_mean_over_tasks():
    values = np.arange(20).astype(float)
    error = clustered_error(values, task=np.arange(20) % 4)
    assert error == pytest.approx(0.645497224)


def test_limits_of_agreement_are_normal_limits_of_the_shifts(judged):
    old, new, task = judged
    found = agreement(old, new, task=task)
    deviation = np.std(new - old, ddof=1)
    assert found["sd"] == pytest.approx(deviation)
    low, high = stats.norm.interval(0.95, loc=np.mean(new - old), scale=deviation)
    limits = found["limits_of_agreement"]
    assert (limits["low"], limits["high"]) == pytest.approx((low, high))


def test_agreement_coefficients_are_what_their_definitions_say(judged):
    old, new, task = judged
    found = agreement(old, new, task=task)
    assert found["exact_agreement"] == np.mean(old == new)
    assert found["kappa"] == pytest.approx(kappa_by_table(classes(old), classes(new)))
    assert found["krippendorff_alpha"] == pytest.approx(
        alpha_by_definition(list(zip(old, new, strict=True)))
    )
    assert found["spearman"] == pytest.approx(stats.spearmanr(old, new).statistic)
    assert found["concordance"] == pytest.approx(
        2
        * np.cov(old, new, ddof=0)[0, 1]
        / (np.var(old) + np.var(new) + (np.mean(old) - np.mean(new)) ** 2)
    )


def test_krippendorffs_published_example_of_interval_data_with_missing_values():
    """Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section E: .849."""
    none = None
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
        [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
    ]
    known = [(v, u) for row in observers for u, v in enumerate(row) if v is not None]
    values, unit = (np.array(each) for each in zip(*known, strict=True))
    assert krippendorff_alpha(values.astype(float), unit) == pytest.approx(0.849, abs=5e-4)


def test_a_score_fails_below_one_half_and_passes_above():
    assert classes(np.array([0.0, 0.49, 0.5, 0.5 + 1e-12, 0.51, 1.0])).tolist() == [
        *(-1, -1, 0, 0, 1, 1),
    ]


def test_flips_go_from_fail_to_pass_and_back_and_even_is_neither():
    old = np.array([0.2, 0.2, 0.2, 0.5, 0.8, 0.8, 0.9])
    new = np.array([0.8, 0.9, 0.5, 0.9, 0.1, 0.5, 0.9])
    assert flips(old, new) == {"up": 2, "down": 1, "mcnemar_p": 1.0}


@pytest.mark.parametrize(("up", "down"), [(0, 0), (1, 0), (5, 1), (10, 2), (60, 33), (400, 300)])
def test_mcnemar_is_the_exact_binomial_test(up, down):
    expected = stats.binomtest(up, up + down).pvalue if up + down else 1.0
    assert mcnemar(up, down) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(triples=TRIPLES.filter(bool))
def test_whatever_is_compared_the_figures_are_numbers_in_their_range_or_null(triples):
    old, new, task = columns(triples)
    found = agreement(old, new, task=task)
    assert found["mean_shift"] == pytest.approx(np.mean(new - old))
    assert 0 <= found["exact_agreement"] <= 1
    for name in ("kappa", "krippendorff_alpha", "spearman", "concordance"):
        assert found[name] is None or -1.000001 <= found[name] <= 1.000001, name
    swapped = agreement(new, old, task=task)
    assert swapped["mean_shift"] == pytest.approx(-found["mean_shift"])
    for name in ("kappa", "krippendorff_alpha", "spearman", "concordance", "std_error"):
        assert swapped[name] == pytest.approx(found[name]), name
    if len(set(task.tolist())) > 1:
        assert found["ci"]["low"] <= found["mean_shift"] <= found["ci"]["high"]


@settings(max_examples=60, deadline=None)
@given(triples=TRIPLES.filter(lambda each: len(each) > 1))
def test_coefficients_equal_their_oracles_wherever_those_are_defined(triples):
    old, new, _ = columns(triples)
    if len(set(old)) > 1 and len(set(new)) > 1:
        assert spearman(old, new) == pytest.approx(stats.spearmanr(old, new).statistic)
        assert kendall_tau_b(old, new) == pytest.approx(stats.kendalltau(old, new).statistic)
        assert kendall_tau_b(old, new) == pytest.approx(tau_by_pairs(old, new))
    else:
        assert spearman(old, new) is None
        assert kendall_tau_b(old, new) is None
    a, b = classes(old), classes(new)
    if len({*a.tolist(), *b.tolist()}) > 1:
        assert kappa(a, b) == pytest.approx(kappa_by_table(a, b))
    if len({*old.tolist(), *new.tolist()}) > 1:
        units = list(zip(old, new, strict=True))
        assert agreement(old, new, task=np.zeros(len(old), int))[
            "krippendorff_alpha"
        ] == pytest.approx(alpha_by_definition(units))


NOTHING = {
    "mean_shift": None,
    "std_error": None,
    "ci": None,
    "sd": None,
    "limits_of_agreement": None,
    "exact_agreement": None,
    "kappa": None,
    "krippendorff_alpha": None,
    "spearman": None,
    "concordance": None,
}


def test_without_an_attempt_nothing_is_said():
    none = np.array([])
    assert agreement(none, none, task=np.array([], int)) == NOTHING
    assert flips(none, none) == {"up": 0, "down": 0, "mcnemar_p": None}
    assert kendall_tau_b(none, none) is None
    assert concordance(none, none) is None


def test_one_attempt_has_a_shift_and_no_spread():
    found = agreement(np.array([0.25]), np.array([0.75]), task=np.array([0]))
    said = {"mean_shift": 0.5, "exact_agreement": 0.0, "kappa": 0.0, "krippendorff_alpha": 0.0}
    assert found == NOTHING | said


def test_judges_that_always_say_the_same_leave_the_coefficients_undefined():
    same = np.full(6, 0.75)
    found = agreement(same, same, task=np.arange(6) // 2)
    assert found["mean_shift"] == found["sd"] == found["std_error"] == 0
    assert found["limits_of_agreement"] == {"low": 0.0, "high": 0.0}
    assert found["exact_agreement"] == 1.0
    for name in ("kappa", "krippendorff_alpha", "spearman", "concordance"):
        assert found[name] is None, name


def test_equal_scores_up_to_rounding_agree():
    old = np.array([0.1 + 0.2, 0.5])
    assert agreement(old, np.array([0.3, 0.5]), task=np.array([0, 1]))["exact_agreement"] == 1.0
