"""Storing what an experiment consists of: task sets by digest, experiments by name."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from experiments.models import Arm, Experiment, Task, TaskSet
from experiments.spec import ArmSpec, ExperimentSpec
from experiments.taskfile import TaskLine, tasks_digest
from organizations.models import Organization, User
from providers.models import Connection
from providers.parameters import validate_parameters


@transaction.atomic
def save_task_set(organization: Organization, *, name: str, tasks: Sequence[TaskLine]) -> TaskSet:
    """The version with these very tasks: the stored one, else a new one."""
    digest = tasks_digest(tasks)
    versions = TaskSet.objects.filter(organization=organization, name=name)
    if known := versions.filter(digest=digest).first():
        return known
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    task_set: TaskSet = TaskSet.objects.create(
        organization=organization, name=name, version=latest + 1, digest=digest, n_tasks=len(tasks)
    )
    Task.objects.bulk_create((_task_row(task, task_set=task_set) for task in tasks), batch_size=500)
    return task_set


@transaction.atomic
def save_experiment(
    organization: Organization,
    spec: ExperimentSpec,
    *,
    task_set: TaskSet,
    evaluator: str,
    actor: User | None,
) -> Experiment:
    """Create the experiment or bring it to what the spec says. Raises Invalid.

    An arm whose connection is not there is stored without one: preflight tells of it, among
    whatever else stands in the way of a run.
    """
    defined = {
        "task_set": task_set,
        "repeats": spec.repeats,
        "max_concurrency": spec.max_concurrency,
        "deadline_seconds": spec.deadline_seconds,
        "attempt_timeout_seconds": spec.attempt_timeout_seconds,
        "prompt_template": spec.prompt_template or "",
        "evaluator": evaluator,
    }
    experiment, _ = Experiment.objects.update_or_create(
        organization=organization,
        name=spec.name,
        defaults=defined,
        create_defaults=defined | {"created_by": actor},
    )
    _replace_arms(experiment, spec.arms)
    return experiment


def _replace_arms(experiment: Experiment, specs: Sequence[ArmSpec]) -> None:
    connections = {
        (connection.name, connection.provider): connection
        for connection in Connection.objects.in_organization(experiment.organization)
    }
    experiment.arms.all().delete()
    Arm.objects.bulk_create(
        Arm(
            experiment=experiment,
            key=spec.key,
            provider=spec.provider,
            connection=connections.get((spec.connection, spec.provider)),
            model=spec.model,
            parameters=validate_parameters(
                spec.parameters, place=f"spec.experiment.arms.{index}.parameters"
            ),
        )
        for index, spec in enumerate(specs)
    )


def _task_row(task: TaskLine, *, task_set: TaskSet) -> Task:
    return Task(
        task_set=task_set,
        key=task.key,
        prompt=task.prompt,
        files=task.files,
        reference_patch=task.reference_patch or "",
        validation=task.validation or [],
        answer=task.answer or {"kind": "patch"},
        metadata=task.metadata,
    )
