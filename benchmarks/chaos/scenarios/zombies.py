"""A worker that was stopped beyond its lease wakes up with results, too late; or never."""

import signal
import time
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from benchmarks.chaos import runs
from benchmarks.chaos.faults import stop
from benchmarks.chaos.figures import Figures, at_least, at_most, exactly
from benchmarks.chaos.patience import patiently, until
from benchmarks.chaos.provider import Answer, Asked, provider, said
from benchmarks.chaos.scenarios.survival import nothing_lost
from benchmarks.chaos.world import IN_FLIGHT, SLOTS, World
from experiments.models import Attempt, Run
from experiments.states import CallOutcome

ANSWER_SECONDS = 0.3
LEASES = 3
KEPT = ("state", "claim_token", "claims", "output_text", "finished_at", "responded_at", "cost_usd")


def answer(asked: Asked) -> Answer:
    """Tells apart what the first and the second call brought."""
    return said(f"Answer {asked.number} to {asked.prompt}", delay=ANSWER_SECONDS)


def play(world: World, size: int) -> Figures:
    worker = world.workers().workers[0]
    with provider(answer) as stub:
        run = runs.start(
            world.new_slug("zombies"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        until(lambda: stub.in_flight > SLOTS, seconds=60, what="both workers are at it")
        stop(worker, within_transaction=False)  # with its locks, it would hold up all others
        stopped = timezone.now()
        try:
            time.sleep(LEASES * world.pace.lease)
            until(lambda: not _open(run, stopped), seconds=30, what="its leases are given up")
            held = runs.calls(run, outcome=CallOutcome.AMBIGUOUS)
        finally:
            before = _results(run)
            worker.send(signal.SIGCONT)
        runs.await_end(run, seconds=60 + size / 20)
        until(lambda: _late(run) >= held, seconds=30, what="the late results are in")
    after = _results(run)
    overwritten = sum(before[pk] != after[pk] for pk in before)
    return [
        at_least("calls that the sleeper held and lost", held, 1),
        exactly("of them fenced", _late(run), held),
        exactly("results that were overwritten", overwritten, 0),
        *nothing_lost(run, size=size),
        at_most("requests beyond one an attempt", stub.total - size, held),
    ]


def play_frozen(world: World, size: int) -> Figures:
    """A worker that stands still for good, in the middle of a transaction: the run ends without."""
    crew = world.workers()
    worker = crew.workers[0]
    with provider(answer) as stub:
        run = runs.start(
            world.new_slug("frozen"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        runs.await_done(run, size // 4, seconds=60)
        caught = stop(worker, within_transaction=True)
        try:
            seconds = runs.await_end(run, seconds=120 + size / 20)
        finally:
            worker.send(signal.SIGKILL)
    return [
        exactly("whether it was caught within a transaction", caught, True),
        at_most("until the run had ended without it", seconds, 60 + size / 40, " s"),
        *nothing_lost(run, size=size),
        at_most("requests beyond one an attempt", stub.total - size, SLOTS),
    ]


def _open(run: Run, stopped: datetime) -> int:
    """Calls from before then that nobody has given up: another worker's are over since long."""
    return runs.calls(run, outcome=CallOutcome.OPEN, started_at__lte=stopped)


def _late(run: Run) -> int:
    return runs.calls(run, outcome=CallOutcome.SUPERSEDED)


def _results(run: Run) -> dict[UUID, tuple[object, ...]]:
    """What is stored of attempts that are over."""
    over = Attempt.objects.filter(run=run, finished_at__isnull=False)
    return {pk: kept for pk, *kept in patiently(lambda: list(over.values_list("id", *KEPT)))}
