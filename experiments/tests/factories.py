"""Definitions, runs and results for the tests of every app, one organisation throughout."""

import factory
from django.utils import timezone

from experiments.artifacts.contract import ArtifactFormat
from experiments.models import (
    Arm,
    Artifact,
    Attempt,
    Experiment,
    Run,
    RunArm,
    Task,
    TaskSet,
    Validation,
)
from experiments.states import RunState, ValidationStatus, WorkState
from organizations.tests.factories import ModelFactory, OrganizationFactory
from providers.kinds import ProviderKind
from providers.tests.factories import ConnectionFactory

DIGEST = "sha256:" + "0" * 64


class TaskSetFactory(ModelFactory):
    class Meta:
        model = TaskSet

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: f"tasks-{number}")
    version = 1
    digest = factory.Sequence(lambda number: f"sha256:{number:064x}")
    n_tasks = 1


class TaskFactory(ModelFactory):
    """Asks for a patch and defines no check."""

    class Meta:
        model = Task

    task_set = factory.SubFactory(TaskSetFactory)
    key = factory.Sequence(lambda number: f"task-{number:04}")
    prompt = "Make it work."
    answer = factory.LazyFunction(lambda: {"kind": "patch"})


class ExperimentFactory(ModelFactory):
    class Meta:
        model = Experiment

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: f"experiment-{number}")
    task_set = factory.SubFactory(
        TaskSetFactory, organization=factory.SelfAttribute("..organization")
    )


class ArmFactory(ModelFactory):
    class Meta:
        model = Arm

    experiment = factory.SubFactory(ExperimentFactory)
    key = factory.Sequence(lambda number: f"arm-{number:03}")
    provider = ProviderKind.OPENAI_COMPATIBLE
    connection = factory.SubFactory(
        ConnectionFactory, organization=factory.SelfAttribute("..experiment.organization")
    )
    model = "model-1"


class RunFactory(ModelFactory):
    """Running. `finished=True` for one that completed."""

    class Meta:
        model = Run

    class Params:
        finished = factory.Trait(
            state=RunState.COMPLETED, finished_at=factory.LazyFunction(timezone.now)
        )

    experiment = factory.SubFactory(ExperimentFactory)
    task_set = factory.SelfAttribute("experiment.task_set")
    config = factory.LazyFunction(lambda: {"evaluator": None})
    config_digest = DIGEST
    repeats = 1
    max_concurrency = 4
    attempt_timeout_seconds = 60
    started_at = factory.LazyFunction(timezone.now)


class RunArmFactory(ModelFactory):
    class Meta:
        model = RunArm

    run = factory.SubFactory(RunFactory)
    key = factory.Sequence(lambda number: f"arm-{number:03}")
    provider = ProviderKind.OPENAI_COMPATIBLE
    model = "model-1"


class AttemptFactory(ModelFactory):
    """Pending. `succeeded=True` for one that was answered, `failed=True` for a timeout."""

    class Meta:
        model = Attempt

    class Params:
        succeeded = factory.Trait(
            state=WorkState.SUCCEEDED,
            provider_calls=1,
            finish_reason="stop",
            output_text="An answer.",
            latency_ms=120.5,
            started_at=factory.LazyFunction(timezone.now),
            responded_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
        )
        failed = factory.Trait(
            state=WorkState.FAILED,
            provider_calls=1,
            error_code="timeout",
            error_detail="The provider did not answer in time.",
            retryable=True,
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
        )

    arm = factory.SubFactory(RunArmFactory)
    run = factory.SelfAttribute("arm.run")
    task = factory.SubFactory(TaskFactory, task_set=factory.SelfAttribute("..run.task_set"))
    repeat = 1


class ArtifactFactory(ModelFactory):
    class Meta:
        model = Artifact

    attempt = factory.SubFactory(AttemptFactory, succeeded=True)
    format = ArtifactFormat.UNIFIED.value
    diff = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n"
    diff_sha256 = "1" * 64
    files = factory.LazyFunction(
        lambda: [
            {"path": "x.py", "old_path": "x.py", "change": "modified", "added": 1, "removed": 1}
        ]
    )
    applies = True
    apply_method = "git"


class ValidationFactory(ModelFactory):
    """The engine's own, passed."""

    class Meta:
        model = Validation

    attempt = factory.SubFactory(AttemptFactory, succeeded=True)
    run = factory.SelfAttribute("attempt.run")
    state = WorkState.SUCCEEDED
    status = ValidationStatus.PASSED
    score = 1.0
    checks = factory.LazyFunction(
        lambda: [{"kind": "applies", "status": "passed", "score": 1.0, "detail": ""}]
    )
    finished_at = factory.LazyFunction(timezone.now)
