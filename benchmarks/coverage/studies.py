"""What is simulated, over which runs, and what is promised of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np

from benchmarks.chaos.figures import Figure, at_least, at_most
from benchmarks.coverage import trials
from benchmarks.coverage.trials import Drawn

TASKS, REPEATS = (5, 10, 20, 50, 100), (1, 3, 10)
DIFFICULTIES = ((0.5, 0.5), (1.0, 1.0), (2.0, 2.0), (0.5, 4.5), (0.9, 0.1))
SPREADS = ((0.5, 0.5), (1.0, 0.5))


class Trial(Protocol):
    def __call__(self, rng: np.random.Generator, *, drawn: Drawn, k: int, t: int) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """An interval or a test over its cells: so many tasks, repeats, and ways in which tasks differ.

    Promised are a mean over cells, and a share that no cell falls below or exceeds. A tenth of the
    runs has to do for what is `slow`.
    """

    name: str
    trial: Trial
    tasks: Sequence[int]
    repeats: Sequence[int]
    drawn: Sequence[Drawn]
    mean: float | None = None
    least: float | None = None
    most: float | None = None
    slow: bool = False

    @property
    def is_test(self) -> bool:
        return self.most is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The share of runs, by cell, in which the interval covered or the test erred."""

    name: str
    runs: int
    shares: dict[str, float]

    def over(self, summary: Callable[[list[float]], float]) -> float:
        return float(summary(list(self.shares.values())))

    @property
    def mean(self) -> float:
        return self.over(np.mean)


STUDIES = (
    Study(
        name="score",
        trial=trials.score,
        tasks=TASKS,
        repeats=REPEATS,
        drawn=DIFFICULTIES,
        mean=0.945,
        least=0.88,
    ),
    Study(
        name="margin of scores",
        trial=trials.margin,
        tasks=(5, 10, 20, 29, 30, 100),
        repeats=REPEATS,
        drawn=DIFFICULTIES,
        mean=0.945,
        least=0.88,
    ),
    Study(
        name="latency",
        trial=trials.latency,
        tasks=TASKS,
        repeats=(1, 3, 9),
        drawn=SPREADS,
        mean=0.945,
        least=0.93,
    ),
    Study(
        name="latency p50",
        trial=trials.p50,
        tasks=TASKS[1:],
        repeats=REPEATS,
        drawn=SPREADS,
        mean=0.93,
    ),
    Study(
        name="latency p90",
        trial=trials.p90,
        tasks=(50, 100),
        repeats=REPEATS,
        drawn=SPREADS,
    ),
    Study(
        name="cost, fewer than 50 tasks",
        trial=trials.cost,
        tasks=(5, 10, 20, 49),
        repeats=(1, 3),
        drawn=SPREADS,
        slow=True,
    ),
    Study(
        name="cost, from 50 tasks",
        trial=trials.cost,
        tasks=(50, 100),
        repeats=(1, 3),
        drawn=SPREADS,
        mean=0.90,
    ),
    Study(
        name="exact flips",
        trial=trials.exact_flips,
        tasks=(10, 30, 100),
        repeats=(1, 3),
        drawn=DIFFICULTIES,
        most=0.06,
    ),
    Study(
        name="sampled flips",
        trial=trials.sampled_flips,
        tasks=(10, 50),
        repeats=(1, 3),
        drawn=SPREADS,
        most=0.06,
    ),
    Study(
        name="paired t of scores",
        trial=trials.t_of_scores,
        tasks=(501,),
        repeats=(1, 3),
        drawn=DIFFICULTIES,
        most=0.06,
    ),
    Study(
        name="paired t of costs",
        trial=trials.t_of_costs,
        tasks=(501,),
        repeats=(1, 3),
        drawn=SPREADS,
        most=0.06,
    ),
    Study(
        name="paired t of log times",
        trial=trials.t_of_logs,
        tasks=TASKS,
        repeats=(1, 3),
        drawn=SPREADS,
        most=0.06,
    ),
)


def measure(study: Study, *, runs: int, seed: int) -> Measured:
    """Every cell has a random stream of its own: it does not depend on which others there are."""
    runs = max(runs // 10, 1) if study.slow else runs
    shares = {}
    for drawn, k, t in product(study.drawn, study.repeats, study.tasks):
        name = f"T={t} K={k} {drawn}"
        rng = np.random.default_rng([seed, *f"{study.name} {name}".encode()])
        hits = sum(study.trial(rng, drawn=drawn, k=k, t=t) for _ in range(runs))
        shares[name] = hits / runs
    return Measured(name=study.name, runs=runs, shares=shares)


def promised(study: Study, found: Measured) -> Iterator[Figure]:
    if study.mean is not None:
        yield at_least(f"{study.name}, mean over cells", found.mean, study.mean)
    if study.least is not None:
        yield at_least(f"{study.name}, any cell", found.over(min), study.least)
    if study.most is not None:
        yield at_most(f"{study.name}, any cell", found.over(max), study.most)
