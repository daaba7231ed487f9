"""Where people begin: their organisations, one organisation at a glance, and its experiments."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from experiments.listing import RECENT, arms_of, experiments_in
from experiments.models import Experiment, Run
from experiments.overview import (
    failed_since,
    going_on,
    owners_of,
    progress_of_setup,
    running_in,
    spend_since,
)
from experiments.queries import organizations_of, run_rows
from experiments.states import RunState
from leaderboards.forms import ExperimentFilter
from leaderboards.headlines import headlines_of
from leaderboards.presenters.overview import (
    ExperimentRow,
    experiment_rows,
    failed_view,
    running_views,
    spend_view,
)
from leaderboards.presenters.setup import setup_steps
from organizations.access import organization_or_404, role_in
from organizations.models import Organization
from organizations.pages import MemberRequest, member_page
from organizations.roles import Role, includes

ORGANIZATIONS_SHOWN = 50
EXPERIMENTS_SHOWN = 25
RECENT_SHOWN = 8
RUNNING_SHOWN = 3
LATELY = timedelta(hours=24)
NOTHING = Experiment.objects.none()


@require_safe
@member_page
def home(request: MemberRequest) -> HttpResponse:
    """The organisations of the reader; who has one alone is there at once."""
    mine = organizations_of(request.user)
    page = Paginator(mine, ORGANIZATIONS_SHOWN).get_page(request.GET.get("page"))
    shown: list[Any] = list(page.object_list)
    if page.paginator.count == 1:
        return _organization_page(request, shown[0])
    running = running_in(shown)
    rows = [
        {"organization": each, "role": Role(each.role).label, "running": running.get(each.pk, 0)}
        for each in shown
    ]
    return render(request, "leaderboards/home.html", {"page": page, "rows": rows})


@require_safe
@member_page
def organization(request: MemberRequest, slug: str) -> HttpResponse:
    return _organization_page(request, organization_or_404(request.user, slug=slug))


@require_safe
@member_page
def experiments(request: MemberRequest, slug: str) -> HttpResponse:
    found = organization_or_404(request.user, slug=slug)
    form = ExperimentFilter(request.GET, owners=owners_of(found))
    fitting = experiments_in(found, **form.cleaned_data) if form.is_valid() else NOTHING
    page = Paginator(fitting, EXPERIMENTS_SHOWN).get_page(request.GET.get("page"))
    context = _standing(request, found) | {
        "form": form,
        "page": page,
        "rows": _rows(list(page.object_list)),
        "filtered": any(request.GET.get(name) for name in form.filters),
        "sort": form.cleaned_data.get("sort") or RECENT,
    }
    return render(request, "leaderboards/experiments.html", context)


def _organization_page(request: MemberRequest, found: Organization) -> HttpResponse:
    now = timezone.now()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    recent = list(experiments_in(found)[: RECENT_SHOWN + 1])
    going, n_running = going_on(found, most=RUNNING_SHOWN)
    first = reverse("experiment", args=[recent[0].pk]) if recent else ""
    context = _standing(request, found)
    context |= {
        "running": running_views(going),
        "n_running": n_running,
        "more_running": n_running - len(going),
        "failed": failed_view(failed_since(found, since=now - LATELY)),
        "spend": spend_view(spend_since(found, month=month)),
        "month": month,
        "rows": _rows(recent[:RECENT_SHOWN]),
        "more": len(recent) > RECENT_SHOWN,
        "steps": setup_steps(
            progress_of_setup(found),
            found,
            user=request.user,
            role=context["role"],
            first=first,
        ),
    }
    return render(request, "leaderboards/organization.html", context)


def _standing(request: MemberRequest, found: Organization) -> dict[str, Any]:
    """Who asks, and what he may do there."""
    role = role_in(request.user, found) or Role.VIEWER
    return {
        "organization": found,
        "role": role,
        "may_define": includes(role, needed=Role.EDITOR),
        "may_govern": role == Role.ADMIN and request.user.is_staff,
    }


def _rows(shown: Sequence[Any]) -> list[ExperimentRow]:
    """Of experiments as they are listed: a query for each kind of thing that a row says."""
    last = {each.last_run_id: each.last_run_state for each in shown if each.last_run_id}
    running = [pk for pk, state in last.items() if state == RunState.RUNNING]
    return experiment_rows(
        shown,
        n_arms=arms_of(shown),
        running={row.id: row for row in run_rows(Run.objects.filter(pk__in=running))},
        headlines=headlines_of(list(last)),
    )
