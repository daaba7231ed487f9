"""A run that is cancelled stops calling; a worker that is told to end hands in what it holds."""

import time
from collections.abc import Callable

from benchmarks.chaos import runs
from benchmarks.chaos.crew import Crew
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import always, provider, said
from benchmarks.chaos.scenarios.survival import nothing_lost
from benchmarks.chaos.world import IN_FLIGHT, WORKERS, World
from experiments.run_controls import cancel_run
from experiments.states import CallOutcome, RunState, WorkState

ANSWER_SECONDS = 0.25
GRACE_SECONDS = 2.0
TERMINATIONS = 10


def play_cancel(world: World, size: int) -> Figures:
    world.workers()
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("cancel"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_done(run, int(size * 0.3), seconds=60 + size / 20)
        cancelled = time.time()
        cancel_run(run)
        seconds = runs.await_end(run, seconds=30)
        time.sleep(max(0.0, GRACE_SECONDS + 1 - seconds))
    states = runs.states(run)
    return [
        at_most("calls after the cancel, against slots", len(stub.between(cancelled)), IN_FLIGHT),
        exactly("calls 2 s after it", len(stub.between(cancelled + GRACE_SECONDS)), 0),
        exactly("what became of the run", run.state, RunState.CANCELLED),
        exactly("attempts", states[WorkState.SUCCEEDED] + states[WorkState.CANCELLED], size),
        exactly("times that the run was finalised", runs.summaries(run), 1),
    ]


def play_rolling(world: World, size: int) -> Figures:
    """One worker after the other is told to end; the next one, once its successor is up."""
    return roll(world, size, terminations=TERMINATIONS, then=Crew.await_ready)


def play_rolling_fast(world: World, size: int) -> Figures:
    """As a test has time for: both are told to end before a successor is up."""
    return roll(world, size, terminations=WORKERS, then=lambda crew: None)


def roll(world: World, size: int, *, terminations: int, then: Callable[[Crew], None]) -> Figures:
    crew, met = world.workers(), 0
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("rolling"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_done(run, size // 20, seconds=60)
        for number in range(terminations):
            met += runs.done(run) < size
            crew.terminate(number % len(crew))
            then(crew)
        runs.await_end(run, seconds=60 + size / 10)
    aborted = runs.calls(run, outcome__in=(CallOutcome.ABORTED, CallOutcome.AMBIGUOUS))
    return [
        exactly("SIGTERM that met the run at work", met, terminations),
        exactly("requests beyond one an attempt", stub.total - size, 0),
        exactly("calls that were cut off", aborted, 0),
        *nothing_lost(run, size=size),
    ]
