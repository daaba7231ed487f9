"""The boards of a run on pages of the apps beneath, which do not know that there are any."""

from collections.abc import Mapping
from typing import Any

from django import template

from experiments.models import Run
from leaderboards.presenters.compact import CompactBoards, compact_boards
from leaderboards.queries import published
from leaderboards.run_pages import simulated_arms

register = template.Library()
MAY_LOOK = "leaderboards.view_runsummary"


@register.simple_tag(takes_context=True)
def boards_of_run(context: Mapping[str, Any], run: Run | None) -> CompactBoards | None:
    """None before the run is published, and for those who may not look at summaries."""
    if run is None or not context["request"].user.has_perm(MAY_LOOK):
        return None
    summary = published(run)
    return compact_boards(summary, simulated=simulated_arms(summary["arms"])) if summary else None
