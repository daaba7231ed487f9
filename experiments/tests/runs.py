"""Building a small run through the same actions that people use."""

from typing import Any

from experiments.actions import start_run
from experiments.definitions import save_experiment, save_task_set
from experiments.models import Run
from experiments.spec import ArmSpec, ExperimentSpec
from experiments.taskfile import TaskLine
from organizations.models import Organization
from providers.models import AllowlistEntry, Connection


def started_run(
    base_url: str,
    *,
    tasks: int | list[dict[str, Any]] = 10,
    repeats: int = 1,
    arms: int = 1,
    organization: str = "acme",
    **changes: Any,
) -> Run:
    """A run of `arms` × `tasks` × `repeats` against one OpenAI-compatible endpoint."""
    owner, _ = Organization.objects.get_or_create(
        slug=organization, defaults={"name": organization}
    )
    AllowlistEntry.objects.update_or_create(
        organization=owner,
        provider="openai_compatible",
        defaults={"enabled": True, "allowed_models": ["*"]},
    )
    Connection.objects.update_or_create(
        organization=owner,
        name="local",
        defaults={"provider": "openai_compatible", "settings": {"base_url": base_url}},
    )
    lines = _lines(tasks) if isinstance(tasks, int) else tasks
    task_set = save_task_set(
        owner, name="tests", tasks=[TaskLine.model_validate(line) for line in lines]
    )
    spec = ExperimentSpec(
        name="tests",
        repeats=repeats,
        tasks="tasks.jsonl",
        arms=[
            ArmSpec(
                key=f"arm-{number}",
                provider="openai_compatible",
                connection="local",
                model=f"model-{number}",
            )
            for number in range(arms)
        ],
        **changes,
    )
    experiment = save_experiment(owner, spec, task_set=task_set, evaluator="", actor=None)
    return start_run(experiment, actor=None)


def _lines(count: int) -> list[dict[str, Any]]:
    return [{"key": f"task-{number:04}", "prompt": f"Do {number}."} for number in range(count)]
