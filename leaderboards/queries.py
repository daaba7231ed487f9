"""Reading what was published."""

import json
from typing import Any

from experiments.models import Run
from experiments.work.finish import republish
from leaderboards.models import RunSummary


def latest_summary(run: Run) -> RunSummary | None:
    """The last revision that was published; None before the run has ended."""
    summary: RunSummary | None = RunSummary.objects.filter(run=run).order_by("-revision").first()
    return summary


def current_summary(run: Run) -> RunSummary | None:
    """The latest revision; a new one, where a result came in after the last."""
    republish(run)
    return latest_summary(run)


def published(run: Run) -> dict[str, Any] | None:
    """The document of the latest summary."""
    summary = current_summary(run)
    return json.loads(summary.content) if summary else None
