"""One arm on one board, written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.columns import Cell, Column
from leaderboards.presenters.flags import Flag, own_flags
from leaderboards.presenters.sorting import failed
from leaderboards.presenters.styles import Style, interval_text

Json = Mapping[str, Any]
WITHHELD = "withheld"
REASONS = (
    ("model_error", "model error", "model errors"),
    ("timeout", "timeout", "timeouts"),
    ("infra_error", "infrastructure", "infrastructure"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`coverage` is the share of the run's tasks with a value. `reasons` are of the `failed`
    attempts, `unscored` ones ended well and have no value here. `flags` are the arm's own."""

    arm: str
    simulated: bool
    rank: str | None
    estimate: str | None
    interval: str | None
    n_tasks: str
    n_scored: str
    n_attempts: str
    coverage: str
    failed: str
    reasons: tuple[str, ...]
    unscored: str | None
    cells: tuple[Cell, ...]
    flags: tuple[Flag, ...]


def board_row(
    entry: Json,
    style: Style,
    *,
    columns: Sequence[Column],
    run_tasks: int,
    said: Sequence[Flag],
    simulated: frozenset[str],
) -> Row:
    """`said` is what the board, or the run as a whole, is told already."""
    unscored = entry["missing"]["unscored"]
    return Row(
        arm=entry["arm"],
        simulated=entry["arm"] in simulated,
        rank=rank_text(entry),
        estimate=figures.written(entry["estimate"], style.value),
        interval=interval_text(entry["ci"], style.value),
        n_tasks=figures.count(entry["n_tasks"]),
        n_scored=figures.count(entry["n_scored"]),
        n_attempts=figures.count(entry["n_attempts"]),
        coverage=coverage_text(entry["n_tasks"], run_tasks),
        failed=figures.count(failed(entry)),
        reasons=_reasons(entry["missing"]),
        unscored=figures.count(unscored) if unscored else None,
        cells=tuple(column.cell(entry) for column in columns),
        flags=own_flags(entry, said=said),
    )


def rank_text(entry: Json) -> str | None:
    """The ranks that the paired tests leave open; None without a figure to rank by."""
    if entry["estimate"] is None:
        return None
    if entry["rank_interval"] is None:
        return WITHHELD
    low, high = entry["rank_interval"]
    return str(low) if low == high else figures.between(low, high)


def coverage_text(n_tasks: int, run_tasks: int) -> str:
    """100% of all tasks and of no others: what is missing is not rounded away."""
    if n_tasks >= run_tasks:
        return "100%" if n_tasks else "0%"
    return figures.percent(min(n_tasks / run_tasks, 0.999))


def _reasons(missing: Json) -> tuple[str, ...]:
    return tuple(
        f"{figures.count(missing[key])} {one if missing[key] == 1 else many}"
        for key, one, many in REASONS
        if missing[key]
    )
