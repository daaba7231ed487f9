"""Storing a whole spec: organisation, policy, connections, tasks, profile, experiment."""

from pathlib import Path

from django.db import transaction

from evaluation.profiles import save_profile
from evaluation.spec import Spec
from experiments.definitions import save_experiment, save_task_set
from experiments.models import Experiment
from experiments.taskfile import TaskLine, read_tasks
from organizations.models import Organization, User
from providers.actions import apply_allowlist, save_connection


def tasks_of(spec: Spec, *, directory: Path) -> list[TaskLine]:
    """The tasks that the spec names, relative to its own directory. Raises Invalid."""
    return read_tasks(directory / spec.experiment.tasks)


@transaction.atomic
def apply_spec(spec: Spec, *, tasks: list[TaskLine], actor: User | None) -> Experiment:
    """All of it or nothing. Raises Invalid, RunRefused."""
    organization, _ = Organization.objects.get_or_create(
        slug=spec.organization, defaults={"name": spec.organization}
    )
    apply_allowlist(organization, spec.providers or {})
    for connection in spec.connections:
        save_connection(organization, connection)
    evaluator = ""
    if spec.evaluator:
        profile = save_profile(organization, spec.evaluator, actor=actor)
        evaluator = f"{profile.name}:{profile.version}"
    task_set = save_task_set(organization, name=spec.experiment.name, tasks=tasks)
    return save_experiment(
        organization, spec.experiment, task_set=task_set, evaluator=evaluator, actor=actor
    )
