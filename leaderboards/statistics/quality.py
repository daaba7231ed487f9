"""The quality board: share of the tasks solved, task by task; failures count as 0."""

import numpy as np
import scipy

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Json,
    Measured,
    Missing,
    Scale,
    count,
    is_yes_or_no,
    mean_over_tasks,
    score_estimate,
)
from leaderboards.statistics.cells import Cells, mean_cells
from leaderboards.statistics.facts import Floats, RunFacts
from leaderboards.statistics.outcomes import Outcome


def measure(facts: RunFacts, seed: int) -> BoardData:
    """Every arm's quality; nothing here is random."""
    cells = mean_cells(facts, facts.quality)
    solved = mean_cells(facts, _solved(facts.quality))
    alternatives = _alternatives(facts)
    arms = [
        Measured(
            estimate=score_estimate(cells, arm, yes_or_no=is_yes_or_no(_quality(facts, arm))),
            n_scored=int(cells.counts[arm].sum()),
            missing=_missing(facts, arm, alternatives),
            columns=_all_and_any(solved, arm, k=facts.repeats),
        )
        for arm in range(len(facts.arms))
    ]
    return BoardData(cells=cells, arms=arms)


def _quality(facts: RunFacts, arm: int) -> Floats:
    return facts.quality[facts.rows_of(arm)]


def _solved(quality: Floats) -> Floats:
    return np.where(np.isnan(quality), np.nan, quality == 1)


def _alternatives(facts: RunFacts) -> tuple[Cells, Cells, Cells]:
    """Task values without infrastructure failures, and with all that is missing at 0 and at 1."""
    infra = facts.quality_outcome == Outcome.INFRA_ERROR
    unknown = infra | np.isnan(facts.quality)
    return (
        mean_cells(facts, np.where(infra, np.nan, facts.quality)),
        mean_cells(facts, np.where(unknown, 0.0, facts.quality)),
        mean_cells(facts, np.where(unknown, 1.0, facts.quality)),
    )


def _missing(facts: RunFacts, arm: int, alternatives: tuple[Cells, Cells, Cells]) -> Missing:
    outcomes = facts.quality_outcome[facts.rows_of(arm)]
    completed, low, high = (mean_over_tasks(cells, arm) for cells in alternatives)
    return Missing(
        model_error=count(outcomes, Outcome.MODEL_ERROR),
        timeout=count(outcomes, Outcome.TIMEOUT),
        infra_error=count(outcomes, Outcome.INFRA_ERROR),
        unscored=count(outcomes, Outcome.UNSCORED),
        policy="count_as_failure",
        score_completed_only=completed,
        bounds=None if low is None or high is None else (low, high),
    )


def _all_and_any(solved: Cells, arm: int, *, k: int) -> Json:
    """pass@k (Chen et al. 2021) and its counterpart that all k pass, over tasks with k scores."""
    n = solved.counts[arm]
    enough = (n >= k) & (n > 0)
    if not enough.any():
        return {"pass_at_k": None, "all_k_pass": None}
    n = n[enough]
    c = np.rint(solved.values[arm, enough] * n)
    ways = scipy.special.comb(n, k)
    return {
        "pass_at_k": float((1 - scipy.special.comb(n - c, k) / ways).mean()),
        "all_k_pass": float((scipy.special.comb(c, k) / ways).mean()),
    }


QUALITY = Board(
    metric="quality",
    unit="fraction",
    higher_is_better=True,
    scale=Scale.SCORE,
    measure=measure,
)
