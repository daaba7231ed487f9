"""Storing a whole spec: organisation, policy, connections, tasks, profile, experiment."""

from pathlib import Path

from django.db import transaction

from evaluation.profiles import save_profile
from evaluation.spec import EvaluatorSpec, Spec
from experiments.definitions import save_experiment, save_task_set
from experiments.models import Experiment
from experiments.preflight import RunRefused, arm_problems, draft_run
from experiments.spec import ArmSpec
from experiments.taskfile import TaskLine, read_tasks
from organizations.models import Organization, User
from providers.actions import apply_allowlist, save_connection
from providers.models import Connection


def tasks_of(spec: Spec, *, directory: Path) -> list[TaskLine]:
    """The tasks that the spec names, relative to its own directory. Raises Invalid."""
    return read_tasks(directory / spec.experiment.tasks)


def references_of(spec: Spec) -> set[str]:
    """Those of the credentials that the spec's arms and judge would be called with: its own, and
    of connections that it does not change, the stored ones."""
    stored = Connection.objects.filter(organization__slug=spec.organization)
    references = {
        (provider, name): reference
        for provider, name, reference in stored.values_list(
            "provider", "name", "credential_reference"
        )
    } | {(own.provider, own.name): own.credential_reference for own in spec.connections}
    callers: list[ArmSpec | EvaluatorSpec] = [*spec.experiment.arms]
    if spec.evaluator:
        callers.append(spec.evaluator)
    called = (references.get((caller.provider, caller.connection)) for caller in callers)
    return {reference for reference in called if reference}


@transaction.atomic
def apply_spec(spec: Spec, *, tasks: list[TaskLine], actor: User | None) -> Experiment:
    """All of it or nothing. Raises Invalid, RunRefused."""
    organization, _ = Organization.objects.get_or_create(
        slug=spec.organization, defaults={"name": spec.organization}
    )
    apply_allowlist(organization, spec.providers or {})
    for index, connection in enumerate(spec.connections):
        save_connection(organization, connection, place=f"spec.connections.{index}")
    task_set = save_task_set(organization, name=spec.experiment.name, tasks=tasks)
    experiment = save_experiment(
        organization, spec.experiment, task_set=task_set, evaluator="", actor=actor
    )
    if spec.evaluator:
        experiment.evaluator = _judge(experiment, spec.evaluator, actor=actor)
        experiment.save(update_fields=["evaluator"])
    return experiment


def _judge(experiment: Experiment, spec: EvaluatorSpec, *, actor: User | None) -> str:
    """NAME:VERSION. A judge that cannot be stored is told of together with the arms' problems."""
    try:
        profile = save_profile(experiment.organization, spec, actor=actor)
    except RunRefused as refused:
        arms = arm_problems(draft_run(experiment))
        raise RunRefused([*arms, *refused.problems]) from None
    return f"{profile.name}:{profile.version}"
