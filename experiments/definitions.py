"""Storing what an experiment consists of: task sets by digest, experiments by name.

Two callers share this core. The command line stores what a file says and lets preflight tell
what stands in the way of a run. The API and the pages ask first (`check_experiment`), and store
nothing that is not allowed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from experiments.models import Arm, Experiment, Task, TaskSet
from experiments.preflight import DefinitionRefused, RunDraft, problems_of
from experiments.spec import ArmBody, ExperimentBody, ExperimentFields, ExperimentSpec
from experiments.taskfile import TaskLine, tasks_digest
from organizations.constraints import is_of_the_moment, is_taken
from organizations.errors import DomainError, Invalid
from organizations.models import Organization, User
from organizations.versions import version_with
from providers.actions import hold_connections
from providers.amounts import plain
from providers.models import Connection
from providers.parameters import validate_parameters
from providers.policy import entries_of

KEYS_ONLY = (
    "This task set came with imported results: it has keys and no prompts, so nothing can be run"
    " on it."
)


class NameTaken(DomainError):
    """Another experiment of the organisation has the name."""

    def __init__(self) -> None:
        super().__init__("name_taken", "Another experiment of this organisation has this name.")


class Overtaken(DomainError):
    """Somebody stored or deleted, at the same moment, what this cannot be stored beside or
    without: the organisation, whoever asks, an arm of the same key."""

    def __init__(self) -> None:
        super().__init__(
            "overtaken",
            "Something that belongs to the experiment was changed or deleted at the same moment."
            " Nothing was stored: look again.",
        )


class HasRuns(DomainError):
    """What ran is evidence: it goes only with the organisation."""

    def __init__(self) -> None:
        super().__init__("experiment_has_runs", "An experiment that has runs is not deleted.")


def put_task_set(
    organization: Organization, *, name: str, tasks: Sequence[TaskLine]
) -> tuple[TaskSet, bool]:
    """The version with these very tasks, in whatever order. True: it is new."""
    digest = tasks_digest(tasks)

    def create(version: int) -> TaskSet:
        task_set = TaskSet.objects.create(
            organization=organization, name=name, version=version, digest=digest, n_tasks=len(tasks)
        )
        rows = (_task_row(task, task_set=task_set) for task in tasks)
        Task.objects.bulk_create(rows, batch_size=500)
        return task_set

    versions = TaskSet.objects.filter(organization=organization, name=name)
    return version_with(versions, digest=digest, create=create)


def save_task_set(organization: Organization, *, name: str, tasks: Sequence[TaskLine]) -> TaskSet:
    """Like `put_task_set`, for those who do not care whether it is new."""
    return put_task_set(organization, name=name, tasks=tasks)[0]


@transaction.atomic
def save_experiment(
    organization: Organization,
    spec: ExperimentSpec,
    *,
    task_set: TaskSet,
    evaluator: str,
    actor: User | None,
) -> Experiment:
    """Create the experiment or bring it to what the spec says. Raises Invalid, or Overtaken.

    An arm whose connection is not there is stored without one: preflight tells of it, among
    whatever else stands in the way of a run.
    """
    known = Experiment.objects.filter(organization=organization, name=spec.name).first()
    experiment = known or Experiment(organization=organization, created_by=actor)
    return _store(experiment, spec, task_set=task_set, evaluator=evaluator)


def check_experiment(
    organization: Organization, body: ExperimentBody, *, experiment: Experiment | None = None
) -> TaskSet:
    """The task set that the body names, where all that it defines is allowed and fit.

    Raises Invalid, NameTaken, DefinitionRefused with one problem for each arm.
    """
    task_set: TaskSet | None
    task_set = TaskSet.objects.in_organization(organization).filter(pk=body.task_set).first()
    if task_set is None:
        raise Invalid("task_set_unknown", "This organisation has no such task set.")
    if task_set.keys_only:
        raise Invalid("task_set_keys_only", KEYS_ONLY)
    named = Experiment.objects.in_organization(organization).filter(name=body.name).first()
    if named is not None and named != experiment:
        raise NameTaken
    draft = draft_of(organization, body, task_set=task_set)
    if problems := problems_of(draft):
        raise DefinitionRefused(problems)
    return task_set


def create_experiment(
    organization: Organization, body: ExperimentBody, *, actor: User | None
) -> Experiment:
    """Raises like `check_experiment`, or Overtaken; then nothing was stored."""
    task_set = check_experiment(organization, body)
    experiment = Experiment(organization=organization, created_by=actor)
    return _store(experiment, body, task_set=task_set, evaluator=body.evaluator or "")


def change_experiment(experiment: Experiment, body: ExperimentBody) -> Experiment:
    """Bring the experiment, locked by the caller, to what the body says.

    Runs keep the configuration that they started with. Raises like `create_experiment`.
    """
    task_set = check_experiment(experiment.organization, body, experiment=experiment)
    return _store(experiment, body, task_set=task_set, evaluator=body.evaluator or "")


def delete_experiment(experiment: Experiment) -> None:
    """Raises HasRuns. To be called with the experiment locked, so that no run begins meanwhile."""
    if experiment.runs.exists():
        raise HasRuns
    experiment.delete()


def definition_of(experiment: Experiment) -> dict[str, Any]:
    """The experiment as a body that would bring it to what it is."""
    return {
        "name": experiment.name,
        "repeats": experiment.repeats,
        "max_concurrency": experiment.max_concurrency,
        "deadline_seconds": experiment.deadline_seconds,
        "attempt_timeout_seconds": experiment.attempt_timeout_seconds,
        "budget_usd": plain(experiment.budget_usd),
        "on_interrupt": experiment.on_interrupt,
        "prompt_template": experiment.prompt_template or None,
        "task_set": str(experiment.task_set_id),
        "evaluator": experiment.evaluator or None,
        "arms": [_arm_body(arm) for arm in experiment.arms.select_related("connection")],
    }


def _arm_body(arm: Arm) -> dict[str, Any]:
    return {
        "key": arm.key,
        "provider": arm.provider,
        "connection": arm.connection.name if arm.connection else "",
        "model": arm.model,
        "parameters": arm.parameters,
    }


def draft_of(organization: Organization, body: ExperimentBody, *, task_set: TaskSet) -> RunDraft:
    """The run that the body would lead to, of rows that are not stored."""
    experiment = _filled(
        Experiment(organization=organization),
        body,
        task_set=task_set,
        evaluator=body.evaluator or "",
    )
    return RunDraft(
        organization=organization,
        experiment=experiment,
        arms=tuple(_new_arms(experiment, body.arms, of=_named_by(body.arms, organization))),
        allowlist=entries_of(organization),
        evaluator=experiment.evaluator,
        starting=False,
        defining=True,
    )


def _store(
    experiment: Experiment,
    spec: ExperimentSpec | ExperimentBody,
    *,
    task_set: TaskSet,
    evaluator: str,
) -> Experiment:
    try:
        with transaction.atomic():
            _filled(experiment, spec, task_set=task_set, evaluator=evaluator).save()
            _replace_arms(experiment, spec.arms)
    except IntegrityError as fault:  # by somebody who was not there to be seen
        if is_taken(fault, "experiment_name_once", of=Experiment):
            raise NameTaken from None
        if is_of_the_moment(fault):
            raise Overtaken from None
        raise
    return experiment


def _filled(
    experiment: Experiment, fields: ExperimentFields, *, task_set: TaskSet, evaluator: str
) -> Experiment:
    experiment.name = fields.name
    experiment.task_set = task_set
    experiment.repeats = fields.repeats
    experiment.max_concurrency = fields.max_concurrency
    experiment.deadline_seconds = fields.deadline_seconds
    experiment.attempt_timeout_seconds = fields.attempt_timeout_seconds
    experiment.budget_usd = fields.budget_usd
    experiment.on_interrupt = fields.on_interrupt.value
    experiment.prompt_template = fields.prompt_template or ""
    experiment.evaluator = evaluator
    return experiment


_DEFINED = ("provider", "connection_id", "model", "parameters")


def _named_by(specs: Sequence[ArmBody], organization: Organization) -> QuerySet[Connection]:
    names = {spec.connection for spec in specs}
    return Connection.objects.in_organization(organization).filter(name__in=names)


def _new_arms(
    experiment: Experiment, specs: Sequence[ArmBody], *, of: Iterable[Connection]
) -> Iterator[Arm]:
    connections = {(connection.name, connection.provider): connection for connection in of}
    for spec in specs:
        yield Arm(
            experiment=experiment,
            key=spec.key,
            provider=spec.provider,
            connection=connections.get((spec.connection, spec.provider)),
            model=spec.model,
            parameters=spec.parameters or {},
        )


def _replace_arms(experiment: Experiment, specs: Sequence[ArmBody]) -> None:
    """Each arm by itself: an arm that stays as it is is not touched, and changes can be audited.

    A connection that was deleted since it was checked is as one that is deleted right after.
    """
    named = _named_by(specs, experiment.organization).values_list("pk", flat=True)
    held = hold_connections(named).values()
    stored = {arm.key: arm for arm in experiment.arms.all()}
    for index, arm in enumerate(_new_arms(experiment, specs, of=held)):
        place = f"spec.experiment.arms.{index}.parameters"
        arm.parameters = validate_parameters(arm.parameters, place=place)
        known = stored.pop(arm.key, None)
        if known is None:
            arm.save()
        elif not _alike(known, arm):
            for field in _DEFINED:
                setattr(known, field, getattr(arm, field))
            known.save()
    for arm in stored.values():
        arm.delete()


def _alike(one: Arm, other: Arm) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in _DEFINED)


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
