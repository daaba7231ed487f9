"""The four boards of a summary: how each writes its figures, and its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.charts import Axis, Forest, Mark, forest
from leaderboards.presenters import figures
from leaderboards.presenters.columns import COLUMNS, Cell, Column
from leaderboards.presenters.figures import known
from leaderboards.presenters.flags import Flag, flag_views, shared_flags, without
from leaderboards.unjudged import NO_PROFILE, NOT_IN_RESULTS, why_unjudged

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one board speaks. `value` and `margin` write a figure and a difference of two."""

    name: str
    title: str
    arrow: str
    direction: str
    unit: str
    about: str
    no_data: str
    axis: Axis
    value: Callable[[float], str]
    margin: Callable[[float], str]


STYLES = {
    style.name: style
    for style in (
        Style(
            name="quality",
            title="Quality",
            arrow="↑",
            direction="higher is better",
            unit="of a task's attempts pass",
            about="Mean share of each task's attempts that passed validation. Failed attempts "
            "count as 0; the figure without infrastructure failures stands beside it.",
            no_data="No attempt was validated. Give the tasks a validation to fill this board.",
            axis=Axis.FRACTION,
            value=figures.percent,
            margin=figures.points,
        ),
        Style(
            name="latency",
            title="Latency",
            arrow="↓",
            direction="lower is better",
            unit="to the whole answer",
            about="Geometric mean of the tasks' median times to the whole answer. A timeout counts "
            "as at least as long as was waited; other failures are left out.",
            no_data="No attempt has a latency: none succeeded or timed out.",
            axis=Axis.LOG,
            value=figures.milliseconds,
            margin=figures.times_of_log,
        ),
        Style(
            name="cost",
            title="Cost",
            arrow="↓",
            direction="lower is better",
            unit="per task",
            about="Mean US dollars per attempt, task by task. Attempts of unknown cost are left "
            "out: an unknown cost is never 0.",
            no_data="No attempt has a known cost: the provider reports none and no price is "
            "listed for the models.",
            axis=Axis.ZERO,
            value=figures.usd,
            margin=figures.usd_difference,
        ),
        Style(
            name="evaluator",
            title="Evaluator",
            arrow="↑",
            direction="higher is better",
            unit="mean score, 0 to 1",
            about="Mean quality score that the evaluator profile gave to the patches it saw. It is "
            "a judge's opinion and stands apart from the validated quality.",
            no_data="Nothing was judged. Give the experiment an evaluator profile to fill this "
            "board.",
            axis=Axis.FRACTION,
            value=figures.score,
            margin=figures.score_difference,
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    arm: str
    simulated: bool
    rank: str | None
    rank_note: str
    estimate: str | None
    interval: str | None
    n_tasks: str
    n_scored: str
    n_attempts: str
    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    style: Style
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: Forest
    flags: tuple[Flag, ...]
    no_data: str
    has_data: bool


def board_view(summary: Json, name: str, *, simulated: frozenset[str]) -> BoardView:
    """One board, without the flags that the run as a whole has. `simulated` are the keys of arms
    whose figures are made up."""
    style, board = STYLES[name], summary["leaderboards"][name]
    entries, caveats = board["entries"], flag_views(board.get("flags", ()))
    of_run = flag_views(summary["flags"])
    shared = shared_flags(entries)
    columns = COLUMNS[name](summary["run"]["repeats"])
    return BoardView(
        style=style,
        columns=columns,
        rows=tuple(
            _row(entry, style, columns=columns, said=(*of_run, *shared), simulated=simulated)
            for entry in entries
        ),
        chart=forest(
            [_mark(entry, style) for entry in entries], axis=style.axis, write=style.value
        ),
        flags=(*caveats, *without(shared, said=of_run)),
        no_data=_no_data(summary, style),
        has_data=any(entry["estimate"] is not None for entry in entries),
    )


def _no_data(summary: Json, style: Style) -> str:
    """Why the board is empty, if it is."""
    why = why_unjudged(summary) if style.name == "evaluator" else NO_PROFILE
    if summary["run"]["imported"]:
        why = NOT_IN_RESULTS[style.name]
    return style.no_data if why == NO_PROFILE else f"{why[:1].upper()}{why[1:]}."


def _row(
    entry: Json,
    style: Style,
    *,
    columns: tuple[Column, ...],
    said: tuple[Flag, ...],
    simulated: frozenset[str],
) -> Row:
    rank, note = _rank(entry)
    return Row(
        arm=entry["arm"],
        simulated=entry["arm"] in simulated,
        rank=rank,
        rank_note=note,
        estimate=figures.written(entry["estimate"], style.value),
        interval=interval_text(entry["ci"], style.value),
        n_tasks=figures.count(entry["n_tasks"]),
        n_scored=figures.count(entry["n_scored"]),
        n_attempts=figures.count(entry["n_attempts"]),
        cells=tuple(column.cell(entry) for column in columns),
        missing=_missing(entry["missing"]),
        flags=without(flag_views(entry["flags"]), said=said),
    )


def interval_text(ci: Json | None, write: Callable[[float], str]) -> str | None:
    low, high = known(ci, "low"), known(ci, "high")
    if low is None or high is None:
        return None
    return figures.interval(write(low), write(high))


def _rank(entry: Json) -> tuple[str | None, str]:
    """The ranks that the paired tests leave open, or why there are none."""
    if entry["estimate"] is None:
        return None, "No data, no rank"
    if entry["rank_interval"] is None:
        return "withheld", "Ranks are withheld below 30 tasks"
    low, high = entry["rank_interval"]
    if low == high:
        return str(low), "Decided against every other arm"
    return figures.between(low, high), f"The paired tests leave the ranks {low} to {high} open"


def _missing(missing: Json) -> tuple[str, ...]:
    words = (
        ("model_error", "model error", "model errors"),
        ("timeout", "timeout", "timeouts"),
        ("infra_error", "infrastructure failure", "infrastructure failures"),
        ("unscored", "without a value", "without a value"),
    )
    return tuple(
        f"{figures.count(missing[key])} {one if missing[key] == 1 else many}"
        for key, one, many in words
        if missing[key]
    )


def _mark(entry: Json, style: Style) -> Mark:
    return Mark(
        label=entry["arm"],
        estimate=entry["estimate"],
        low=known(entry["ci"], "low"),
        high=known(entry["ci"], "high"),
        text=_described(entry, style),
    )


def _described(entry: Json, style: Style) -> str:
    if entry["estimate"] is None:
        return "no data"
    interval = interval_text(entry["ci"], style.value)
    return f"{style.value(entry['estimate'])}, 95% interval {interval or 'not known'}"
