"""Runs whose truth is known, put through the very functions that the boards use.

Each function draws one run of `t` tasks with `k` attempts each, and says whether the interval
covered the truth, or, of a test, whether it found what is not there. `drawn` is how tasks differ:
the parameters of a Beta distribution of the chance to solve them, or the standard deviations of
log values between tasks and within one.
"""

from functools import partial

import numpy as np

from leaderboards.statistics.cost import mean_estimate
from leaderboards.statistics.facts import Floats
from leaderboards.statistics.intervals import (
    Interval,
    adjusted_n,
    agresti_min,
    effective_n,
    log_t_interval,
    t_interval,
    wilson,
)
from leaderboards.statistics.pairwise import STUDENT_FROM
from leaderboards.statistics.quantiles import sample_of, woodruff
from leaderboards.statistics.significance import (
    ALPHA,
    SampledFlips,
    exact_sign_flip,
    paired_t,
)

Drawn = tuple[float, float]
LOSS = 0.2  # of what a task lets an arm solve, another arm solves so much less
NORMAL_QUANTILES = {0.5: 0.0, 0.9: 1.2815515655446004}
FLIPS = SampledFlips(seed=1)


def score(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    means = rng.binomial(k, rng.beta(*drawn, size=t)) / k
    n_eff = effective_n(means, n_attempts=t * k)
    assert n_eff is not None
    n = adjusted_n(n_eff, n_tasks=t, independent=k == 1)
    return _covers(wilson(float(means.mean()), n), _mean(drawn))


def margin(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    chance = rng.beta(*drawn, size=t)
    gaps = (rng.binomial(k, chance) - rng.binomial(k, (1 - LOSS) * chance)) / k
    interval = agresti_min(gaps) if t < STUDENT_FROM else t_interval(gaps)
    return _covers(interval, LOSS * _mean(drawn))


def latency(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    """With an odd number of attempts the log of their median has the log of the truth as mean."""
    return _covers(log_t_interval(np.median(_logs(rng, drawn, k=k, t=t), axis=1)), 1.0)


def percentile(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int, q: float) -> bool:
    values = np.exp(_logs(rng, drawn, k=k, t=t)).ravel()
    found = woodruff(sample_of(values, tasks=np.repeat(np.arange(t), k)), q)
    truth = float(np.exp(NORMAL_QUANTILES[q] * np.hypot(*drawn)))
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


p50, p90 = partial(percentile, q=0.5), partial(percentile, q=0.9)


def cost(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    costs = np.exp(_logs(rng, drawn, k=k, t=t)).mean(axis=1)
    estimate = mean_estimate(costs, seed=int(rng.integers(2**31)))
    return _covers(estimate.ci, float(np.exp((drawn[0] ** 2 + drawn[1] ** 2) / 2)))


def exact_flips(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    chance = rng.beta(*drawn, size=t)
    return exact_sign_flip(rng.binomial(k, chance) - rng.binomial(k, chance)) <= ALPHA


def t_of_scores(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    chance = rng.beta(*drawn, size=t)
    return _errs(paired_t((rng.binomial(k, chance) - rng.binomial(k, chance)) / k))


def sampled_flips(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    return FLIPS.p_value(_cost_gaps(rng, drawn, k=k, t=t)) <= ALPHA


def t_of_costs(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    return _errs(paired_t(_cost_gaps(rng, drawn, k=k, t=t)))


def t_of_logs(rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool:
    one, two = (np.median(_logs(rng, (0, drawn[1]), k=k, t=t), axis=1) for _ in range(2))
    return _errs(paired_t(one - two))


def _mean(beta: Drawn) -> float:
    return beta[0] / sum(beta)


def _logs(rng: np.random.Generator, spreads: Drawn, *, k: int, t: int) -> Floats:
    """A row for each task, around 0."""
    values: Floats = rng.normal(0, spreads[0], size=(t, 1)) + rng.normal(0, spreads[1], size=(t, k))
    return values


def _cost_gaps(rng: np.random.Generator, spreads: Drawn, *, k: int, t: int) -> Floats:
    """Of two arms that cost the same on each task but for chance."""
    task = rng.normal(0, spreads[0], size=(t, 1))
    one, two = (
        np.exp(task + rng.normal(0, spreads[1], size=(t, k))).mean(axis=1) for _ in range(2)
    )
    gaps: Floats = one - two
    return gaps


def _covers(interval: Interval | None, truth: float) -> bool:
    return interval is not None and interval.low <= truth <= interval.high


def _errs(p: float | None) -> bool:
    return p is not None and p <= ALPHA
