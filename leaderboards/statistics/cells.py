"""From attempts to tasks: one value per (arm, task), which is all that inference looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from leaderboards.statistics.facts import Floats, Ints, RunFacts


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Per arm (rows) and task (columns): the value, NaN for none, and the attempts behind it."""

    values: Floats
    counts: Ints

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        return self.counts > 0

    def of(self, arm: int) -> Floats:
        """The values of the tasks that have one, in the order of the tasks."""
        return self.values[arm, self.known[arm]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunCells:
    """What every board says about each task: all that a pair, or a table of arms by tasks, needs.

    `scheduled` tells which cells have an attempt at all, whatever became of it. Arms are rows and
    tasks are columns throughout, each in the order of its keys; boards go by their metric.
    """

    arms: tuple[str, ...]
    tasks: tuple[str, ...]
    scheduled: NDArray[np.bool_]
    boards: Mapping[str, Cells]


def scheduled(facts: RunFacts) -> NDArray[np.bool_]:
    """Which (arm, task) cells have an attempt at all, whatever became of it."""
    return _counts(facts, facts.cell) > 0


def mean_cells(facts: RunFacts, column: Floats) -> Cells:
    """Mean of each cell's known values."""
    known = ~np.isnan(column)
    cell = facts.cell[known]
    counts = _counts(facts, cell)
    sums = np.bincount(cell, weights=column[known], minlength=counts.size)
    return Cells(values=_divided(sums.reshape(counts.shape), counts), counts=counts)


def median_cells(facts: RunFacts, column: Floats) -> Cells:
    """Median of each cell's known values; of an even number, the mean of the middle two."""
    known = ~np.isnan(column)
    counts = _counts(facts, facts.cell[known])
    medians = np.full(counts.size, np.nan)
    # The values of a cell lie together: cells with equally many are the rows of a matrix.
    values, sizes = column[known], counts.ravel()
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes[sizes > 0]):
        alike = np.flatnonzero(sizes == size)
        ordered = np.sort(values[starts[alike, None] + np.arange(size)], axis=1)
        medians[alike] = (ordered[:, (size - 1) // 2] + ordered[:, size // 2]) / 2
    return Cells(values=medians.reshape(counts.shape), counts=counts)


def _counts(facts: RunFacts, cell: Ints) -> Ints:
    shape = len(facts.arms), len(facts.tasks)
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def _divided(sums: NDArray, counts: Ints) -> Floats:
    means = np.full(sums.shape, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means
