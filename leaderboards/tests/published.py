"""Runs with a published summary, for the tests of the pages."""

from collections.abc import Sequence
from decimal import Decimal

from evaluation.models import RunProfile
from evaluation.tests.factories import EvaluationFactory, EvaluatorProfileFactory
from experiments.models import Run
from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
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
    for place, key in enumerate(arms):
        arm = RunArmFactory(run=found, key=key)
        for number, task in enumerate(rows):
            attempt = AttemptFactory(
                arm=arm,
                task=task,
                succeeded=True,
                latency_ms=100.0 * (place + 1) + number,
                cost_usd=Decimal("0.001") * (place + 1),
                cost_source="table",
            )
            solved = place == 0 or number > 0
            ValidationFactory(
                attempt=attempt, status="passed" if solved else "failed", score=float(solved)
            )
            if profile:
                EvaluationFactory(attempt=attempt, profile=profile)
    publish(found)
    return found


def organization_of(run: Run) -> Organization:
    return run.experiment.organization
