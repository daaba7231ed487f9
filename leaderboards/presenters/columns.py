"""The columns that each board has of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.figures import known

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`text` is None where nothing is known; `detail` is what stands smaller beneath."""

    text: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    about: str
    cell: Callable[[Json], Cell]


def _quality(repeats: int) -> tuple[Column, ...]:
    completed = Column(
        title="Completed only",
        about="The same share without infrastructure failures",
        cell=lambda entry: _cell(entry["missing"]["score_completed_only"], figures.percent),
    )
    if repeats < 2:
        return (completed,)
    return (
        completed,
        Column(
            title=f"Any of {repeats}",
            about=f"pass@{repeats}: at least one of {repeats} attempts passes",
            cell=lambda entry: _cell(entry["pass_at_k"], figures.percent),
        ),
        Column(
            title=f"All of {repeats}",
            about=f"All {repeats} attempts pass",
            cell=lambda entry: _cell(entry["all_k_pass"], figures.percent),
        ),
    )


def _latency(repeats: int) -> tuple[Column, ...]:
    return (
        *(
            Column(
                title=title,
                about=f"{title} over all attempts, with its 95% interval",
                cell=lambda entry, key=key: _quantile(entry[key], figures.milliseconds),  # type: ignore[misc]
            )
            for title, key in (("p50", "p50_ms"), ("p90", "p90_ms"), ("p99", "p99_ms"))
        ),
        Column(
            title="Timeouts",
            about="Share of the attempts that timed out",
            cell=lambda entry: _cell(entry["timeout_rate"], figures.percent),
        ),
    )


def _cost(repeats: int) -> tuple[Column, ...]:
    return (
        Column(
            title="Per solved task",
            about="Cost of all attempts over the quality they reached, with its standard error",
            cell=_per_solved,
        ),
        Column(
            title="Median attempt",
            about="Median cost of an attempt, with its 95% interval",
            cell=lambda entry: _quantile(entry["p50_usd"], figures.usd),
        ),
        Column(
            title="Total",
            about="All attempts of known cost together",
            cell=lambda entry: _cell(entry["total_usd"], figures.usd),
        ),
    )


def _evaluator(repeats: int) -> tuple[Column, ...]:
    return (
        Column(
            title="Risk",
            about="Mean risk that the evaluator saw, 0 to 1: lower is better",
            cell=lambda entry: _cell(entry["risk"], figures.score),
        ),
        Column(
            title="Calibration error",
            about="How far the evaluator's confidence is from how often validation agrees with it",
            cell=_calibration,
        ),
    )


# Board → its columns for a number of repeats.
COLUMNS: Mapping[str, Callable[[int], tuple[Column, ...]]] = {
    "quality": _quality,
    "latency": _latency,
    "cost": _cost,
    "evaluator": _evaluator,
}


def _cell(value: float | None, write: Callable[[float], str]) -> Cell:
    return Cell(text=figures.written(value, write))


def _quantile(value: Json | None, write: Callable[[float], str]) -> Cell:
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
