from experiments.models.attempts import Artifact, Attempt, Validation
from experiments.models.definitions import Arm, Experiment, Task, TaskSet
from experiments.models.engine import Reconciling, WorkerBeat
from experiments.models.idempotency import IdempotentRequest
from experiments.models.ledger import ProviderCall
from experiments.models.runs import Run, RunArm

__all__ = [
    "Arm",
    "Artifact",
    "Attempt",
    "Experiment",
    "IdempotentRequest",
    "ProviderCall",
    "Reconciling",
    "Run",
    "RunArm",
    "Task",
    "TaskSet",
    "Validation",
    "WorkerBeat",
]
