"""One process with SQLite: the site and its worker, killed twice while people use it."""

import socket

from benchmarks.chaos import runs
from benchmarks.chaos.crew import Crew, crew, embedded_site
from benchmarks.chaos.figures import Figures, at_least, at_most, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import Provider, always, provider, said
from benchmarks.chaos.scenarios.survival import nothing_lost
from benchmarks.chaos.visitors import Visits, visitors
from benchmarks.chaos.world import SLOTS, World
from experiments.models import Run
from experiments.states import CallOutcome

ANSWER_SECONDS = 0.05
KILLS = 2
PAGES_WITHIN_MS = 300
VISITS_AT_LEAST = 10


def play(world: World, size: int) -> Figures:
    figures, visits = kill_twice(world, size)
    return [*figures, at_most("p95 of a page", visits.p95_ms, PAGES_WITHIN_MS, " ms")]


def play_small(world: World, size: int) -> Figures:
    """Without the time that a page takes, which says little while other tests run."""
    return kill_twice(world, size)[0]


def kill_twice(world: World, size: int) -> tuple[Figures, Visits]:
    port = _free_port()
    with (
        provider(always(said(delay=ANSWER_SECONDS))) as stub,
        crew([embedded_site(port)], environment=world.environment, logs=world.directory) as found,
    ):
        run = runs.start(
            world.new_slug("embedded"), stub.base_url, size=size, max_concurrency=SLOTS
        )
        owner = run.experiment.organization
        with visitors(f"http://127.0.0.1:{port}", owner, run_id=run.pk) as visits:
            for share in (0.25, 0.6):
                runs.await_done(run, int(size * share), seconds=60 + size / 20)
                found.kill_one()
            runs.await_end(run, seconds=90 + size / 20)
            until(lambda: _enough(visits), seconds=20, what="visits to count")
    figures = [
        *nothing_lost(run, size=size),
        *_billed(run, stub, size=size),
        *_visited(visits, found),
    ]
    return figures, visits


def _enough(visits: Visits) -> bool:
    return min(len(visits.pages), len(visits.writes)) >= VISITS_AT_LEAST


def _billed(run: Run, stub: Provider, *, size: int) -> Figures:
    ledger = runs.sent_calls(run)
    ambiguous = runs.calls(run, outcome=CallOutcome.AMBIGUOUS)
    return [
        at_most("requests beyond one an attempt", stub.total - size, KILLS * SLOTS),
        at_most("rows without a request, against ambiguous", ledger - stub.total, ambiguous),
        at_most("requests, against rows of the ledger", stub.total, ledger),
    ]


def _visited(visits: Visits, found: Crew) -> Figures:
    log = found.workers[0].log.read_text(errors="replace")
    locked = log.count("database is locked") + sum("locked" in fault for fault in visits.faults)
    return [
        exactly("times that the database was locked", locked, 0),
        exactly("answers that were errors", visits.faults[:3], []),
        at_least("pages seen", len(visits.pages), VISITS_AT_LEAST),
        at_least("rows written over HTTP", len(visits.writes), VISITS_AT_LEAST),
    ]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
