"""A pair of arms, and the diagnostics of a run."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.diagnostics import diagnose
from experiments.models import Run
from experiments.queries import run_or_404
from experiments.states import RunState
from leaderboards.forms import PairChoice
from leaderboards.models import RunSummary
from leaderboards.presenters.boards import STYLES
from leaderboards.presenters.pairs import verdicts
from leaderboards.presenters.tasks import outcome_choices, task_rows
from leaderboards.queries import current_summary
from leaderboards.run_pages import simulated_arms
from leaderboards.statistics.summary import per_task
from leaderboards.stored_cells import cells_of
from organizations.pages import MemberRequest, member_page
from providers.kinds import ProviderKind
from providers.registry import is_simulated

TASKS_SHOWN = 100


@require_safe
@member_page
def pairwise(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    revision = current_summary(found)
    summary = json.loads(revision.content) if revision else None
    context = _run_context(found)
    arms = _compared(summary)
    if revision is None or summary is None or len(arms) < 2:
        return render(request, "leaderboards/pairwise_none.html", context)
    form = PairChoice(_chosen(request.GET, arms), arms=arms)
    context |= {"form": form, "simulated": simulated_arms(summary["arms"])}
    if form.is_valid():
        context |= _pair_context(request, revision, summary=summary, **form.cleaned_data)
    return render(request, "leaderboards/pairwise.html", context)


@require_safe
@member_page
def diagnostics(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    context = _run_context(found) | {
        "running": found.state == RunState.RUNNING,
        "found": diagnose(found),
        "simulated": [kind for kind in ProviderKind.values if is_simulated(kind)],
    }
    return render(request, "leaderboards/diagnostics.html", context)


def _run_context(found: Run) -> dict[str, Any]:
    experiment = found.experiment
    return {"run": found, "experiment": experiment, "organization": experiment.organization}


def _compared(summary: Mapping[str, Any] | None) -> list[str]:
    """The arms that the boards list: every board lists the same."""
    entries = summary["leaderboards"]["quality"]["entries"] if summary else []
    return sorted(entry["arm"] for entry in entries)


def _chosen(query: Mapping[str, str], arms: Sequence[str]) -> dict[str, str]:
    """The address as it is, with the first arms and the quality board where it is silent."""
    a = query.get("a") or next(key for key in arms if key != query.get("b"))
    b = query.get("b") or next(key for key in arms if key != a)
    board = query.get("board") or "quality"
    return {"a": a, "b": b, "board": board, "outcome": query.get("outcome", "")}


def _pair_context(
    request: MemberRequest,
    revision: RunSummary,
    *,
    summary: Mapping[str, Any],
    a: str,
    b: str,
    board: str,
    outcome: str,
) -> dict[str, Any]:
    outcomes = per_task(cells_of(revision, boards=[board]), board=board, a=a, b=b)
    rows = task_rows(outcomes, STYLES[board], only=outcome)
    pairs = verdicts(summary, a=a, b=b)
    return {
        "a": a,
        "b": b,
        "style": STYLES[board],
        "verdicts": pairs,
        "pair": next(pair for pair in pairs if pair.style.name == board),
        "choices": outcome_choices(outcomes),
        "outcome": outcome,
        "page": Paginator(rows, TASKS_SHOWN).get_page(request.GET.get("page")),
    }
