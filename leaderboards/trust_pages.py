"""Pages about judges: the profiles, how far each can be trusted, and labelling blind."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.labels import Label, labelled_by, next_to_label, post_labels
from evaluation.profiles import caveats_of
from evaluation.queries import judgeable, profile_or_404, profiles_of
from experiments.models import Run
from experiments.queries import run_or_404
from leaderboards.forms import LabelForm
from leaderboards.presenters.diffs import DiffView, diff_view
from leaderboards.statistics.repeatability import ATTRIBUTES
from leaderboards.trust import trust_of
from organizations.access import organization_or_404, require_role
from organizations.errors import DomainError
from organizations.pages import MemberRequest, member_page
from organizations.roles import Role

PROFILES_SHOWN = 50


@require_safe
@member_page
def evaluators(request: MemberRequest, slug: str) -> HttpResponse:
    organization = organization_or_404(request.user, slug=slug)
    profiles = Paginator(profiles_of(organization), PROFILES_SHOWN)
    page = profiles.get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "page": page,
        "rows": [{"profile": each, "caveats": caveats_of(each)} for each in page.object_list],
    }
    return render(request, "leaderboards/evaluators.html", context)


@require_safe
@member_page
def evaluator(request: MemberRequest, slug: str, profile_id: UUID) -> HttpResponse:
    organization = organization_or_404(request.user, slug=slug)
    profile = profile_or_404(organization, profile_id=profile_id)
    trust = trust_of(profile)
    repeated = trust["repeatability"] or {}
    context = {
        "organization": organization,
        "profile": profile,
        "trust": trust,
        "repeated": [(name, repeated[name]) for name in ATTRIBUTES if name in repeated],
    }
    return render(request, "leaderboards/evaluator.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def label(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """One patch and its task, and nothing that says whose it is or what a judge thought."""
    run = run_or_404(request.user, run_id=run_id)
    require_role(request.user, run.experiment.organization, needed=Role.EDITOR)
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _labelled(request, run, form):
        return redirect("label", run_id=run.pk)
    attempt = next_to_label(run, analyst=request.user)
    context = {
        "run": run,
        "experiment": run.experiment,
        "organization": run.experiment.organization,
        "attempt": attempt,
        "diff": _shown(attempt.artifact.diff) if attempt else None,
        "form": form if request.method == "POST" else LabelForm(),
        "done": labelled_by(run, analyst=request.user),
        "total": judgeable(run).count(),
    }
    return render(request, "leaderboards/label.html", context)


def _shown(diff: str) -> DiffView:
    """Without the link to the whole of a long patch: there its arm is told."""
    return replace(diff_view(diff), cut=False)


def _labelled(request: MemberRequest, run: Run, form: LabelForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    try:
        post_labels(run, [Label(**said)], source="", actor=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, "Kept. Here is the next one.")
    return True
