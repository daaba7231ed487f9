"""Reading what was published."""

import json
from typing import Any

from experiments.models import Run
from leaderboards.models import RunSummary


def latest_summary(run: Run) -> RunSummary | None:
    """The revision that pages and endpoints show; None before the run has ended."""
    summary: RunSummary | None = RunSummary.objects.filter(run=run).order_by("-revision").first()
    return summary


def published(run: Run) -> dict[str, Any] | None:
    """The document of the latest summary."""
    summary = latest_summary(run)
    return json.loads(summary.content) if summary else None
