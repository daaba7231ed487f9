"""An attempt that kills whichever process works on it fails alone.

The stub kills the process at the other end of the connection that the marked prompt came by.
"""

from benchmarks.chaos import runs
from benchmarks.chaos.faults import kill_client
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import Answer, Asked, provider, said
from benchmarks.chaos.told import failures_told
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.models import Attempt
from experiments.states import WorkState
from providers.codes import ErrorCode

POISON = "Do 7."
ANSWER_SECONDS = 0.05
MOST_KILLS = 3


def play(world: World, size: int) -> Figures:
    crew, kills = world.workers(), []

    def answer(asked: Asked) -> Answer:
        if asked.prompt == POISON:
            kills.append(kill_client(asked.peer, to=asked.port, among=crew.pids))
            return said(delay=None)
        return said(delay=ANSWER_SECONDS)

    with provider(answer) as stub:
        run = runs.start(
            world.new_slug("poison"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_end(run, seconds=90 + size / 20)
    poisoned = Attempt.objects.get(run=run, task__prompt=POISON)
    failed = runs.states(run)[WorkState.FAILED]
    return [
        exactly("what became of it", poisoned.error_code or poisoned.state, ErrorCode.INTERRUPTED),
        exactly("innocents that failed", failed - (poisoned.state == WorkState.FAILED), 0),
        exactly("innocents that succeeded", runs.states(run)[WorkState.SUCCEEDED], size - 1),
        at_most("workers that it killed", sum(kills), MOST_KILLS),
        exactly("times that it was sent, each of them a kill", len(kills), sum(kills)),
        *failures_told(run),
    ]
