"""The statistics of a run, in the shape of its published summary."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics import flags, pairwise
from leaderboards.statistics.boards import Board, BoardData, Json
from leaderboards.statistics.cells import RunCells, scheduled
from leaderboards.statistics.cost import COST
from leaderboards.statistics.entries import entries
from leaderboards.statistics.evaluator import EVALUATOR
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.latency import LATENCY
from leaderboards.statistics.quality import QUALITY
from leaderboards.statistics.significance import SampledFlips

# Goes up when the same facts and seed give other figures.
STATISTICS_VERSION = "1"
BOARDS: Mapping[str, Board] = {board.metric: board for board in (QUALITY, LATENCY, COST, EVALUATOR)}


def measured(facts: RunFacts, *, seed: int) -> dict[str, BoardData]:
    """Every board's task values and arms, before the arms are compared."""
    return {name: board.measure(facts, seed) for name, board in BOARDS.items()}


def cells_of_boards(facts: RunFacts, boards: Mapping[str, BoardData]) -> RunCells:
    return RunCells(
        arms=facts.arms,
        tasks=facts.tasks,
        scheduled=scheduled(facts),
        boards={name: data.cells for name, data in boards.items()},
    )


def summarise(
    facts: RunFacts,
    *,
    seed: int,
    boards: Mapping[str, BoardData] | None = None,
    margins_of_interest: Mapping[str, float] | None = None,
) -> Json:
    """`leaderboards`, `pairwise` and `flags` of the summary, ready for JSON.

    The same facts and seed (0 or more) give the same bytes. `boards` are what `measured` gave for
    them, where that is known already. `margins_of_interest` names, per board, the smallest
    difference that matters, in the unit of its margins: `underpowered` is flagged against it, and
    never without it.
    """
    margins, cells = margins_of_interest or {}, scheduled(facts)
    flips = SampledFlips(seed=seed)
    leaderboards, pairs = {}, {}
    for name, data in (boards or measured(facts, seed=seed)).items():
        board = BOARDS[name]
        pairs[name] = pairwise.compare_all(
            board,
            data,
            facts=facts,
            scheduled=cells,
            flips=flips,
            margin_of_interest=margins.get(name),
        )
        leaderboards[name] = {
            "metric": board.metric,
            "unit": board.unit,
            "higher_is_better": board.higher_is_better,
            "entries": entries(board, data, facts=facts, pairs=pairs[name]),
        }
    return {"leaderboards": leaderboards, "pairwise": pairs, "flags": run_flags(facts, cells)}


def per_task(cells: RunCells, *, board: str, a: str, b: str) -> list[Json]:
    """`pairwise.per_task` of one board by its name; raises KeyError for an unknown one."""
    return pairwise.per_task(BOARDS[board], cells, a=a, b=b)


def run_flags(facts: RunFacts, cells: NDArray[np.bool_]) -> list[Json]:
    """Flags of the run as a whole: how many tasks it has, and whether every arm was given them."""
    found = list(flags.size_flags(len(facts.tasks)))
    return found + list(flags.share_flags(int(cells.sum()), cells.size))
