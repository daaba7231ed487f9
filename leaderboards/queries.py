"""Reading what was published."""

import json
from typing import Any

from experiments.models import Run
from experiments.work.finish import republish
from leaderboards.models import Comparison, RunSummary


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


def sealed_comparison(work: Run) -> Comparison | None:
    """Of the replay that this is the work of, the last one; None before it has ended."""
    found: Comparison | None = Comparison.objects.filter(work=work).order_by("-number").first()
    return found


def comparison_document(work: Run) -> dict[str, Any] | None:
    """The comparison as it is shown: as it was sealed, with its seal."""
    sealed = sealed_comparison(work)
    if sealed is None:
        return None
    seal = {
        "number": sealed.number,
        "previous_digest": sealed.previous_digest or None,
        "digest": sealed.digest,
    }
    content: dict[str, Any] = json.loads(sealed.content)
    return content | {"seal": seal}
