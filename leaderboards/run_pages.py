"""The page of a run: how far it is, then its four boards; each board as a file; its diagnostics."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.queries import profile_of
from experiments.diagnostics import diagnose
from experiments.holds import blocked_of, waiting_of
from experiments.latest import latest_failures, pace_of
from experiments.models import Run
from experiments.queries import failures_of, progress_by_arm, run_or_404
from experiments.run_controls import retryable_failures
from experiments.states import RunState
from leaderboards.board_files import board_about, board_rows
from leaderboards.presenters.live import live_view
from leaderboards.presenters.runs import money_view, summary_view
from leaderboards.presenters.styles import STYLES
from leaderboards.queries import published
from leaderboards.table_files import FORMS, table_file
from organizations.pages import MemberRequest, may_edit, member_page
from providers.kinds import ProviderKind
from providers.registry import is_simulated


@require_safe
@member_page
def run(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    summary, experiment = published(found), found.experiment
    running = found.state == RunState.RUNNING
    context = run_context(found) | {
        "running": running,
        "may_run": may_edit(request, experiment.organization),
        "mendable": retryable_failures(found),
        "money": money_view(found),
    }
    if summary:
        asked = {board: request.GET.get(board, "") for board in STYLES}
        simulated = simulated_arms(summary["arms"])
        context["summary"] = summary_view(summary, simulated=simulated, asked=asked)
    context |= _progress(found) if running or not summary else {"failures": failures_of(found)}
    return render(request, "leaderboards/run.html", context)


@require_safe
@member_page
def board_file(request: MemberRequest, run_id: UUID, board: str, ending: str) -> HttpResponse:
    """The rows of one board as the page shows them; 404 before there are any."""
    summary = published(run_or_404(request.user, run_id=run_id))
    if summary is None or board not in STYLES or ending not in FORMS:
        raise Http404
    asked = request.GET.get(board, "")
    rows = board_rows(summary, board, asked=asked, simulated=simulated_arms(summary["arms"]))
    about = board_about(summary, board, asked=asked)
    return table_file(ending, rows, about=about, name=f"run-{run_id}-{board}")


@require_safe
@member_page
def diagnostics(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    context = run_context(found) | {
        "running": found.state == RunState.RUNNING,
        "found": diagnose(found),
        "simulated": [kind for kind in ProviderKind.values if is_simulated(kind)],
    }
    return render(request, "leaderboards/diagnostics.html", context)


def run_context(found: Run) -> dict[str, Any]:
    experiment = found.experiment
    return {"run": found, "experiment": experiment, "organization": experiment.organization}


def simulated_arms(arms: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(arm["key"] for arm in arms if is_simulated(arm["provider"]))


def _progress(found: Run) -> dict[str, Any]:
    """How far the run is, at what pace, what failed last, and what keeps it from going on."""
    now = timezone.now()
    progress = progress_by_arm(found)
    live = live_view(
        found, progress, pace=pace_of(found, now=now), failures=latest_failures(found), now=now
    )
    return {"live": live} | _held_up(found)


def _held_up(found: Run) -> dict[str, Any]:
    """Who judges, and what keeps a run from going on."""
    profile = profile_of(found)
    connections: list[UUID | None] = [*found.arms.values_list("connection_id", flat=True)]
    connections += [profile.connection_id] if profile else []
    running = found.state == RunState.RUNNING
    return {
        "profile": profile,
        "blocked": blocked_of(found) if running else [],
        "waiting": waiting_of({each for each in connections if each}) if running else [],
    }
