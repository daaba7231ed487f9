"""Runs for the tests of the statistics, written as what each attempt measured."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leaderboards.statistics.cells import RunCells
from leaderboards.statistics.facts import AttemptFact, RunFacts
from leaderboards.statistics.summary import cells_of_boards, measured, summarise


def attempt(arm: str = "a", task: str = "t", repeat: int = 1, **known: Any) -> AttemptFact:
    """A succeeded attempt, unless `known` says otherwise."""
    return AttemptFact(arm=arm, task=task, repeat=repeat, **({"succeeded": True} | known))


def attempts_of(
    column: str, arms: Mapping[str, Sequence[Sequence[float | None]]]
) -> list[AttemptFact]:
    """One attempt per number: arm → tasks → repeats of `column`. Tasks are t000, t001, …"""
    return [
        attempt(arm, f"t{task:03}", repeat, **{column: value})
        for arm, tasks in arms.items()
        for task, values in enumerate(tasks)
        for repeat, value in enumerate(values, start=1)
    ]


def once(values: Iterable[float | None]) -> list[list[float | None]]:
    """One repeat per task."""
    return [[value] for value in values]


def cells_of_rows(rows: Iterable[AttemptFact]) -> RunCells:
    facts = RunFacts.from_rows(rows)
    return cells_of_boards(facts, measured(facts, seed=0))


def summary_of(rows: Iterable[AttemptFact], *, seed: int = 7, **options: Any) -> dict[str, Any]:
    return summarise(RunFacts.from_rows(rows), seed=seed, **options)


def entry_of(
    rows: Iterable[AttemptFact], board: str, arm: str = "a", **options: Any
) -> dict[str, Any]:
    entries = summary_of(rows, **options)["leaderboards"][board]["entries"]
    return next(entry for entry in entries if entry["arm"] == arm)


def pair_of(rows: Iterable[AttemptFact], board: str, **options: Any) -> dict[str, Any]:
    """The only pair of a run with two arms."""
    (pair,) = summary_of(rows, **options)["pairwise"][board]
    return pair


def codes(flagged: Mapping[str, Any]) -> list[str]:
    return [flag["code"] for flag in flagged["flags"]]
