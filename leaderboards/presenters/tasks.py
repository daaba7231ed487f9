"""The task-level outcomes behind a pair."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.boards import Style

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChoice:
    """A filter over the tasks. `improved`: the first arm is better there than the second."""

    value: str
    label: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    task: str
    value_a: str | None
    value_b: str | None
    difference: str | None
    outcome: str


# The statistics' word → the word on the page.
OUTCOMES = {"a_better": "improved", "b_better": "regressed", "tie": "tied"}


def task_rows(outcomes: Sequence[Json], style: Style, *, only: str = "") -> list[TaskRow]:
    """The rows whose outcome is `only`; all of them for ''."""
    rows = [_row(outcome, style) for outcome in outcomes]
    return [row for row in rows if only in ("", row.outcome)]


def outcome_choices(outcomes: Sequence[Json]) -> list[OutcomeChoice]:
    """How many tasks each filter shows, all of them first."""
    counted = Counter(OUTCOMES[outcome["outcome"]] for outcome in outcomes)
    return [
        OutcomeChoice(value="", label="All", n=len(outcomes)),
        *(
            OutcomeChoice(value=word, label=word.capitalize(), n=counted[word])
            for word in OUTCOMES.values()
        ),
    ]


def _row(outcome: Json, style: Style) -> TaskRow:
    return TaskRow(
        task=outcome["task"],
        value_a=figures.written(outcome["value_a"], style.value),
        value_b=figures.written(outcome["value_b"], style.value),
        difference=figures.written(outcome["difference"], style.margin),
        outcome=OUTCOMES[outcome["outcome"]],
    )
