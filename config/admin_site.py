"""The admin, whose first page says how each organisation's providers are governed, and what its
last run came to."""

import json
from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from config.governance import governance_of
from leaderboards.models import RunSummary
from leaderboards.presenters.compact import CompactBoards, compact_boards
from leaderboards.queries import latest_by_organization
from leaderboards.run_pages import simulated_arms
from organizations.admin_faults import refusing_what_no_column_holds
from organizations.models import Organization, User
from providers.models import AllowlistEntry, Connection

SHOWN = 10
ARMS = 6  # of each run's boards
PAGE = "organizations"


class AdminSite(admin.AdminSite):
    site_title = site_header = "Bakeoff administration"
    index_title = "Governance"
    index_template = "governance/index.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(refusing_what_no_column_holds(view), cacheable)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, (extra_context or {}) | governance_context(request))


def governance_context(request: HttpRequest) -> dict[str, Any]:
    """For those who may look at connections and at what is allowed; empty for others."""
    if not all(_may_view(request, model) for model in (AllowlistEntry, Connection)):
        return {}
    page = Paginator(_in_sight(request), SHOWN).get_page(request.GET.get(PAGE))
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return {
        "governed": governance_of(list(page), month=month),
        "governed_page": page,
        "governed_parameter": PAGE,
        "month": month,
        "latest": _latest_boards(request, list(page)),
    }


def _latest_boards(
    request: HttpRequest, organizations: Sequence[Organization]
) -> list[tuple[Organization, CompactBoards]]:
    """Of each the boards that were published last, for those who may look at summaries."""
    if not _may_view(request, RunSummary):
        return []
    found = []
    for published in latest_by_organization(organizations):
        summary = json.loads(published.content)
        boards = compact_boards(summary, simulated=simulated_arms(summary["arms"]), most=ARMS)
        found.append((published.run.experiment.organization, boards))
    return found


def _in_sight(request: HttpRequest) -> Any:
    if request.user.is_superuser:
        return Organization.objects.order_by("name", "pk")
    return Organization.objects.for_user(cast(User, request.user)).order_by("name", "pk")


def _may_view(request: HttpRequest, model: Any) -> bool:
    return bool(admin.site._registry[model].has_view_permission(request))
