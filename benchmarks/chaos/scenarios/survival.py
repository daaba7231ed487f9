"""Killed workers, a flushed broker and a restarted database lose nothing and bill little twice."""

import time

from benchmarks.chaos import runs
from benchmarks.chaos.faults import flush_broker, restart_database
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import Provider, always, provider, said
from benchmarks.chaos.told import failures_told, stored_sums
from benchmarks.chaos.watch import Sums, Watch
from benchmarks.chaos.world import IN_FLIGHT, SLOTS, World
from experiments.models import Run
from experiments.states import CallOutcome, WorkState

KILLS = 3
CALLS_COUNTED = "bakeoff_provider_calls_total"
MOST_UNCOUNTED = KILLS * SLOTS
ANSWER_SECONDS = 0.1


def play(world: World, size: int) -> Figures:
    crew, watch = world.workers(), world.watched()
    before = watch.sums()
    faults = {
        0.1: crew.kill_one,
        0.3: crew.kill_one,
        0.45: flush_broker,
        0.6: crew.kill_one,
        0.75: restart_database,
    }
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("survival"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        for share, do in faults.items():
            runs.await_done(run, int(size * share), seconds=60 + size / 20)
            do()
        runs.await_end(run, seconds=60 + size / 20)
    return [
        *nothing_lost(run, size=size),
        *billed(run, stub, size=size),
        *failures_told(run),
        *counted(run, watch=watch, before=before),
    ]


def nothing_lost(run: Run, *, size: int) -> Figures:
    return [
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        exactly("attempts that are not over", size - runs.done(run), 0),
        exactly("results beyond one an attempt", runs.doubled_results(run), 0),
        exactly("times that the run was finalised", runs.summaries(run), 1),
        exactly("calls left open", runs.calls(run, outcome=CallOutcome.OPEN), 0),
    ]


def billed(run: Run, stub: Provider, *, size: int) -> Figures:
    """By the provider's own count."""
    ledger = runs.sent_calls(run)
    ambiguous = runs.calls(run, outcome=CallOutcome.AMBIGUOUS)
    return [
        at_most("requests beyond one an attempt", stub.total - size, KILLS * SLOTS),
        at_most("requests, against rows of the ledger", stub.total, ledger),
        at_most("rows without a request, against ambiguous", ledger - stub.total, ambiguous),
    ]


def counted(run: Run, *, watch: Watch, before: Sums) -> Figures:
    """A kill may fall between a transaction and its counting, and costs at most the calls of its
    worker: what a process has counted outlives it."""
    stored = stored_sums(run)
    time.sleep(1)  # the last batch is counted after the run has ended
    grown = watch.grown(before)
    off = {key: n - grown.get(key, 0) for key, n in stored.items() if key[0] == CALLS_COUNTED}
    return [
        at_most(
            "calls that no worker counted", sum(max(0, n) for n in off.values()), MOST_UNCOUNTED
        ),
        exactly("calls counted that are not there", _beyond(off), []),
    ]


def _beyond(off: Sums) -> list[str]:
    return [f"{-n:g} {' '.join(key[1:])}" for key, n in sorted(off.items()) if n < 0]
