"""All arms of a run against each other, and all of them on every task."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.queries import run_or_404
from leaderboards.forms import BoardChoice, TaskChoice
from leaderboards.pair_pages import about_table, compared
from leaderboards.presenters.pair_matrix import arms_in_order, pair_matrix, pair_rows
from leaderboards.presenters.styles import STYLES
from leaderboards.presenters.task_matrix import SHOWS, task_lines, task_rows, tasks_shown
from leaderboards.queries import current_summary, published
from leaderboards.run_pages import run_context, simulated_arms
from leaderboards.stored_cells import cells_of
from leaderboards.table_files import FORMS, table_file
from organizations.pages import MemberRequest, member_page

# So that no page is large, however many arms there are.
ARMS_SHOWN = 12
SIDE = 16
TASKS_SHOWN = 40


@require_safe
@member_page
def pairs(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    summary, context = published(found), run_context(found)
    if summary is None or len(compared(summary)) < 2:
        return render(request, "leaderboards/pairwise_none.html", context)
    form = BoardChoice(_asked(request.GET, BoardChoice))
    style = STYLES[form.cleaned_data["board"] if form.is_valid() else "quality"]
    arms = arms_in_order(summary, style.name)
    rows, columns = (_window(request.GET, name, arms, size=SIDE) for name in ("page", "arms"))
    shown = {"rows": list(rows.object_list), "columns": list(columns.object_list)}
    if request.GET.get("format") in FORMS:
        about = about_table(found, summary, board=style.name)
        name = f"run-{found.pk}-pairs-{style.name}"
        cells = pair_rows(summary, style.name, **shown)
        return table_file(request.GET["format"], cells, about=about, name=name)
    context |= {
        "style": style,
        "styles": list(STYLES.values()),
        "matrix": pair_matrix(summary, style, **shown),
        "page": rows,
        "columns": columns,
        "simulated": simulated_arms(summary["arms"]),
        "has_data": any(pair["n_tasks"] for pair in summary["pairwise"][style.name]),
    }
    return render(request, "leaderboards/pairs.html", context)


@require_safe
@member_page
def tasks(request: MemberRequest, run_id: UUID) -> HttpResponse:
    found = run_or_404(request.user, run_id=run_id)
    revision, context = current_summary(found), run_context(found)
    if revision is None:
        return render(request, "leaderboards/tasks.html", context)
    summary = json.loads(revision.content)
    form = TaskChoice(_asked(request.GET, TaskChoice))
    asked = form.cleaned_data if form.is_valid() else {"board": "quality", "show": ""}
    style = STYLES[asked["board"]]
    cells = cells_of(revision, boards=[style.name])
    shown = tasks_shown(cells, style.name)
    page = _window(request.GET, "page", shown[asked["show"]], size=TASKS_SHOWN)
    arms = _window(request.GET, "arms", arms_in_order(summary, style.name), size=ARMS_SHOWN)
    if request.GET.get("format") in FORMS:
        wanted = page.object_list if request.GET.get("page") else shown[asked["show"]]
        rows = task_rows(cells, style.name, tasks=list(wanted), arms=list(arms.object_list))
        about = about_table(found, summary, board=style.name) | {"show": asked["show"]}
        name = f"run-{found.pk}-tasks-{style.name}"
        return table_file(request.GET["format"], rows, about=about, name=name)
    context |= {
        "style": style,
        "styles": list(STYLES.values()),
        "show": asked["show"],
        "choices": [(name, words, len(shown[name])) for name, words in SHOWS.items()],
        "lines": task_lines(
            cells, style, tasks=list(page.object_list), arms=list(arms.object_list)
        ),
        "page": page,
        "columns": arms,
        "simulated": simulated_arms(summary["arms"]),
        "has_data": bool(cells.boards[style.name].known.any()),
    }
    return render(request, "leaderboards/tasks.html", context)


def _asked(query: Mapping[str, str], form: Any) -> dict[str, str]:
    return {"board": "quality"} | {
        name: query[name] for name in form.base_fields if query.get(name)
    }


def _window(query: Mapping[str, str], name: str, items: Sequence[Any], *, size: int) -> Page:
    return Paginator(items, size).get_page(query.get(name))
