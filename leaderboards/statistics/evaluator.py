"""The evaluator board: what the judge thought of the patches it saw, never of those it did not."""

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Json,
    Measured,
    Missing,
    Scale,
    is_yes_or_no,
    mean_over_tasks,
    score_estimate,
)
from leaderboards.statistics.cells import Cells, mean_cells
from leaderboards.statistics.facts import Floats, RunFacts
from leaderboards.statistics.outcomes import Outcome

BINS = 10
PASS = 0.5


def measure(facts: RunFacts, seed: int) -> BoardData:
    """Every arm's judge scores; nothing here is random."""
    cells = mean_cells(facts, facts.judge_quality)
    risks = mean_cells(facts, facts.judge_risk)
    alternatives = _alternatives(facts)
    arms = [
        _measured(facts, arm, cells=cells, risks=risks, alternatives=alternatives)
        for arm in range(len(facts.arms))
    ]
    return BoardData(cells=cells, arms=arms)


def _measured(
    facts: RunFacts, arm: int, *, cells: Cells, risks: Cells, alternatives: tuple[Cells, ...]
) -> Measured:
    rows = facts.rows_of(arm)
    judged = facts.judge_quality[rows]
    completed, low, high = (mean_over_tasks(cells, arm) for cells in alternatives)
    return Measured(
        estimate=score_estimate(cells, arm, yes_or_no=is_yes_or_no(judged)),
        n_scored=int((~np.isnan(judged)).sum()),
        missing=Missing(
            unscored=int(np.isnan(judged).sum()),
            policy="leave_out",
            score_completed_only=completed,
            bounds=None if low is None or high is None else (low, high),
        ),
        columns={
            "risk": mean_over_tasks(risks, arm),
            "confidence_calibration": calibration(
                judged, facts.judge_confidence[rows], facts.validation_score[rows]
            ),
        },
    )


def _alternatives(facts: RunFacts) -> tuple[Cells, ...]:
    """Task values of completed attempts alone, and with all that is missing at 0 and at 1."""
    judged = facts.judge_quality
    infra = facts.outcome == Outcome.INFRA_ERROR
    return (
        mean_cells(facts, np.where(infra, np.nan, judged)),
        mean_cells(facts, np.nan_to_num(judged, nan=0.0)),
        mean_cells(facts, np.nan_to_num(judged, nan=1.0)),
    )


def calibration(judged: Floats, confidence: Floats, validated: Floats) -> Json | None:
    """How far the judge's confidence can be trusted, against what the validation found.

    A judgement is right when it is on the validation's side of one half. Brier (1950) score, and
    expected calibration error over ten equal bins; None without an attempt that has all three.
    """
    known = ~(np.isnan(judged) | np.isnan(confidence) | np.isnan(validated))
    if not known.any():
        return None
    c = confidence[known]
    right = ((judged[known] >= PASS) == (validated[known] >= PASS)).astype(float)
    return {
        "brier": float(((c - right) ** 2).mean()),
        "ece": _calibration_error(c, right),
        "n": int(known.sum()),
    }


def _calibration_error(confidence: Floats, right: NDArray) -> float:
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


EVALUATOR = Board(
    metric="evaluator",
    unit="fraction",
    higher_is_better=True,
    scale=Scale.SCORE,
    measure=measure,
)
