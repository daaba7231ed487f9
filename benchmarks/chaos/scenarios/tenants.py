"""One organisation's broken provider costs another organisation nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_least, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import Provider, Respond, always, provider, refused, said
from benchmarks.chaos.world import SLOTS, World
from experiments.actions import start_run
from experiments.run_controls import cancel_run
from experiments.states import WorkState

ANSWER_SECONDS = 0.5  # B is to be held up by A, if at all, and not by what else this machine does
LEAST_SHARE = 0.9
ROUNDS = 3
QUIET_SECONDS = 2.0
MANY = 20  # runs: more than a worker works at once
HANGS, DOWN = always(said(delay=None)), always(refused(500))


def play(world: World, size: int) -> Figures:
    world.workers()
    return [
        *beside(world, size, other=HANGS, how="hangs", rounds=ROUNDS),
        *beside(world, size, other=HANGS, how=f"hangs in {MANY} runs", rounds=ROUNDS, count=MANY),
        *beside(world, size, other=DOWN, how="is down", rounds=ROUNDS),
    ]


def play_once(world: World, size: int) -> Figures:
    """The worse of the two, once: again only where something else may have taken the time."""
    world.workers()
    found: Figures = []
    for _ in range(ROUNDS):
        found = beside(world, size, other=HANGS, how="hangs", rounds=1)
        if all(figure.held for figure in found):
            break
    return found


def beside(
    world: World, size: int, *, other: Respond, how: str, rounds: int, count: int = 1
) -> Figures:
    """Alone and beside the other in turns; what else goes on on this machine hits both."""
    shares, lost = [], 0
    for _ in range(rounds):
        alone, failed = throughput(world, size)
        with stuck(world, size, respond=other, count=count):
            share, failed_too = throughput(world, size)
        shares.append(share / alone)
        lost += failed + failed_too
    name = f"B's throughput while A's provider {how}, against alone"
    return [
        at_least(name, median(shares), LEAST_SHARE),
        exactly(f"failures of B while A's provider {how}", lost, 0),
    ]


@contextmanager
def stuck(world: World, size: int, *, respond: Respond, count: int) -> Iterator[None]:
    """A's runs, which have all the calls in flight that they may have and get nowhere."""
    with provider(respond) as stub:
        experiment = runs.define(
            world.new_slug("a"), {"local": stub.base_url}, size=size, max_concurrency=2 * SLOTS
        )
        started = [start_run(experiment, actor=None) for _ in range(count)]
        until(lambda: stub.total >= SLOTS, seconds=30, what="A's calls are in flight")
        if count > 1:
            until(lambda: _has_settled(stub), seconds=60, what="A has all the calls that it may")
        yield
        for run in started:
            cancel_run(run)
        runs.await_end(*started, seconds=60)


def throughput(world: World, size: int) -> tuple[float, int]:
    """Requests a second by the provider's own count, and how many attempts failed."""
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(world.new_slug("b"), stub.base_url, size=size, max_concurrency=SLOTS)
        runs.await_end(run, seconds=60 + size / 10)
    return _rate(stub), runs.states(run)[WorkState.FAILED]


def _has_settled(stub: Provider) -> bool:
    """Whether nothing more has come for a while. What A's beginning costs is another question."""
    before = stub.total
    time.sleep(QUIET_SECONDS)
    return stub.total == before


def _rate(stub: Provider) -> float:
    times = sorted(asked.at for asked in stub.asked)
    return (len(times) - 1) / (times[-1] - times[0])
