"""What was changed of an experiment between two of its configurations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments import queries
from experiments.config_diff import Group, compare
from experiments.models import Experiment
from experiments.versions import NOW, Version, Versions, config_named, versions_of
from organizations.pages import MemberRequest, member_page

AS_IT_IS = "as it is now, not run yet"


class VersionChoice(forms.Form):
    a = forms.ChoiceField(label="Before")
    b = forms.ChoiceField(label="After")

    def __init__(self, *args: Any, versions: Versions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(str(each.number), _label(each)) for each in versions.listed]
        options += [(NOW, AS_IT_IS)] if versions.unrun else []
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)
            field.choices = options


@require_safe
@member_page
def configurations(request: MemberRequest, experiment_id: UUID) -> HttpResponse:
    found = queries.experiment_or_404(request.user, experiment_id=experiment_id)
    versions = versions_of(found)
    form = VersionChoice(_chosen(request, versions), versions=versions)
    context: dict[str, Any] = {
        "organization": found.organization,
        "experiment": found,
        "form": form,
        "all": request.GET.get("all") == "1",
        "several": len(versions.keys) > 1,
    }
    if context["several"] and form.is_valid():
        context |= _compared(found, versions, **form.cleaned_data)
    return render(request, "experiments/configurations.html", context)


def _chosen(request: MemberRequest, versions: Versions) -> dict[str, str]:
    """The address as it is. Where it is silent, as things are now, and what was before that."""
    b = request.GET.get("b") or versions.current
    others = [key for key in versions.keys if key != b]
    return {"a": request.GET.get("a") or next(reversed(others), ""), "b": b}


def _compared(found: Experiment, versions: Versions, *, a: str, b: str) -> dict[str, Any]:
    groups = compare(*(config_named(found, versions, key=key) for key in (a, b)))
    return {
        "a": a,
        "b": b,
        "groups": groups,
        "changes": _changes(groups),
    }


def _changes(groups: Sequence[Group]) -> list[tuple[int, str]]:
    """How many of what, as the page begins."""
    settings = sum(group.n_different for group in groups if not group.only)
    removed, added = (sum(group.only == side for group in groups) for side in ("a", "b"))
    counted = [
        (settings, "setting changed" if settings == 1 else "settings changed"),
        (removed, "arm removed" if removed == 1 else "arms removed"),
        (added, "arm added" if added == 1 else "arms added"),
    ]
    return [(n, what) for n, what in counted if n]


def _label(version: Version) -> str:
    s = "" if version.runs == 1 else "s"
    now = ", as it is now" if version.current else ""
    return f"{version.number}: {version.runs} run{s} from {version.first_at:%Y-%m-%d %H:%M}{now}"
