"""The forms that steer a run: cancel, pause, resume, try again what failed."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from experiments import queries
from experiments.models import Run
from experiments.run_controls import cancel_run, pause_run, resume_run, retry_errors
from organizations.access import require_role
from organizations.errors import DomainError
from organizations.pages import MemberRequest, member_page
from organizations.roles import Role


@require_POST
@member_page
def cancel(request: MemberRequest, run_id: UUID) -> HttpResponse:
    return _steer(request, run_id, cancel_run)


@require_POST
@member_page
def pause(request: MemberRequest, run_id: UUID) -> HttpResponse:
    return _steer(request, run_id, pause_run)


@require_POST
@member_page
def resume(request: MemberRequest, run_id: UUID) -> HttpResponse:
    return _steer(request, run_id, resume_run)


@require_POST
@member_page
def retry(request: MemberRequest, run_id: UUID) -> HttpResponse:
    return _steer(request, run_id, retry_errors)


def _steer(request: MemberRequest, run_id: UUID, change: Callable[[Run], object]) -> HttpResponse:
    run = queries.run_or_404(request.user, run_id=run_id)
    require_role(request.user, run.experiment.organization, needed=Role.EDITOR)
    try:
        change(run)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("run", run_id=run.pk)
