"""The columns of a board: those that every board has, and those of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.figures import known

Json = Mapping[str, Any]
Sortable = float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`text` is None where nothing is known; `detail` is what stands smaller beneath."""

    text: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of a board's own. `name` is what an address and a file call it; `value` is what rows are
    put in order by, None where nothing is known."""

    name: str
    title: str
    about: str
    cell: Callable[[Json], Cell]
    value: Callable[[Json], Sortable]


def _quality(repeats: int) -> tuple[Column, ...]:
    completed = _figure(
        "completed_only",
        "Completed only",
        "The same share without infrastructure failures",
        value=lambda entry: entry["missing"]["score_completed_only"],
        write=figures.percent,
    )
    if repeats < 2:
        return (completed,)
    return (
        completed,
        _figure(
            "any",
            f"Any of {repeats}",
            f"pass@{repeats}: at least one of {repeats} attempts passes",
            value=lambda entry: entry["pass_at_k"],
            write=figures.percent,
        ),
        _figure(
            "all",
            f"All of {repeats}",
            f"All {repeats} attempts pass",
            value=lambda entry: entry["all_k_pass"],
            write=figures.percent,
        ),
    )


def _latency(repeats: int) -> tuple[Column, ...]:
    return tuple(
        _quantile(title, title, f"{title} over all attempts", key=key, write=figures.milliseconds)
        for title, key in (("p50", "p50_ms"), ("p90", "p90_ms"), ("p99", "p99_ms"))
    )


def _cost(repeats: int) -> tuple[Column, ...]:
    return (
        Column(
            name="per_solved",
            title="Per solved task",
            about="Cost of all attempts over the quality they reached, with its standard error",
            cell=_per_solved,
            value=lambda entry: known(entry["usd_per_solved"], "estimate"),
        ),
        _quantile("median", "Median attempt", "Median cost of an attempt", key="p50_usd"),
        _figure(
            "total",
            "Total",
            "All attempts of known cost together",
            value=lambda entry: entry["total_usd"],
            write=figures.usd,
        ),
    )


def _evaluator(repeats: int) -> tuple[Column, ...]:
    return (
        _figure(
            "risk",
            "Risk",
            "Mean risk that the evaluator saw, 0 to 1: lower is better",
            value=lambda entry: entry["risk"],
            write=figures.score,
        ),
        Column(
            name="calibration",
            title="Calibration error",
            about="How far the evaluator's confidence is from how often validation agrees with it",
            cell=_calibration,
            value=lambda entry: known(entry["confidence_calibration"], "ece"),
        ),
    )


# Board → its own columns for a number of repeats.
COLUMNS: Mapping[str, Callable[[int], tuple[Column, ...]]] = {
    "quality": _quality,
    "latency": _latency,
    "cost": _cost,
    "evaluator": _evaluator,
}


def _figure(
    name: str,
    title: str,
    about: str,
    *,
    value: Callable[[Json], float | None],
    write: Callable[[float], str],
) -> Column:
    return Column(
        name=name,
        title=title,
        about=about,
        cell=lambda entry: Cell(text=figures.written(value(entry), write)),
        value=value,
    )


def _quantile(
    name: str, title: str, about: str, *, key: str, write: Callable[[float], str] = figures.usd
) -> Column:
    """Where it is open upwards, what it is at least stands for it."""
    return Column(
        name=name,
        title=title,
        about=f"{about}, with its 95% interval",
        cell=lambda entry: _quantile_cell(entry[key], write),
        value=lambda entry: known(entry[key], "estimate") or known(entry[key], "lower_bound"),
    )


def _quantile_cell(value: Json | None, write: Callable[[float], str]) -> Cell:
    estimate, bound = known(value, "estimate"), known(value, "lower_bound")
    if estimate is None:
        return Cell(text=None if bound is None else f"≥ {write(bound)}")
    low, high = known(value, "low"), known(value, "high")
    if low is None or high is None:
        return Cell(text=write(estimate))
    return Cell(text=write(estimate), detail=figures.interval(write(low), write(high)))


def _per_solved(entry: Json) -> Cell:
    ratio = entry["usd_per_solved"]
    if ratio is None:
        return Cell(text=None)
    error = ratio["std_error"]
    detail = "" if error is None else f"± {figures.usd(error)}"
    return Cell(text=figures.usd(ratio["estimate"]), detail=detail)


def _calibration(entry: Json) -> Cell:
    found = entry["confidence_calibration"]
    if found is None:
        return Cell(text=None)
    detail = f"Brier {figures.score(found['brier'])}, {figures.count(found['n'])} judged"
    return Cell(text=figures.score(found["ece"]), detail=detail)
