"""Two arms laid side by side: the tasks that both have, and how their values differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.boards import Scale
from leaderboards.statistics.cells import Cells
from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.intervals import ROUNDING

TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paired:
    """Two arms on the tasks where both have a value, `tasks` being their indices.

    `differences` are a - b, of logs on the LOG scale, and None where a log is not defined.
    `repeats` is the number of attempts behind every value when it is the same, else None.
    """

    tasks: NDArray
    a: Floats
    b: Floats
    differences: Floats | None
    repeats: int | None


def pair_up(cells: Cells, a: int, b: int, *, scale: Scale) -> Paired:
    """The values of both arms and their differences on the scale."""
    tasks = np.flatnonzero(cells.known[a] & cells.known[b])
    first, second = cells.values[a, tasks], cells.values[b, tasks]
    differ = log_ratios if scale is Scale.LOG else _differences
    counts = cells.counts[a, tasks], cells.counts[b, tasks]
    return Paired(
        tasks=tasks,
        a=first,
        b=second,
        differences=differ(first, second),
        repeats=_common(*counts),
    )


def _common(a: Ints, b: Ints) -> int | None:
    """The one number that all are, if they are."""
    if not len(a) or (a != a[0]).any() or (b != a[0]).any():
        return None
    return int(a[0])


def log_ratios(a: Floats, b: Floats) -> Floats | None:
    """log a - log b; None when a value is 0, since no ratio is left then."""
    if (a <= 0).any() or (b <= 0).any():
        return None
    logs = np.log(a) - np.log(b)
    return np.where(np.abs(logs) <= ROUNDING, 0.0, logs)


def signs(paired: Paired) -> NDArray[np.int64]:
    """Per task: 1 where a's value is larger, -1 where it is smaller, 0 for a tie."""
    gaps = paired.a - paired.b if paired.differences is None else paired.differences
    return np.where(np.abs(gaps) <= TIE, 0, np.sign(gaps)).astype(np.int64)


def _differences(a: Floats, b: Floats) -> Floats:
    """a - b, where values that differ by the order of their summing do not differ."""
    gaps = a - b
    return np.where(np.abs(gaps) <= ROUNDING * np.maximum(np.abs(a), np.abs(b)), 0.0, gaps)
