"""Every pair of arms on a board, compared task by task and corrected for their number."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Json,
    Scale,
    interval_json,
    number,
)
from leaderboards.statistics.cells import RunCells
from leaderboards.statistics.facts import Floats, RunFacts
from leaderboards.statistics.flags import pair_flags
from leaderboards.statistics.intervals import (
    Interval,
    agresti_min,
    factor,
    log_t_interval,
    standard_error,
    t_interval,
)
from leaderboards.statistics.pairing import TIE, Paired, log_ratios, pair_up, signs
from leaderboards.statistics.significance import (
    ALPHA,
    DETECTABLE,
    MOST_FLIPPED_TASKS,
    SampledFlips,
    exact_sign_flip,
    holm,
    paired_t,
)

# The Agresti-Min interval below, Student's from here.
STUDENT_FROM = 30
FIELDS = (
    *("a", "b", "n_tasks", "wins", "ties", "losses", "win_rate", "margin", "std_error", "ci"),
    *("p_value", "p_adjusted", "correction", "family_size", "test", "winner", "loser", "verdict"),
    *("mde_80", "tasks_only_a", "tasks_only_b", "coverage", "flags"),
)


def compare_all(
    board: Board,
    data: BoardData,
    *,
    facts: RunFacts,
    scheduled: NDArray[np.bool_],
    flips: SampledFlips,
    margin_of_interest: float | None = None,
) -> list[Json]:
    """The PAIR of every two arms, in the order of their keys, decided after Holm's correction."""
    couples = list(combinations(range(len(facts.arms)), 2))
    pairs: list[Json] = []
    for a, b in couples:
        paired = pair_up(data.cells, a, b, scale=board.scale)
        pairs.append(
            {"a": facts.arms[a], "b": facts.arms[b]}
            | compare(paired, board, flips=flips)
            | _overlap(facts.tasks, scheduled[a], scheduled[b], n_tasks=len(paired.tasks))
        )
    _decide(pairs, higher_is_better=board.higher_is_better)
    for pair in pairs:
        pair["flags"] = pair_flags(
            pair, n_pairs=data.n_pairs, margin_of_interest=margin_of_interest
        )
    fields = FIELDS if board.scale is Scale.SCORE else (*FIELDS, "ratio")
    return [{name: pair[name] for name in fields} for pair in pairs]


def compare(paired: Paired, board: Board, *, flips: SampledFlips) -> Json:
    """What two arms' values say by themselves, before other pairs are thought of."""
    pair = _tally(signs(paired), higher_is_better=board.higher_is_better)
    pair |= _margin(paired, scale=board.scale)
    pair |= _tested(paired, scale=board.scale, flips=flips)
    if board.scale is not Scale.SCORE:
        pair["ratio"] = _ratio(paired)
    return pair


def per_task(board: Board, cells: RunCells, *, a: str, b: str) -> list[Json]:
    """The task-level outcomes behind a pair, in the order of the tasks.

    `difference` is on the scale of the margin, whose mean it has; None where it has no ratio.
    Raises ValueError for an arm that the run does not have.
    """
    of_board, arms = cells.boards[board.metric], cells.arms
    paired = pair_up(of_board, arms.index(a), arms.index(b), scale=board.scale)
    larger = signs(paired) if board.higher_is_better else -signs(paired)
    gaps = np.full(len(larger), np.nan) if paired.differences is None else paired.differences
    words = {1: "a_better", 0: "tie", -1: "b_better"}
    return [
        {
            "task": cells.tasks[task],
            "value_a": number(value_a),
            "value_b": number(value_b),
            "difference": number(gap),
            "outcome": words[int(better)],
        }
        for task, value_a, value_b, gap, better in zip(
            paired.tasks, paired.a, paired.b, gaps, larger, strict=True
        )
    ]


def _tally(larger: NDArray, *, higher_is_better: bool) -> Json:
    n_tasks, up, down = len(larger), int((larger > 0).sum()), int((larger < 0).sum())
    wins, losses = (up, down) if higher_is_better else (down, up)
    ties = n_tasks - wins - losses
    return {
        "n_tasks": n_tasks,
        "wins": wins,
        "ties": ties,
        "losses": losses,
        "win_rate": (wins + ties / 2) / n_tasks if n_tasks else None,
    }


