"""What an organisation has to choose from, and why some of it is not to be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from experiments.models import TaskSet
from experiments.work.stage import Judge, stages
from organizations.models import Organization
from providers.kinds import ProviderKind
from providers.models import Connection
from providers.policy import denial, entries_of
from providers.registry import is_simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderChoice:
    """A kind of provider as the organisation's policy has it. `refusal` is empty if enabled."""

    kind: str
    label: str
    refusal: str
    allowed_models: tuple[str, ...]
    connections: tuple[str, ...]
    simulated: bool
    entry_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Everything that the fields offer."""

    task_sets: tuple[TaskSet, ...]
    providers: tuple[ProviderChoice, ...]
    judges: tuple[Judge, ...]


class Select(forms.Select):
    """Options that are visible, and by the browser not to be selected.

    A browser does not send a disabled option, even if the page came with it selected. So that
    nothing is lost, such a value stands in a hidden field before the select; what is selected
    afterwards comes later in the form, and is what counts.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disabled: frozenset[str] = frozenset()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if str(option["value"]) in self.disabled:
            option["attrs"]["disabled"] = True
        return option

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        html = super().render(name, value, attrs, renderer)
        if value and str(value) in self.disabled:
            kept = format_html('<input type="hidden" name="{}" value="{}">', name, value)
            return kept + html
        return html


def choices_of(organization: Organization) -> Choices:
    judges = [judge for stage in stages() for judge in stage.judges(organization)]
    return Choices(
        task_sets=tuple(TaskSet.objects.in_organization(organization).filter(keys_only=False)),
        providers=tuple(_providers(organization)),
        judges=tuple(judges),
    )


def offer(field: forms.Field, options: Sequence[Any], *, disabled: Iterable[str] = ()) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = options
    field.widget.disabled = frozenset(disabled)


def target(kind: str, connection: str) -> str:
    """A connection together with its provider, as one value."""
    return f"{kind}/{connection}"


def offer_targets(field: forms.Field, providers: Sequence[ProviderChoice]) -> None:
    """Every provider is seen; those that are not enabled or have no connection, only seen."""
    groups: list[tuple[str, Any]] = [("", "Choose a connection")]
    disabled = []
    for provider in providers:
        values = [
            (target(provider.kind, name), f"{name} ({provider.label})")
            for name in provider.connections
        ] or [(target(provider.kind, ""), "no connection yet")]
        if provider.refusal or not provider.connections:
            disabled += [value for value, _ in values]
        suffix = " (not enabled)" if provider.refusal else ""
        groups.append((f"{provider.label}{suffix}", values))
    offer(field, groups, disabled=disabled)


def offer_judges(field: forms.Field, judges: Sequence[Judge]) -> None:
    options = [("", "None: no evaluator board")]
    options += [(judge.reference, judge.label) for judge in judges]
    offer(field, options, disabled=[judge.reference for judge in judges if judge.refusal])


def offer_task_sets(field: forms.Field, task_sets: Sequence[TaskSet]) -> None:
    options = [("", "Choose a task set")]
    options += [(str(each.pk), _task_set_label(each)) for each in task_sets]
    offer(field, options)


def _task_set_label(task_set: TaskSet) -> str:
    s = "" if task_set.n_tasks == 1 else "s"
    return f"{task_set} · {task_set.n_tasks} task{s}"


def _providers(organization: Organization) -> Iterable[ProviderChoice]:
    entries = entries_of(organization)
    names: dict[str, list[str]] = {}
    for connection in Connection.objects.in_organization(organization).order_by("name"):
        names.setdefault(connection.provider, []).append(connection.name)
    for kind in ProviderKind:
        entry = entries.get(kind)
        denied = denial(entry, provider=kind, model="") if not (entry and entry.enabled) else None
        yield ProviderChoice(
            kind=kind.value,
            label=str(kind.label),
            refusal=denied.message if denied else "",
            allowed_models=tuple(entry.allowed_models) if entry else (),
            connections=tuple(names.get(kind, ())),
            simulated=is_simulated(kind),
            entry_id=entry.pk if entry else None,
        )
