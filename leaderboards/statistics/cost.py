"""The cost board: US dollars per task, over every attempt whose cost is known."""

from math import sqrt

import numpy as np

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Estimate,
    Json,
    Measured,
    Missing,
    Scale,
    quantile_json,
)
from leaderboards.statistics.cells import Cells, mean_cells
from leaderboards.statistics.facts import Floats, RunFacts
from leaderboards.statistics.intervals import bca, spread, standard_error, t_interval
from leaderboards.statistics.quantiles import sample_of, woodruff

# With fewer tasks the mean of so skewed a thing is not yet symmetric.
BOOTSTRAP_BELOW = 50
# Less than this was not solved: the price would be a division by rounding.
NOTHING = 1e-9


def measure(facts: RunFacts, seed: int) -> BoardData:
    """Every arm's cost; the seed is for the bootstrap of small runs."""
    cells = mean_cells(facts, facts.cost_usd)
    quality = mean_cells(facts, facts.quality)
    arms = [
        _measured(facts, arm, cells=cells, quality=quality, seed=seed)
        for arm in range(len(facts.arms))
    ]
    return BoardData(cells=cells, arms=arms)


def _measured(facts: RunFacts, arm: int, *, cells: Cells, quality: Cells, seed: int) -> Measured:
    costs = facts.cost_usd[facts.rows_of(arm)]
    known = ~np.isnan(costs)
    tasks = facts.task[facts.rows_of(arm)][known]
    both = cells.known[arm] & quality.known[arm]
    return Measured(
        estimate=mean_estimate(cells.of(arm), seed=seed),
        n_scored=int(known.sum()),
        missing=Missing(unscored=int((~known).sum()), policy="leave_out"),
        columns={
            "usd_per_solved": usd_per_solved(cells.values[arm, both], quality.values[arm, both]),
            "total_usd": float(costs[known].sum()) if known.any() else None,
            "p50_usd": quantile_json(woodruff(sample_of(costs[known], tasks=tasks), 0.5)),
        },
    )


def mean_estimate(costs: Floats, *, seed: int) -> Estimate:
    """Mean of task means in USD, with a bootstrap interval for few tasks and t for many."""
    n_tasks = len(costs)
    if not n_tasks:
        return Estimate(value=None, std_error=None, ci=None, n_eff=None)
    ci = bca(costs, seed=seed) if n_tasks < BOOTSTRAP_BELOW else t_interval(costs)
    return Estimate(
        value=float(costs.mean()), std_error=standard_error(costs), ci=ci, n_eff=float(n_tasks)
    )


def usd_per_solved(costs: Floats, quality: Floats) -> Json | None:
    """R = Σcost / Σquality over tasks that have both, with the SE of a ratio (linearised).

    None when nothing was solved.
    """
    solved = float(quality.sum())
    if solved < NOTHING:
        return None
    ratio, n_tasks = float(costs.sum()) / solved, len(costs)
    if n_tasks < 2:
        return {"estimate": ratio, "std_error": None}
    error = spread(costs - ratio * quality) / (sqrt(n_tasks) * (solved / n_tasks))
    return {"estimate": ratio, "std_error": error}


COST = Board(
    metric="cost",
    unit="USD/task",
    higher_is_better=False,
    scale=Scale.USD,
    measure=measure,
)