def _margin(paired: Paired, *, scale: Scale) -> Json:
    differences = paired.differences
    if differences is None or not len(differences):
        return {"margin": None, "std_error": None, "ci": None, "mde_80": None}
    error = standard_error(differences)
    return {
        "margin": float(differences.mean()),
        "std_error": error,
        "ci": interval_json(_interval(differences, scale=scale)),
        "mde_80": None if error is None else DETECTABLE * error,
    }


def _interval(differences: Floats, *, scale: Scale) -> Interval | None:
    if scale is Scale.SCORE and len(differences) < STUDENT_FROM:
        return agresti_min(differences)
    return t_interval(differences)


def _tested(paired: Paired, *, scale: Scale, flips: SampledFlips) -> Json:
    """The name of the test that the data call for, and its p-value."""
    if not len(paired.tasks):
        return {"test": None, "p_value": None}
    if scale is Scale.LOG or paired.differences is None:
        logs = paired.differences
        return {"test": "paired_t_log", "p_value": None if logs is None else paired_t(logs)}
    if len(paired.tasks) > MOST_FLIPPED_TASKS:
        return {"test": "paired_t", "p_value": paired_t(paired.differences)}
    steps = _steps(paired.differences, paired.repeats)
    if steps is None:
        return {"test": "sign_flip", "p_value": flips.p_value(paired.differences)}
    return {"test": "exact_sign_flip", "p_value": exact_sign_flip(steps)}


def _steps(differences: Floats, repeats: int | None) -> NDArray[np.int64] | None:
    """The differences as integers of 1/K, where every task has K attempts and that is exact."""
    if repeats is None:
        return None
    scaled = differences * repeats
    steps = np.rint(scaled)
    # Scores in 0..1 always fit; whole dollars may not, and would cost time and memory.
    fits = np.abs(steps).sum() <= MOST_FLIPPED_TASKS * repeats
    exact = (np.abs(scaled - steps) <= TIE * repeats).all()
    return steps.astype(np.int64) if fits and exact else None


def _ratio(paired: Paired) -> Json | None:
    """The geometric mean of a / b over tasks and its t interval; None when a value is 0."""
    logs = log_ratios(paired.a, paired.b)
    if logs is None or not len(logs):
        return None
    return {
        "estimate": number(factor(float(logs.mean()))),
        "ci": interval_json(log_t_interval(logs)),
    }


def _decide(pairs: list[Json], *, higher_is_better: bool) -> None:
    """Correct the p-values of a board's pairs together, then name the winners."""
    adjusted = holm([pair["p_value"] for pair in pairs])
    family_size = sum(p is not None for p in adjusted)
    for pair, p in zip(pairs, adjusted, strict=True):
        pair |= {"p_adjusted": p, "correction": "holm", "family_size": family_size}
        pair |= _verdict(pair, higher_is_better=higher_is_better)


def _verdict(pair: Json, *, higher_is_better: bool) -> Json:
    p, margin = pair["p_adjusted"], pair["margin"]
    if not pair["n_tasks"]:
        return {"winner": None, "loser": None, "verdict": "no_data"}
    if p is None or p > ALPHA or not margin:
        return {"winner": None, "loser": None, "verdict": "indistinguishable"}
    better, worse = ("a", "b") if (margin > 0) == higher_is_better else ("b", "a")
    return {"winner": pair[better], "loser": pair[worse], "verdict": f"{better}_better"}


def _overlap(tasks: Sequence[str], a: NDArray, b: NDArray, *, n_tasks: int) -> Json:
    either = int((a | b).sum())
    return {
        "tasks_only_a": _keys(tasks, a & ~b),
        "tasks_only_b": _keys(tasks, b & ~a),
        "coverage": n_tasks / either if either else None,
    }


def _keys(tasks: Sequence[str], chosen: NDArray[np.bool_]) -> list[str]:
    return [tasks[place] for place in np.flatnonzero(chosen).tolist()]
