"""The figures of a comparison of two judges over the attempts of one run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboards.statistics.agreement import agreement, flipped, flips
from leaderboards.statistics.boards import Json, interval_json, number
from leaderboards.statistics.decisions import before_and_after
from leaderboards.statistics.facts import AttemptFact, Floats, Ints, RunFacts
from leaderboards.statistics.flags import flag, size_flags
from leaderboards.statistics.intervals import standard_error, t_interval
from leaderboards.statistics.repeatability import ATTRIBUTES
from leaderboards.statistics.trust import PASS, task_means, validity

Scores = tuple[float, ...]  # quality, risk, confidence, as in ATTRIBUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTwice:
    """An attempt with what each judge said; None where he did not, or failed to. `outcome`: what
    its validation came to, 0..1; None where nobody knows."""

    id: str
    arm: str
    task: str
    repeat: int
    old: Scores | None
    new: Scores | None
    outcome: float | None = None


def compare(rows: Iterable[JudgedTwice], *, seed: int) -> Json:
    """Everything that follows from the scores alone, ready for JSON; no input is too small."""
    rows = sorted(rows, key=lambda row: (row.arm, row.task, row.repeat))
    paired = [row for row in rows if row.old is not None and row.new is not None]
    old, new = _columns(row.old for row in paired), _columns(row.new for row in paired)
    _, task = np.unique([row.task for row in paired], return_inverse=True)
    return {
        "n_paired": len(paired),
        "only_old": sum(row.old is not None and row.new is None for row in rows),
        "only_new": sum(row.new is not None and row.old is None for row in rows),
        "n_tasks": len({row.task for row in paired}),
        "per_attribute": {
            name: agreement(old[at], new[at], task=task) for at, name in enumerate(ATTRIBUTES)
        },
        "flips": flips(old[0], new[0]) | {"attempts": _flipped(paired, old[0], new[0])},
        "validity": _validity(paired, old[0], new[0], task=task),
        **before_and_after(_facts(paired, "old"), _facts(paired, "new"), seed=seed),
        "flags": _flags(paired, old, new),
    }


def _columns(scores: Iterable[Scores | None]) -> Sequence[Floats]:
    """One array for each attribute."""
    known = [each for each in scores if each is not None]
    return [*np.array(known, dtype=float).reshape(-1, len(ATTRIBUTES)).T]


def _validity(
    paired: Sequence[JudgedTwice], old: Floats, new: Floats, *, task: Ints
) -> Json | None:
    """Which of the two foretells the validations better, on the same attempts: the quality scores
    read as how likely each is to pass. `brier_shift` is new - old, over tasks as both Brier scores
    are. None where nothing is known."""
    known = np.array([row.outcome is not None for row in paired], dtype=bool)
    if not known.any():
        return None
    outcomes = np.array([row.outcome for row in paired if row.outcome is not None])
    sides = {
        side: validity(scores[known], outcomes, task=task[known])
        for side, scores in (("old", old), ("new", new))
    }
    passed = outcomes >= PASS
    shifts = (new[known] - passed) ** 2 - (old[known] - passed) ** 2
    means, _ = task_means(shifts, task[known])
    return {
        **{name: sides["old"][name] for name in ("n", "n_tasks", "n_passed")},
        **{
            side: {"auc": found["auc"], "brier": found["brier"], "ece": found["calibration"]["ece"]}
            for side, found in sides.items()
        },
        "brier_shift": {
            "estimate": float(means.mean()),
            "std_error": number(standard_error(means)),
            "ci": interval_json(t_interval(means)),
        },
    }


def _facts(paired: Sequence[JudgedTwice], side: str) -> RunFacts:
    """The attempts as this judge alone saw them."""
    return RunFacts.from_rows(
        AttemptFact(
            arm=row.arm,
            task=row.task,
            repeat=row.repeat,
            succeeded=True,
            **dict(
                zip(
                    (f"judge_{name}" for name in ATTRIBUTES),
                    getattr(row, side),
                    strict=True,
                )
            ),
        )
        for row in paired
    )


def _flipped(paired: Sequence[JudgedTwice], old: Floats, new: Floats) -> list[Json]:
    up, down = flipped(old, new)
    return [
        {
            "attempt": row.id,
            "arm": row.arm,
            "task": row.task,
            "repeat": row.repeat,
            "old": float(before),
            "new": float(after),
            "direction": "up" if went_up else "down",
            "outcome": row.outcome,
        }
        for row, before, after, went_up, went_down in zip(paired, old, new, up, down, strict=True)
        if went_up or went_down
    ]


def _flags(paired: Sequence[JudgedTwice], old: Sequence[Floats], new: Sequence[Floats]) -> list:
    if not paired:
        return [flag("no_pairs", observed=0, threshold=1)]
    found = list(size_flags(len({row.task for row in paired})))
    if all(np.array_equal(before, after) for before, after in zip(old, new, strict=True)):
        found.append(flag("identical_scores", observed=len(paired), threshold=None))
    return found
