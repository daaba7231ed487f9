"""Working hints: what a task does, apart from how it is sent."""

from uuid import UUID

from experiments.work import drain as draining
from experiments.work.drain import Hint
from experiments.work.stage import stage_named


def work_stage(name: str, run_id: str, *, hint: Hint) -> None:
    draining.drain(stage_named(name), UUID(run_id), hint=hint)
