"""While a provider is down it is asked now and then; when it is back, the run goes on.

Down is a server error for every call, and as well a rate limit that does not say for how long, and
the page that a proxy shows in its place.
"""

import time

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import Answer, Asked, provider, refused, said
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.states import WorkState
from experiments.work.breaker import LEAST_WITHOUT_EXCEPTION

ANSWER_SECONDS = 0.2
DOWN_SECONDS, LONG_SECONDS = 30.0, 120.0
MOST_CALLS, MOST_RECOVERY = 50, 15.0
PROBE_EVERY = 5.0  # seconds at the least, once an outage has lasted for longer than promised about
BROKEN, BUSY = refused(500), refused(429)
PAGE = Answer(
    body=b"<!DOCTYPE html><html><title>Back soon</title><p>We are working on it.</html>",
    headers={"content-type": "text/html"},
)


def play_for(
    world: World, size: int, *, down_seconds: float = DOWN_SECONDS, as_: Answer = BROKEN
) -> Figures:
    crew, down = world.workers(), [False]
    deaths = crew.deaths

    def answer(asked: Asked) -> Answer:
        return as_ if down[0] else said(delay=ANSWER_SECONDS)

    later = max(0.0, down_seconds - DOWN_SECONDS)
    most_calls = MOST_CALLS + later / PROBE_EVERY
    with provider(answer) as stub:
        run = runs.start(
            world.new_slug("outage"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_done(run, size // 5, seconds=60)
        down[0], began = True, time.time()
        time.sleep(down_seconds)
        down[0], back = False, time.time()
        until(lambda: stub.between(back), seconds=90, what="the provider is asked again")
        runs.await_end(run, seconds=60 + size / 20)
    after = [asked.at - back for asked in stub.between(back)]
    return [
        at_most("calls during the outage", len(stub.between(began, back)), most_calls),
        at_most("until the first call after it", after[0], MOST_RECOVERY, " s"),
        at_most(f"until {IN_FLIGHT} calls after it", after[IN_FLIGHT - 1], MOST_RECOVERY, " s"),
        exactly("attempts that failed", runs.states(run)[WorkState.FAILED], 0),
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        exactly("workers that died", crew.deaths - deaths, 0),
    ]


def play_small_run(world: World, size: int) -> Figures:
    """A run of hardly more attempts than were in flight goes on as soon as a large one."""
    world.workers()
    down = [True]

    def answer(asked: Asked) -> Answer:
        return refused(500) if down[0] else said(delay=ANSWER_SECONDS)

    with provider(answer) as stub:
        run = runs.start(
            world.new_slug("brief"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        enough = LEAST_WITHOUT_EXCEPTION
        until(lambda: stub.total >= enough, seconds=30, what="enough calls have met the outage")
        time.sleep(2)
        down[0] = False
        began = time.monotonic()
        runs.await_done(run, size, seconds=MOST_RECOVERY + size * ANSWER_SECONDS)
        seconds = time.monotonic() - began
        runs.await_end(run, seconds=60)
    return [
        at_most("until all was done after it", seconds, MOST_RECOVERY, " s"),
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
    ]


def play(world: World, size: int) -> Figures:
    return play_for(world, size)


def play_long(world: World, size: int) -> Figures:
    return play_for(world, size, down_seconds=LONG_SECONDS)


def play_storm(world: World, size: int) -> Figures:
    """429 to everything, without Retry-After."""
    return play_for(world, size, as_=BUSY)


def play_page(world: World, size: int) -> Figures:
    """A status of 200, and HTML."""
    return play_for(world, size, as_=PAGE)


def play_short(world: World, size: int) -> Figures:
    """As long as a test has time for."""
    return play_for(world, size, down_seconds=5)
