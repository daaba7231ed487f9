"""A run's replays, the form that starts one, and what one came to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.bodies import REASON_LENGTH
from evaluation.queries import Replay, judge_of, replays_for
from evaluation.replay import (
    cancel_replay,
    judges_for,
    plan_replay,
    retry_replay,
    retryable_judgements,
    start_replay,
)
from experiments.estimate_view import view_of
from experiments.holds import blocked_of, waiting_of
from experiments.idempotency import Answer, Keep, once_awaited
from experiments.models import Run
from experiments.progress import progress_of
from experiments.queries import run_or_404
from experiments.states import RunState
from leaderboards.presenters.comparison import comparison_view
from leaderboards.queries import comparison_document
from organizations.access import get_or_404, require_role
from organizations.errors import DomainError
from organizations.models import User
from organizations.pages import MemberRequest, may_edit, member_page
from organizations.roles import Role

REPLAYS_SHOWN = 20
FLIPS_SHOWN = 100
STAGE = "evaluation"
ALREADY = "This replay was started by the same press of the button."


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def replays(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    if request.method == "POST":
        require_role(request.user, found.experiment.organization, needed=Role.EDITOR)
        return _start(request, found)
    rows = replays_for(request.user).filter(run=found)
    organization = found.experiment.organization
    context = _context(found) | {
        "page": Paginator(rows, REPLAYS_SHOWN).get_page(request.GET.get("page")),
        "running": found.state == RunState.RUNNING,
        "may_run": may_edit(request, organization),
        "judges": judges_for(found),
        "chosen": request.GET.get("profile", ""),
        "reason_length": REASON_LENGTH,
        "idempotency_key": uuid4().hex,
        **_planned(found, request.GET.get("profile", "")),
    }
    return render(request, "leaderboards/replays.html", context)


@require_safe
@member_page
def replay(request: MemberRequest, replay_id: UUID) -> HttpResponse:
    found = get_or_404(replays_for(request.user), pk=replay_id)
    document = comparison_document(found.work)
    context = _context(found.run) | {
        "replay": found,
        "work": found.work,
        "judge": judge_of(found),
        "may_run": may_edit(request, found.run.experiment.organization),
        "mendable": retryable_judgements(found),
    }
    if document:
        view = comparison_view(document)
        context["view"] = view
        context["page"] = Paginator(view.flips, FLIPS_SHOWN).get_page(request.GET.get("page"))
    if found.work.state == RunState.RUNNING:
        context |= _going_on(found)
    return render(request, "leaderboards/replay.html", context)


@require_POST
@member_page
def cancel(request: MemberRequest, replay_id: UUID) -> HttpResponse:
    return _steer(request, replay_id, cancel_replay)


@require_POST
@member_page
def retry(request: MemberRequest, replay_id: UUID) -> HttpResponse:
    return _steer(request, replay_id, retry_replay)


def _steer(
    request: MemberRequest, replay_id: UUID, change: Callable[[Replay], None]
) -> HttpResponse:
    found = get_or_404(replays_for(request.user), pk=replay_id)
    require_role(request.user, found.run.experiment.organization, needed=Role.EDITOR)
    try:
        change(found)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("replay", replay_id=found.pk)


def _context(found: Run) -> dict[str, Any]:
    experiment = found.experiment
    return {"run": found, "experiment": experiment, "organization": experiment.organization}


def _planned(found: Run, reference: str) -> dict[str, Any]:
    """What judging under the chosen profile would cost, or why it cannot be."""
    if not reference:
        return {}
    try:
        plan = plan_replay(found, reference=reference)
    except DomainError as refusal:
        return {"refusal": refusal.message}
    return {"plan": plan, "estimate": view_of(plan.estimate)}


def _start(request: MemberRequest, found: Run) -> HttpResponse:
    reference, reason = request.POST.get("profile", ""), request.POST.get("reason", "")
    try:
        answer = once_awaited(
            found.experiment.organization,
            key=request.POST.get("idempotency_key"),
            asked={
                "page": "replay-start",
                "run": str(found.pk),
                "profile": reference,
                "reason": reason,
            },
            act=lambda keep: _started(
                found, reference=reference, reason=reason, actor=request.user, keep=keep
            ),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        query = urlencode({"profile": reference})
        return redirect(f"{reverse('replays', args=[found.pk])}?{query}")
    if answer.replayed:
        messages.info(request, ALREADY)
    return redirect(answer.location)


def _started(found: Run, *, reference: str, reason: str, actor: User, keep: Keep) -> Answer:
    def address(replay: Replay) -> Answer:
        return Answer(status=302, location=reverse("replay", args=[replay.pk]), body=None)

    started = start_replay(
        found,
        reference=reference,
        reason=reason,
        actor=actor,
        then=lambda replay: keep(address(replay)),
    )
    return address(started)


def _going_on(found: Replay) -> dict[str, Any]:
    stages = progress_of(found.work).stages
    connection_id = found.work.judged_by.profile.connection_id
    return {
        "progress": next(each for each in stages if each.stage == STAGE),
        "blocked": blocked_of(found.work),
        "waiting": waiting_of({connection_id} if connection_id else set()),
    }
