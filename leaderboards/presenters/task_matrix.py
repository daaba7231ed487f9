"""Tasks by arms on one board: what came of each cell, and which tasks tell arms apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboards.charts import Axis
from leaderboards.presenters import figures
from leaderboards.presenters.styles import LOWER, Style
from leaderboards.statistics.cells import Cells, RunCells
from leaderboards.statistics.facts import Floats
from leaderboards.statistics.pairing import TIE

BANDS = 5
# What the page may be asked for → its words. The first is all there are.
SHOWS = {
    "": "All tasks",
    "differ": "Arms differ",
    "same": "Arms agree",
    "missing": "A value is missing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCell:
    """`text` is None where there is no value; `why` then says so. `band` is 0 (worst) to 4."""

    arm: str
    text: str | None
    why: str
    band: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    task: str
    cells: tuple[TaskCell, ...]


def tasks_shown(cells: RunCells, board: str) -> dict[str, list[int]]:
    """What may be asked for → the tasks that it shows, as their places."""
    of_board = cells.boards[board]
    known = of_board.known
    with np.errstate(invalid="ignore"):
        low = np.where(known, of_board.values, np.inf).min(axis=0, initial=np.inf)
        high = np.where(known, of_board.values, -np.inf).max(axis=0, initial=-np.inf)
        apart = high - low > TIE
    compared = known.sum(axis=0) > 1
    masks = {
        "": np.ones(len(cells.tasks), dtype=bool),
        "differ": compared & apart,
        "same": compared & ~apart,
        "missing": ~known.all(axis=0),
    }
    return {name: np.flatnonzero(mask).tolist() for name, mask in masks.items()}


def task_lines(
    cells: RunCells, style: Style, *, tasks: Sequence[int], arms: Sequence[str]
) -> list[TaskLine]:
    """`tasks` are places, `arms` are keys."""
    of_board, columns = cells.boards[style.name], [cells.arms.index(arm) for arm in arms]
    edges = _edges(of_board, style)
    return [
        TaskLine(
            task=cells.tasks[task],
            cells=tuple(
                _cell(cells, of_board, style, arm=arm, task=task, edges=edges) for arm in columns
            ),
        )
        for task in tasks
    ]


def task_rows(
    cells: RunCells, board: str, *, tasks: Sequence[int], arms: Sequence[str]
) -> list[dict[str, Any]]:
    """The same as figures: a row for each task, a column for each arm."""
    of_board, columns = cells.boards[board], [(arm, cells.arms.index(arm)) for arm in arms]
    return [
        {"task": cells.tasks[task]}
        | {
            arm: float(of_board.values[place, task]) if of_board.known[place, task] else None
            for arm, place in columns
        }
        for task in tasks
    ]


def _edges(of_board: Cells, style: Style) -> Floats:
    """Between fifths of the scale where it has two ends, else of the values that there are."""
    inner = np.linspace(0, 1, BANDS + 1)[1:-1]
    known = of_board.values[of_board.known]
    return inner if style.axis is Axis.FRACTION or not known.size else np.quantile(known, inner)


def _cell(
    cells: RunCells,
    of_board: Cells,
    style: Style,
    *,
    arm: int,
    task: int,
    edges: Floats,
) -> TaskCell:
    key = cells.arms[arm]
    if not of_board.known[arm, task]:
        why = "No value on this board" if cells.scheduled[arm, task] else "Never given to this arm"
        return TaskCell(arm=key, text=None, why=why, band=None)
    value = float(of_board.values[arm, task])
    band = int(np.searchsorted(edges, value, side="right"))
    return TaskCell(
        arm=key,
        text=figures.written(value, style.value),
        why="",
        band=BANDS - 1 - band if style.direction == LOWER else band,
    )
