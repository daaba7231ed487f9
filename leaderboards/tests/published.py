"""Runs with a published summary, for the tests of the pages."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from evaluation.models import Evaluation, EvaluatorProfile, RunProfile
from evaluation.tests.factories import EvaluationFactory, EvaluatorProfileFactory
from experiments.models import Attempt, Run, RunArm, Task, Validation
from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from organizations.ids import ascending_uuid7s
from organizations.models import Organization

# A validation whose run ended before it could start.
BROKEN = {
    "state": "failed",
    "error_code": "deadline_exceeded",
    "error_detail": "The run's deadline passed before this could start.",
    "status": None,
    "score": None,
    "checks": [],
}


def published_run(
    *, arms: Sequence[str] = ("able", "slow"), tasks: int = 3, judged: bool = True, **run
) -> Run:
    """The first arm solves all tasks, each further one is slower, dearer and fails the first."""
    found = RunFactory(finished=True, **run)
    found.task_set.n_tasks = tasks
    found.task_set.save()
    rows = [TaskFactory(task_set=found.task_set, key=f"t{n:02}") for n in range(tasks)]
    profile = EvaluatorProfileFactory(organization=organization_of(found)) if judged else None
    if profile:
        RunProfile.objects.create(run=found, profile=profile)
    ids = ascending_uuid7s()
    attempts = [
        _answered(RunArmFactory(run=found, key=key), rows, place=place, ids=ids)
        for place, key in enumerate(arms)
    ]
    _store(attempts, profile=profile)
    publish(found)
    return found


def _answered(
    arm: RunArm, tasks: Sequence[Task], *, place: int, ids: Iterator[UUID]
) -> list[Attempt]:
    """In the order of the tasks by their ids as well, which tests go by."""
    return [
        AttemptFactory.build(
            id=next(ids),
            arm=arm,
            task=task,
            succeeded=True,
            latency_ms=100.0 * (place + 1) + number,
            cost_usd=Decimal("0.001") * (place + 1),
            cost_source="table",
        )
        for number, task in enumerate(tasks)
    ]


def _store(attempts: Sequence[Sequence[Attempt]], *, profile: EvaluatorProfile | None) -> None:
    """With what came of them, table by table."""
    every = [attempt for by_arm in attempts for attempt in by_arm]
    failed = {by_arm[0].pk for by_arm in attempts[1:] if by_arm}
    ids = ascending_uuid7s()
    validations = [
        ValidationFactory.build(
            id=next(ids),
            attempt=attempt,
            status="failed" if attempt.pk in failed else "passed",
            score=float(attempt.pk not in failed),
        )
        for attempt in every
    ]
    Attempt.objects.bulk_create(every)
    Validation.objects.bulk_create(validations)
    if profile:
        Evaluation.objects.bulk_create(
            EvaluationFactory.build(id=next(ids), attempt=attempt, profile=profile)
            for attempt in every
        )


def organization_of(run: Run) -> Organization:
    return run.experiment.organization
