"""The database or the broker is away while answers are on their way: none of them is lost."""

import time
from collections.abc import Callable

from benchmarks.chaos import runs
from benchmarks.chaos.faults import kill_broker, restart_database, stop_broker
from benchmarks.chaos.figures import Figures, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import always, provider, said
from benchmarks.chaos.scenarios.survival import nothing_lost
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.states import CallOutcome

LEASES = 3
ANSWER_SECONDS = 0.5
KILLED_SECONDS, STOPPED_SECONDS = 15.0, 20.0


def play_database(world: World, size: int) -> Figures:
    """Restarted while every slot waits for an answer that takes longer than a lease."""
    world.workers()
    seconds = LEASES * world.pace.lease
    with provider(always(said(delay=seconds))) as stub:
        run = runs.start(
            world.new_slug("restart"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        wanted = min(size, IN_FLIGHT)
        until(lambda: stub.in_flight >= wanted, seconds=30, what="all slots wait")
        time.sleep(world.pace.lease)
        restart_database()
        runs.await_end(run, seconds=60 + (2 + size / IN_FLIGHT) * seconds)
    cut_off = runs.calls(run, outcome__in=(CallOutcome.AMBIGUOUS, CallOutcome.SUPERSEDED))
    return [
        exactly("requests beyond one an attempt", stub.total - size, 0),
        exactly("calls that were given up", cut_off, 0),
        *nothing_lost(run, size=size),
    ]


def play_killed_broker(world: World, size: int) -> Figures:
    """Gone with all it held, and back after a while."""
    return without_broker(world, size, harm=kill_broker, seconds=KILLED_SECONDS)


def play_stopped_broker(world: World, size: int) -> Figures:
    """It takes whatever is sent, and says nothing."""
    return without_broker(world, size, harm=stop_broker, seconds=STOPPED_SECONDS)


def without_broker(
    world: World, size: int, *, harm: Callable[[], Callable[[], None]], seconds: float
) -> Figures:
    crew = world.workers()
    deaths = crew.deaths
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("broker"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_done(run, size // 10, seconds=60)
        put_right = harm()
        time.sleep(seconds)
        put_right()
        runs.await_end(run, seconds=90 + size / 20)
    return [
        exactly("requests beyond one an attempt", stub.total - size, 0),
        exactly("workers that died", crew.deaths - deaths, 0),
        *nothing_lost(run, size=size),
    ]
