"""Building a small run through the same actions that people use."""

from typing import Any

from experiments.actions import start_run
from experiments.definitions import save_experiment, save_task_set
from experiments.models import Experiment, Run
from experiments.spec import ArmSpec, ExperimentSpec
from experiments.taskfile import TaskLine
from organizations.models import Organization
from providers.actions import save_connection
from providers.models import AllowlistEntry, Connection
from providers.spec import ConnectionSpec


def allowed_organization(base_url: str, *, slug: str = "acme", **changes: Any) -> Organization:
    """An organisation that may call every model of one endpoint, its connection `local`."""
    owner, _ = Organization.objects.get_or_create(slug=slug, defaults={"name": slug})
    AllowlistEntry.objects.update_or_create(
        organization=owner,
        provider="openai_compatible",
        defaults={"enabled": True, "allowed_models": ["*"]},
    )
    fields = {"provider": "openai_compatible", "settings": {"base_url": base_url}} | changes
    save_connection(owner, ConnectionSpec(name="local", **fields))
    return owner


def saved_experiment(
    owner: Organization,
    *,
    tasks: int | list[dict[str, Any]] = 10,
    arms: int | list[dict[str, Any]] = 1,
    name: str = "tests",
    evaluator: str = "",
    **changes: Any,
) -> Experiment:
    """`tasks` and `arms`: how many, or what they are."""
    lines = _lines(tasks) if isinstance(tasks, int) else tasks
    task_set = save_task_set(
        owner, name=name, tasks=[TaskLine.model_validate(line) for line in lines]
    )
    spec = ExperimentSpec(
        name=name,
        tasks="tasks.jsonl",
        arms=[ArmSpec(**arm) for arm in (_arms(arms) if isinstance(arms, int) else arms)],
        **changes,
    )
    return save_experiment(owner, spec, task_set=task_set, evaluator=evaluator, actor=None)


def started_run(base_url: str, *, organization: str = "acme", **changes: Any) -> Run:
    """Every arm on every task, `repeats` times, against one OpenAI-compatible endpoint."""
    owner = allowed_organization(base_url, slug=organization)
    return start_run(saved_experiment(owner, **changes), actor=None)


def run_on_two_connections(base_url: str, **changes: Any) -> Run:
    """Two arms, arm-0 on the connection `local`, arm-1 on another of the same provider."""
    owner = allowed_organization(base_url)
    Connection.objects.create(
        organization=owner,
        name="other",
        provider="openai_compatible",
        settings={"base_url": base_url},
    )
    arms = [arm(0), arm(1, connection="other")]
    return start_run(saved_experiment(owner, arms=arms, **changes), actor=None)


def arm(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "key": f"arm-{number}",
        "provider": "openai_compatible",
        "connection": "local",
        "model": f"model-{number}",
        **changes,
    }


def _arms(count: int) -> list[dict[str, Any]]:
    return [arm(number) for number in range(count)]


def _lines(count: int) -> list[dict[str, Any]]:
    return [{"key": f"task-{number:04}", "prompt": f"Do {number}."} for number in range(count)]
