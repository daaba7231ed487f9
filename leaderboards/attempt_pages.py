"""The attempts of a run, one attempt, and its patch as a file."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evaluation.queries import judging_span, scores_of
from experiments.models import Attempt, Validation
from experiments.queries import (
    attempt_or_404,
    attempts_of,
    calls_of,
    neighbours_of,
    run_or_404,
    siblings_of,
)
from leaderboards.forms import AttemptFilter
from leaderboards.presenters.attempts import AttemptRow, attempt_row, attempt_view
from leaderboards.presenters.exchange import digest_rows, request_view
from leaderboards.presenters.timeline import chart, spans_of
from leaderboards.presenters.verdict import verdict_of
from leaderboards.run_pages import run_context
from leaderboards.validations import counted_validations
from organizations.pages import MemberRequest, member_page

ATTEMPTS_SHOWN = 50
SIBLINGS_SHOWN = 24
SPLIT, UNIFIED = "split", "unified"
UNFIT = re.compile(r"[^A-Za-z0-9._-]+")  # in the name of a file


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
def attempt(request: MemberRequest, attempt_id: UUID) -> HttpResponse:
    found = attempt_or_404(request.user, attempt_id=attempt_id)
    before, after = neighbours_of(found)
    score = scores_of([found.pk]).get(found.pk)
    validation = counted_validations(found.validations.all()).get(found.pk)
    calls = list(calls_of(found))
    view = attempt_view(found, validation=validation, calls=calls, score=score)
    spans = spans_of(calls, validations=found.validations.all(), judging=judging_span(found.pk))
    context = run_context(found.run) | {
        "attempt": view,
        "verdict": verdict_of(found, validation=validation),
        "chart": chart(spans),
        "asked": request_view(found),
        "digests": digest_rows(found, view.artifact, run=found.run),
        "siblings": _attempt_rows(siblings_of(found)[:SIBLINGS_SHOWN]),
        "before": before,
        "after": after,
        "diff_as": SPLIT if request.GET.get("view") == SPLIT else UNIFIED,
    }
    return render(request, "leaderboards/attempt.html", context)


@require_safe
@member_page
def patch(request: MemberRequest, attempt_id: UUID) -> HttpResponse:
    """The normalised patch, as `git apply` takes it."""
    found = attempt_or_404(request.user, attempt_id=attempt_id)
    artifact = getattr(found, "artifact", None)
    if artifact is None or not artifact.diff:
        raise Http404("Not found.")
    name = UNFIT.sub("-", f"{found.task.key}-{found.arm.key}-{found.repeat}.patch")
    response = HttpResponse(artifact.diff, content_type="text/plain; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header or "attachment"
    return response


def _attempt_rows(attempts: Iterable[Attempt]) -> list[AttemptRow]:
    shown = list(attempts)
    rows = Validation.objects.filter(attempt__in=[attempt.pk for attempt in shown])
    validations = counted_validations(rows.defer("checks"))
    return [attempt_row(each, validation=validations.get(each.pk)) for each in shown]
