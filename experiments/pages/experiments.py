"""Home, an experiment, and the two forms that start and cancel a run."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments import presenters, queries
from experiments.actions import cancel_run, start_run
from experiments.models import Experiment
from experiments.preflight import RunRefused
from experiments.work.stage import Problem
from organizations.access import require_role
from organizations.errors import DomainError
from organizations.pages import MemberRequest, may_edit, member_page
from organizations.roles import Role

EXPERIMENTS_SHOWN = 50
RUNS_SHOWN = 20


@require_safe
@member_page
def home(request: MemberRequest) -> HttpResponse:
    experiments = queries.experiments_of(request.user)
    page = Paginator(experiments, EXPERIMENTS_SHOWN).get_page(request.GET.get("page"))
    organizations = queries.organizations_of(request.user)
    groups = presenters.home_groups(organizations, page.object_list, first=page.number == 1)
    return render(request, "experiments/home.html", {"page": page, "groups": groups})


@require_safe
@member_page
def experiment(request: MemberRequest, experiment_id: UUID) -> HttpResponse:
    found = queries.experiment_or_404(request.user, experiment_id=experiment_id)
    return _experiment_page(request, found)


@require_POST
@member_page
def run_start(request: MemberRequest, experiment_id: UUID) -> HttpResponse:
    found = queries.experiment_or_404(request.user, experiment_id=experiment_id)
    require_role(request.user, found.organization, needed=Role.EDITOR)
    try:
        run = start_run(found, actor=request.user)
    except RunRefused as refusal:
        return _experiment_page(request, found, problems=refusal.problems)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("experiment", experiment_id=found.pk)
    return redirect("run", run_id=run.pk)


@require_POST
@member_page
def run_cancel(request: MemberRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_or_404(request.user, run_id=run_id)
    require_role(request.user, run.experiment.organization, needed=Role.EDITOR)
    try:
        cancel_run(run)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("run", run_id=run.pk)


def _experiment_page(
    request: MemberRequest, found: Experiment, *, problems: Sequence[Problem] = ()
) -> HttpResponse:
    page = Paginator(found.runs.all(), RUNS_SHOWN).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "organization": found.organization,
        "experiment": found,
        "arms": presenters.arm_rows(found),
        "page": page,
        "runs": queries.run_rows(page.object_list),
        "may_run": may_edit(request, found.organization),
        "problems": problems,
    }
    status = 422 if problems else 200
    return render(request, "experiments/experiment.html", context, status=status)
