"""The four boards of a summary, each as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.charts import Forest, Mark, forest
from leaderboards.presenters.caveats import Caveat, caveats_of
from leaderboards.presenters.columns import COLUMNS
from leaderboards.presenters.figures import known
from leaderboards.presenters.flags import flag_views, shared_flags
from leaderboards.presenters.rows import Row, board_row
from leaderboards.presenters.sorting import FAILURES, Head, Order, heads_of, in_order, order_of
from leaderboards.presenters.styles import STYLES, Style, interval_text
from leaderboards.unjudged import NO_PROFILE, NOT_IN_RESULTS, why_unjudged

__all__ = ["STYLES", "BoardView", "Style", "board_view", "interval_text", "shown_entries"]
Json = Mapping[str, Any]
LEFT_OUT = "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """`simulated` and `imported` hold for figures of this board; `all_simulated` for all of them,
    so that no row has to say so."""

    style: Style
    order: Order
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    chart: Forest
    caveats: tuple[Caveat, ...]
    no_data: str
    has_data: bool
    imported: bool
    simulated: bool
    all_simulated: bool


def board_view(
    summary: Json, name: str, *, simulated: frozenset[str], asked: str = ""
) -> BoardView:
    """One board, without the flags that the run as a whole has. `simulated` are the keys of arms
    whose figures are made up; `asked` is the order of its rows."""
    style, run = STYLES[name], summary["run"]
    columns = COLUMNS[name](run["repeats"])
    order, entries = shown_entries(summary, name, asked=asked)
    of_run = flag_views(summary["flags"])
    return BoardView(
        style=style,
        order=order,
        heads=tuple(heads_of(order, columns, unit=style.figure, best_first=style.best_first)),
        rows=tuple(
            board_row(
                entry,
                style,
                columns=columns,
                run_tasks=run["task_set"]["n_tasks"],
                said=(*of_run, *shared_flags(entries)),
                simulated=simulated,
            )
            for entry in entries
        ),
        chart=_chart(entries, style),
        caveats=caveats_of(summary["leaderboards"][name], said=of_run),
        no_data=_no_data(summary, style),
        has_data=any(entry["estimate"] is not None for entry in entries),
        imported=run["imported"],
        simulated=any(entry["arm"] in simulated for entry in entries),
        all_simulated=all(entry["arm"] in simulated for entry in entries),
    )


def shown_entries(summary: Json, name: str, *, asked: str) -> tuple[Order, list[Json]]:
    """The board's entries as they are shown, and how they stand."""
    columns = COLUMNS[name](summary["run"]["repeats"])
    order = order_of(asked, columns)
    return order, in_order(_with_failures(summary["leaderboards"], name), order, columns)


def _with_failures(boards: Json, name: str) -> list[Json]:
    """The board's entries. Where it leaves failures out, and so does not count them, they are as
    the latency board counts them: by how each attempt ended."""
    entries: list[Json] = boards[name]["entries"]
    ended = {entry["arm"]: entry["missing"] for entry in boards["latency"]["entries"]}
    return [
        {**entry, "missing": {**entry["missing"], **_failures(ended[entry["arm"]])}}
        if entry["missing"]["policy"] == LEFT_OUT
        else entry
        for entry in entries
    ]


def _failures(missing: Json) -> Json:
    return {reason: missing[reason] for reason in FAILURES}


def _no_data(summary: Json, style: Style) -> str:
    """Why the board is empty, if it is."""
    why = why_unjudged(summary) if style.name == "evaluator" else NO_PROFILE
    if summary["run"]["imported"]:
        why = NOT_IN_RESULTS[style.name]
    return style.no_data if why == NO_PROFILE else f"{why[:1].upper()}{why[1:]}."


def _chart(entries: Sequence[Json], style: Style) -> Forest:
    return forest([_mark(entry, style) for entry in entries], axis=style.axis, write=style.value)


def _mark(entry: Json, style: Style) -> Mark:
    estimate = entry["estimate"]
    return Mark(
        label=entry["arm"],
        estimate=estimate,
        low=known(entry["ci"], "low"),
        high=known(entry["ci"], "high"),
        text=None if estimate is None else style.value(estimate),
        interval=interval_text(entry["ci"], style.value),
    )
