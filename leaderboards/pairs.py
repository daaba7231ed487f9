"""Two arms of a published run: their pair on each board, and the tasks behind it."""

import json
from typing import Any

from experiments.models import Run
from leaderboards.models import RunSummary
from leaderboards.queries import current_summary
from leaderboards.statistics.summary import BOARDS, per_task
from leaderboards.stored_cells import cells_of
from organizations.errors import DomainError

Json = dict[str, Any]


class SummaryNotPublished(DomainError):
    """The run goes on, so there is nothing to read yet."""

    status = 404

    def __init__(self) -> None:
        super().__init__("summary_not_published", "The run has no published summary yet.")


class RevisionUnknown(DomainError):
    """No such summary was published, at least not yet."""

    status = 404

    def __init__(self, number: int) -> None:
        super().__init__("revision_unknown", f"The run has no summary of revision {number}.")


def published_summary(run: Run) -> RunSummary:
    """The current revision. Raises SummaryNotPublished."""
    summary = current_summary(run)
    if summary is None:
        raise SummaryNotPublished
    return summary


def published_revision(run: Run, number: int) -> RunSummary:
    """Of the current one and those before it. Raises SummaryNotPublished and RevisionUnknown."""
    current = published_summary(run)
    if number == current.revision:
        return current
    earlier: RunSummary | None = RunSummary.objects.filter(run=run, revision=number).first()
    if earlier is None:
        raise RevisionUnknown(number)
    return earlier


def comparison_of(summary: RunSummary, *, a: str, b: str) -> Json:
    """The pair of each board, in the order of the arms' keys as published, with its tasks.

    Both must be keys of the run's arms, and different.
    """
    first, second = sorted((a, b))
    published = json.loads(summary.content)["pairwise"]
    cells = cells_of(summary)
    compared = {first, second} <= set(cells.arms)
    return {
        "run": str(summary.run_id),
        "a": first,
        "b": second,
        "pairwise": {board: _pair(published.get(board, []), a=first, b=second) for board in BOARDS},
        "tasks": {
            board: per_task(cells, board=board, a=first, b=second) if compared else []
            for board in BOARDS
        },
    }


def _pair(pairs: list[Json], *, a: str, b: str) -> Json | None:
    return next((pair for pair in pairs if (pair["a"], pair["b"]) == (a, b)), None)
