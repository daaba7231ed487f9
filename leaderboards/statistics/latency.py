"""The latency board: how long an answer takes, task by task; timeouts ran at least that long."""

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Estimate,
    Json,
    Measured,
    Missing,
    Scale,
    count,
    quantile_json,
)
from leaderboards.statistics.cells import median_cells
from leaderboards.statistics.facts import Floats, RunFacts
from leaderboards.statistics.intervals import factor, log_t_interval, standard_error
from leaderboards.statistics.outcomes import Outcome
from leaderboards.statistics.quantiles import Sample, sample_of, woodruff

PERCENTILES = {"p50_ms": 0.5, "p90_ms": 0.9, "p99_ms": 0.99}


def measure(facts: RunFacts, seed: int) -> BoardData:
    """Every arm's latency; nothing here is random."""
    latency = _waited(facts)
    cells = median_cells(facts, latency)
    arms = [
        _measured(facts, arm, latency=latency, medians=cells.of(arm))
        for arm in range(len(facts.arms))
    ]
    return BoardData(cells=cells, arms=arms)


def _waited(facts: RunFacts) -> Floats:
    """Latencies of the attempts that belong here: succeeded, or stopped by a timeout."""
    belongs = (facts.outcome == Outcome.SUCCEEDED) | (facts.outcome == Outcome.TIMEOUT)
    return np.where(belongs, facts.latency_ms, np.nan)


def _measured(facts: RunFacts, arm: int, *, latency: Floats, medians: Floats) -> Measured:
    rows = facts.rows_of(arm)
    known = ~np.isnan(latency[rows])
    outcomes = facts.outcome[rows]
    censored = (outcomes == Outcome.TIMEOUT)[known]
    sample = sample_of(latency[rows][known], tasks=facts.task[rows][known], censored=censored)
    return Measured(
        estimate=geometric_estimate(medians),
        n_scored=int(known.sum()),
        missing=_missing(outcomes, known),
        n_censored=int(censored.sum()),
        cap_ms=sample.cap,
        columns={
            **_percentiles(sample),
            "timeout_rate": _timeout_rate(outcomes, known),
        },
    )


def geometric_estimate(medians: Floats) -> Estimate:
    """Geometric mean of task medians in ms, its SE (estimate times SE of the mean log) and CI.

    A median of 0 makes the mean 0 and leaves its precision unknown.
    """
    n_tasks = len(medians)
    if not n_tasks:
        return Estimate(value=None, std_error=None, ci=None, n_eff=None)
    if (medians <= 0).any():
        return Estimate(value=0.0, std_error=None, ci=None, n_eff=float(n_tasks))
    logs = np.log(medians)
    value, error = factor(float(logs.mean())), standard_error(logs)
    return Estimate(
        value=value,
        std_error=None if error is None else value * error,
        ci=log_t_interval(logs),
        n_eff=float(n_tasks),
    )


def _percentiles(sample: Sample) -> Json:
    return {name: quantile_json(woodruff(sample, q)) for name, q in PERCENTILES.items()}


def _timeout_rate(outcomes: NDArray, known: NDArray) -> float | None:
    timeouts = count(outcomes, Outcome.TIMEOUT)
    answered = count(outcomes[known], Outcome.SUCCEEDED)
    return timeouts / (answered + timeouts) if answered + timeouts else None


def _missing(outcomes: NDArray, known: NDArray) -> Missing:
    """Failures are left out; timeouts are in, censored, wherever their latency is known."""
    return Missing(
        model_error=count(outcomes, Outcome.MODEL_ERROR),
        timeout=count(outcomes, Outcome.TIMEOUT),
        infra_error=count(outcomes, Outcome.INFRA_ERROR),
        unscored=count(outcomes[~known], Outcome.SUCCEEDED),
        policy="censor_timeouts",
    )


LATENCY = Board(
    metric="latency",
    unit="ms",
    higher_is_better=False,
    scale=Scale.LOG,
    measure=measure,
)
