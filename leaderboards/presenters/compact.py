"""All four boards of a run in one small table, for the admin: an arm a row, a board a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.rows import rank_text
from leaderboards.presenters.styles import STYLES, Style, interval_text

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactCell:
    estimate: str | None
    interval: str | None
    rank: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactRow:
    arm: str
    simulated: bool
    cells: tuple[CompactCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactBoards:
    """In the order of the quality board. `more` arms are on the page of the run alone."""

    run_id: str
    experiment: str
    imported: bool
    n_tasks: int
    computed_at: str
    styles: tuple[Style, ...]
    rows: tuple[CompactRow, ...]
    more: int


def compact_boards(
    summary: Json, *, simulated: frozenset[str], most: int | None = None
) -> CompactBoards:
    boards = {
        name: {entry["arm"]: entry for entry in summary["leaderboards"][name]["entries"]}
        for name in STYLES
    }
    arms = list(boards["quality"])
    return CompactBoards(
        run_id=summary["run"]["id"],
        experiment=summary["run"]["experiment"],
        imported=summary["run"]["imported"],
        n_tasks=summary["run"]["task_set"]["n_tasks"],
        computed_at=summary["computed_at"],
        styles=tuple(STYLES.values()),
        rows=tuple(
            CompactRow(
                arm=arm,
                simulated=arm in simulated,
                cells=tuple(_cell(boards[name][arm], style) for name, style in STYLES.items()),
            )
            for arm in arms[:most]
        ),
        more=max(len(arms) - (most or len(arms)), 0),
    )


def _cell(entry: Json, style: Style) -> CompactCell:
    return CompactCell(
        estimate=figures.written(entry["estimate"], style.value),
        interval=interval_text(entry["ci"], style.value),
        rank=rank_text(entry),
    )
