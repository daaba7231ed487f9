"""The order of a board's rows, as an address says it: `quality=-coverage`. Pure.

Whatever the order, arms without a figure come last, and arms alike stay as the board ranks them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters.columns import Column, Sortable

Json = Mapping[str, Any]
RANK, ARM, ESTIMATE = "rank", "arm", "estimate"
TASKS, COVERAGE, FAILED = "tasks", "coverage", "failed"
FAILURES = ("model_error", "timeout", "infra_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    column: str = RANK
    descending: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Of a column. `asks` is what its link asks for, `aria` how the rows stand by it now, empty
    where they do not; without `asks` there is no order by it."""

    title: str
    about: str = ""
    unit: str = ""
    number: bool = True
    asks: str = ""
    aria: str = ""


def failed(entry: Json) -> int:
    return sum(entry["missing"][reason] for reason in FAILURES)


def keys_of(columns: Sequence[Column]) -> dict[str, Callable[[Json], Sortable]]:
    """Column → what rows are put in order by."""
    return {
        RANK: lambda entry: entry["rank"],
        ARM: lambda entry: entry["arm"],
        ESTIMATE: lambda entry: entry["estimate"],
        TASKS: lambda entry: entry["n_tasks"],
        COVERAGE: lambda entry: entry["n_tasks"],
        FAILED: failed,
        **{column.name: column.value for column in columns},
    }


def order_of(asked: str, columns: Sequence[Column]) -> Order:
    """By rank where nothing is asked for, or what no board has."""
    name = asked.removeprefix("-")
    if name not in keys_of(columns):
        return Order()
    return Order(column=name, descending=asked.startswith("-"))


def in_order(entries: Sequence[Json], order: Order, columns: Sequence[Column]) -> list[Json]:
    key = keys_of(columns)[order.column]
    known = [entry for entry in entries if key(entry) is not None]
    unknown = [entry for entry in entries if key(entry) is None]
    return sorted(known, key=key, reverse=order.descending) + unknown  # type: ignore[arg-type]


def heads_of(order: Order, columns: Sequence[Column], *, unit: str, best_first: str) -> list[Head]:
    """All columns of a board. `best_first` is what asks for the best estimate at the top."""
    titles = [
        (RANK, "Rank", "The ranks that the paired tests leave open", "", RANK),
        (ARM, "Arm", "", "", ARM),
        (ESTIMATE, "Estimate", "", unit, best_first),
        ("", "95% interval", "", "", ""),
        (TASKS, "Tasks", "Tasks with a value; beneath, attempts with one", "attempts", f"-{TASKS}"),
        (COVERAGE, "Coverage", "Share of the run's tasks with a value", "", f"-{COVERAGE}"),
        (FAILED, "Failed", "Failed attempts; beneath, what for", "of attempts", f"-{FAILED}"),
        *((each.name, each.title, each.about, "", f"-{each.name}") for each in columns),
    ]
    return [
        Head(
            title=title,
            about=about,
            unit=unit_,
            number=name != ARM,
            asks=_asks(name, first, order),
            aria=_aria(name, order),
        )
        for name, title, about, unit_, first in titles
    ]


def _asks(name: str, first: str, order: Order) -> str:
    """The other direction for the column that the rows stand by, the useful one for others."""
    if name != order.column:
        return first
    return str(Order(column=name, descending=not order.descending))


def _aria(name: str, order: Order) -> str:
    if name != order.column:
        return ""
    return "descending" if order.descending else "ascending"
