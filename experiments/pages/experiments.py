"""An experiment, and the form that starts a run."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from experiments import presenters, queries
from experiments.actions import start_run
from experiments.estimate import estimate_draft
from experiments.estimate_view import view_of
from experiments.idempotency import Answer, Keep, once_awaited
from experiments.models import Experiment, Run
from experiments.pace import pace_of
from experiments.preflight import RunRefused, draft_run, problems_of
from experiments.versions import versions_of
from experiments.work.stage import Problem
from organizations.access import require_role
from organizations.errors import DomainError
from organizations.models import User
from organizations.pages import MemberRequest, may_edit, member_page
from organizations.roles import Role

RUNS_SHOWN = 20
ALREADY = (
    "This run was started by the same press of the button. To start another one, open the"
    " experiment again."
)


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
        answer = once_awaited(
            found.organization,
            key=request.POST.get("idempotency_key"),
            asked={"page": "run-start", "experiment": str(found.pk)},
            act=lambda keep: _started(found, actor=request.user, keep=keep),
        )
    except RunRefused as refusal:
        return _experiment_page(request, found, problems=refusal.problems)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("experiment", experiment_id=found.pk)
    if answer.replayed:
        messages.info(request, ALREADY)
    return redirect(answer.location)


def _started(found: Experiment, *, actor: User, keep: Keep) -> Answer:
    def address(run: Run) -> Answer:
        return Answer(status=302, location=reverse("run", args=[run.pk]), body=None)

    return address(start_run(found, actor=actor, then=lambda run: keep(address(run))))


def _experiment_page(
    request: MemberRequest, found: Experiment, *, problems: Sequence[Problem] = ()
) -> HttpResponse:
    runs = found.runs.select_related("created_by")
    page = Paginator(runs, RUNS_SHOWN).get_page(request.GET.get("page"))
    draft = draft_run(found, starting=False)
    estimate, versions = estimate_draft(draft), versions_of(found)
    context: dict[str, Any] = {
        "organization": found.organization,
        "experiment": found,
        "arms": presenters.arm_rows(found),
        "page": page,
        "runs": presenters.run_views(page.object_list, versions=versions),
        "versions": versions,
        "may_run": may_edit(request, found.organization),
        "estimate": view_of(estimate),
        "pace": pace_of(estimate, draft.allowlist),
        "problems": problems,
        "standing": [] if problems else problems_of(draft),
        "idempotency_key": uuid4().hex,
    }
    status = 422 if problems else 200
    return render(request, "experiments/experiment.html", context, status=status)
