"""Working hints: what a task does, apart from how it is sent."""

from uuid import UUID

from experiments.seats import Seats
from experiments.work import drain as draining
from experiments.work.drain import Hint
from experiments.work.stage import stage_named

seats = Seats()


def work_stage(name: str, run_id: str, *, hint: Hint) -> None:
    """Drain a stage of a run, unless this process is busy with enough others of the stage: then
    once one of these is done. A drain that is at work already is woken."""
    stage, run = stage_named(name), UUID(run_id)
    if seats.has(name, run):
        draining.drain(stage, run, hint=hint)
    elif seats.take(name, run, most=stage.runs_at_once):
        try:
            draining.drain(stage, run, hint=hint)
        finally:
            following = seats.leave(name, run)
            if following:
                hint(name, following)
