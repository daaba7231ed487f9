"""What an organisation's allowlist limits holds over all of its runs and all workers."""

import time

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_least, at_most, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import Asked, always, provider, said
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.actions import start_run
from experiments.run_controls import cancel_run
from experiments.states import WorkState

ANSWER_SECONDS = 0.05
MINUTE = 60.0
AT_ONCE = 4


def play_rate(world: World, size: int) -> Figures:
    """Over three minutes, by the provider's own clock."""
    world.workers()
    limit = size // 3
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("rate"),
            stub.base_url,
            size=size,
            max_concurrency=IN_FLIGHT,
            limits={"requests_per_minute": limit},
        )
        seconds = runs.await_end(run, seconds=5 * MINUTE)
    return [
        at_most("calls in any 60 s, against the limit", most_in_a_minute(stub.asked), limit),
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        at_most("until all was done", seconds, 2 * MINUTE + 15, " s"),
    ]


def play_first_minute(world: World, size: int) -> Figures:
    """The limit is reached at once, by two workers, and held for as long as a test has time."""
    world.workers()
    limit = size // 3
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("rate"),
            stub.base_url,
            size=size,
            max_concurrency=IN_FLIGHT,
            limits={"requests_per_minute": limit},
        )
        until(lambda: stub.total >= limit, seconds=20, what="as many calls as are allowed")
        time.sleep(2)
        called = stub.total
        cancel_run(run)
        runs.await_end(run, seconds=20)
    return [exactly("calls in the first seconds of a minute", called, limit)]


def play_sharing(world: World, size: int) -> Figures:
    """Two runs of one organisation share what it may have in flight."""
    world.workers()
    slug = world.new_slug("sharing")
    with provider(always(said(delay=ANSWER_SECONDS * 2))) as stub:
        defined = [
            runs.define(
                slug,
                {"local": stub.base_url},
                size=size,
                limits={"max_concurrency": AT_ONCE},
                max_concurrency=IN_FLIGHT,
                name=name,
            )
            for name in ("one", "other")
        ]
        pair = [start_run(experiment, actor=None) for experiment in defined]
        half = 60 + size / 4
        until(lambda: stub.total >= size, seconds=half, what="half of all calls")
        slower = min(runs.done(run) for run in pair)
        runs.await_end(*pair, seconds=half)
    succeeded = sum(runs.states(run)[WorkState.SUCCEEDED] for run in pair)
    return [
        at_most("calls in flight at once", stub.peak, AT_ONCE),
        at_least("done of the slower run when half of all was", slower, size / 4),
        exactly("attempts that succeeded", succeeded, 2 * size),
    ]


def most_in_a_minute(asked: list[Asked]) -> int:
    times = sorted(each.at for each in asked)
    return max(sum(start <= at < start + MINUTE for at in times) for start in times)
