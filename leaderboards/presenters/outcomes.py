"""The task-level outcomes behind a pair."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboards.presenters import figures
from leaderboards.presenters.styles import Style
from leaderboards.statistics.boards import number
from leaderboards.statistics.cells import RunCells
from leaderboards.statistics.summary import per_task

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChoice:
    """A filter over the tasks. `improved`: the first arm is better there than the second."""

    value: str
    label: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """`given_a`: whether the first arm was ever given the task."""

    task: str
    value_a: str | None
    value_b: str | None
    difference: str | None
    outcome: str
    given_a: bool
    given_b: bool


UNMATCHED = "unmatched"
# The statistics' word → the word on the page.
OUTCOMES = {"a_better": "improved", "b_better": "regressed", "tie": "tied"}
FILTERS = (*OUTCOMES.values(), UNMATCHED)


def paired_outcomes(cells: RunCells, *, board: str, a: str, b: str) -> list[Json]:
    """As the page names them: of the tasks that are compared, in their order."""
    found = per_task(cells, board=board, a=a, b=b)
    return [outcome | {"outcome": OUTCOMES[outcome["outcome"]]} for outcome in found]


def unmatched_outcomes(cells: RunCells, *, board: str, a: str, b: str) -> list[Json]:
    """Of the tasks that take no part: one arm was never given them, or has no value there."""
    of_board, (first, second) = cells.boards[board], (cells.arms.index(a), cells.arms.index(b))
    known, given = of_board.known, cells.scheduled
    apart = (given[first] | given[second]) & ~(known[first] & known[second])
    return [
        {
            "task": cells.tasks[task],
            "value_a": number(of_board.values[first, task]),
            "value_b": number(of_board.values[second, task]),
            "difference": None,
            "outcome": UNMATCHED,
            "given_a": bool(given[first, task]),
            "given_b": bool(given[second, task]),
        }
        for task in np.flatnonzero(apart)
    ]


def chosen_outcomes(paired: Sequence[Json], unmatched: Sequence[Json], *, only: str) -> list[Json]:
    """Those whose outcome is `only`; all that are compared for ''."""
    if only == UNMATCHED:
        return list(unmatched)
    return [outcome for outcome in paired if only in ("", outcome["outcome"])]


def outcome_choices(paired: Sequence[Json], unmatched: Sequence[Json]) -> list[OutcomeChoice]:
    """How many tasks each filter shows, all that are compared first."""
    counted = Counter(outcome["outcome"] for outcome in [*paired, *unmatched])
    return [
        OutcomeChoice(value="", label="All compared", n=len(paired)),
        *(OutcomeChoice(value=word, label=word.capitalize(), n=counted[word]) for word in FILTERS),
    ]


def task_row(outcome: Json, style: Style) -> TaskRow:
    return TaskRow(
        task=outcome["task"],
        value_a=figures.written(outcome["value_a"], style.value),
        value_b=figures.written(outcome["value_b"], style.value),
        difference=figures.written(outcome["difference"], style.margin),
        outcome=outcome["outcome"],
        given_a=outcome.get("given_a", True),
        given_b=outcome.get("given_b", True),
    )
