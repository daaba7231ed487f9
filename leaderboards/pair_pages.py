"""Two arms of a run: what the boards say, task by task, and what each made of one task."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.queries import scores_of
from experiments.models import Attempt, Run, Task, Validation
from experiments.queries import run_or_404
from leaderboards.forms import PairChoice, SideChoice
from leaderboards.presenters.outcomes import (
    chosen_outcomes,
    outcome_choices,
    paired_outcomes,
    task_row,
    unmatched_outcomes,
)
from leaderboards.presenters.pairs import verdicts
from leaderboards.presenters.sides import Side, sides_of
from leaderboards.presenters.styles import STYLES
from leaderboards.queries import current_summary
from leaderboards.run_pages import run_context, simulated_arms
from leaderboards.stored_cells import cells_of
from leaderboards.table_files import FORMS, table_file
from leaderboards.validations import counted_validations
from organizations.access import get_or_404
from organizations.pages import MemberRequest, member_page

Json = dict[str, Any]
TASKS_SHOWN = 100
ABOUT_PAIR = ("a", "b", "board", "outcome")


@require_safe
@member_page
def pairwise(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    revision = current_summary(found)
    summary = json.loads(revision.content) if revision else None
    context, arms = run_context(found), compared(summary)
    if revision is None or summary is None or len(arms) < 2:
        return render(request, "leaderboards/pairwise_none.html", context)
    form = PairChoice(_chosen(request.GET, arms), arms=arms)
    context |= {"form": form, "simulated": simulated_arms(summary["arms"])}
    if not form.is_valid():
        return render(request, "leaderboards/pairwise.html", context)
    asked = form.cleaned_data
    paired, unmatched = _outcomes(cells_of(revision, boards=[asked["board"]]), asked)
    outcomes = chosen_outcomes(paired, unmatched, only=asked["outcome"])
    page = Paginator(outcomes, TASKS_SHOWN).get_page(request.GET.get("page"))
    if request.GET.get("format") in FORMS:
        return _pair_file(request, found, summary=summary, asked=asked, page=page)
    pairs, style = verdicts(summary, a=asked["a"], b=asked["b"]), STYLES[asked["board"]]
    context |= asked | {
        "style": style,
        "verdicts": pairs,
        "pair": next(pair for pair in pairs if pair.style is style),
        "choices": outcome_choices(paired, unmatched),
        "page": page,
        "rows": [task_row(outcome, style) for outcome in page.object_list],
    }
    return render(request, "leaderboards/pairwise.html", context)


@require_safe
@member_page
def side_by_side(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """One repeat of one task by two arms. 404 where the run has no such arms or task."""
    found = run_or_404(request.user, run_id=run_id)
    arms = list(found.arms.values_list("key", flat=True))
    form = SideChoice(request.GET, arms=arms)
    if not form.is_valid():
        raise Http404("Not found.")
    asked = form.cleaned_data
    task = get_or_404(
        Task.objects.only("key", "prompt"), task_set=found.task_set_id, key=asked["task"]
    )
    sides = _sides(found, asked)
    repeats = sorted({row.repeat for side in sides for row in side.rows})
    context = run_context(found) | _neighbours(found, asked)
    context |= asked | {"prompt": task.prompt, "sides": sides, "repeats": repeats}
    return render(request, "leaderboards/side_by_side.html", context)


def compared(summary: Mapping[str, Any] | None) -> list[str]:
    """The arms that the boards list: every board lists the same."""
    entries = summary["leaderboards"]["quality"]["entries"] if summary else []
    return sorted(entry["arm"] for entry in entries)


def _chosen(query: Mapping[str, str], arms: Sequence[str]) -> dict[str, str]:
    """The address as it is, with the first arms and the quality board where it is silent."""
    a = query.get("a") or next(key for key in arms if key != query.get("b"))
    b = query.get("b") or next(key for key in arms if key != a)
    board = query.get("board") or "quality"
    return {"a": a, "b": b, "board": board, "outcome": query.get("outcome", "")}


def _outcomes(cells: Any, asked: Json) -> tuple[list[Json], list[Json]]:
    """Of the tasks that are compared, and of those that are not."""
    pair = {"board": asked["board"], "a": asked["a"], "b": asked["b"]}
    return paired_outcomes(cells, **pair), unmatched_outcomes(cells, **pair)


def _pair_file(
    request: MemberRequest, found: Run, *, summary: Json, asked: Json, page: Page
) -> HttpResponse:
    """The page that is asked for; all of them where none is."""
    shown = page.object_list if request.GET.get("page") else page.paginator.object_list
    rows = [
        {name: row[name] for name in ("task", "value_a", "value_b", "difference", "outcome")}
        for row in shown
    ]
    about = about_table(found, summary, board=asked["board"]) | {
        name: asked[name] for name in ABOUT_PAIR
    }
    name = f"run-{found.pk}-pair-{asked['board']}"
    return table_file(request.GET["format"], rows, about=about, name=name)


def about_table(found: Run, summary: Mapping[str, Any], *, board: str) -> Json:
    """What the rows of a file are of."""
    return {
        "run": str(found.pk),
        "experiment": found.experiment.name,
        "imported": found.imported,
        "board": board,
        "unit": summary["leaderboards"][board]["unit"],
        "methods": summary["methods"],
        "input_digest": summary["input_digest"],
        "computed_at": summary["computed_at"],
    }


def _sides(found: Run, asked: Json) -> list[Side]:
    of_task = Attempt.objects.filter(
        run=found, arm__key__in=[asked["a"], asked["b"]], task__key=asked["task"]
    ).select_related("arm", "task")
    rows = list(of_task.defer("output_text", "task__files", "task__prompt").order_by("repeat"))
    ids = [row.pk for row in rows]
    chosen = [row.pk for row in rows if row.repeat == asked["repeat"]]
    whole = of_task.filter(pk__in=chosen).select_related("arm", "task", "artifact")
    return sides_of(
        [asked["a"], asked["b"]],
        rows=rows,
        chosen={attempt.arm.key: attempt for attempt in whole.prefetch_related("validations")},
        validations=counted_validations(Validation.objects.filter(attempt__in=ids)),
        scores=scores_of(ids),
    )


def _neighbours(found: Run, asked: Json) -> Json:
    """The tasks before and after it among those that the pair's page shows."""
    revision = current_summary(found)
    cells = cells_of(revision, boards=[asked["board"]]) if revision else None
    if cells is None or not {asked["a"], asked["b"]} <= set(cells.arms):
        return {"before": None, "after": None}
    outcomes = chosen_outcomes(*_outcomes(cells, asked), only=asked["outcome"])
    keys = [outcome["task"] for outcome in outcomes]
    place = keys.index(asked["task"]) if asked["task"] in keys else None
    if place is None:
        return {"before": None, "after": None}
    around = dict(enumerate(keys))
    return {
        "before": around.get(place - 1),
        "after": around.get(place + 1),
        "outcome_here": outcomes[place]["outcome"],
    }
