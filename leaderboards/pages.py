"""The attempts of a run, its diagnostics, and one attempt."""

from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.queries import scores_of
from experiments.diagnostics import diagnose
from experiments.models import Attempt, Validation
from experiments.queries import (
    attempt_or_404,
    attempts_of,
    calls_of,
    neighbours_of,
    run_or_404,
)
from experiments.states import RunState
from leaderboards.forms import AttemptFilter
from leaderboards.pair_pages import run_context
from leaderboards.presenters.attempts import AttemptRow, attempt_row, attempt_view
from leaderboards.validations import counted_validations
from organizations.pages import MemberRequest, member_page
from providers.kinds import ProviderKind
from providers.registry import is_simulated

ATTEMPTS_SHOWN = 50


@require_safe
@member_page
def attempts(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    arms = list(found.arms.values_list("key", flat=True))
    form = AttemptFilter(request.GET, run=found, arms=arms)
    rows = attempts_of(found, **form.cleaned_data) if form.is_valid() else Attempt.objects.none()
    page = Paginator(rows, ATTEMPTS_SHOWN).get_page(request.GET.get("page"))
    context = run_context(found) | {
        "form": form,
        "page": page,
        "rows": _attempt_rows(page.object_list),
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "leaderboards/attempts.html", context)


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


@require_safe
@member_page
def attempt(request: MemberRequest, attempt_id: UUID) -> HttpResponse:
    found = attempt_or_404(request.user, attempt_id=attempt_id)
    before, after = neighbours_of(found)
    score = scores_of([found.pk]).get(found.pk)
    validation = counted_validations(found.validations.all()).get(found.pk)
    calls = calls_of(found)
    context = run_context(found.run) | {
        "attempt": attempt_view(found, validation=validation, calls=calls, score=score),
        "prompt": found.task.prompt,
        "before": before,
        "after": after,
    }
    return render(request, "leaderboards/attempt.html", context)


def _attempt_rows(attempts: Iterable[Attempt]) -> list[AttemptRow]:
    shown = list(attempts)
    rows = Validation.objects.filter(attempt__in=[attempt.pk for attempt in shown])
    validations = counted_validations(rows.defer("checks"))
    return [attempt_row(each, validation=validations.get(each.pk)) for each in shown]
