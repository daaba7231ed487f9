"""What reading a published run costs: its summary, its pages, its exports.

    python -m benchmarks.reading [--arms 10] [--tasks 10000] [--requests 300] [--rounds 3]
                                 [--answer-bytes 2500] [--diff-bytes 900] [--json FILE]

A PostgreSQL and a Redis-protocol server of its own, gunicorn with one worker. The summary is asked
for in turns with an API view that only finds out who is asking; pages and endpoints are asked for
of this run and of one of a tenth of its tasks. Exits with 1 where a promise does not hold.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.chaos.figures import render as table
from benchmarks.measured import cpu_seconds, forget_peak, memory_mb
from benchmarks.places import EMPTY, export_of, places_of, summary_of
from benchmarks.readings import Exported, Page, Readings, Turns, figures, render
from benchmarks.report import machine_line
from benchmarks.services import Failed, manage
from benchmarks.site import Reader, Site, site
from config.local_servers import local_servers

UNLIMITED = "1000000000"
WARM_UP = 20
# Of each form a byte that only the ends of its lines have (no text of these runs has a carriage
# return), and how many lines are no rows.
FORMS = {"jsonl": (b"\n", 0), "csv": (b"\r", 1)}
Asks = Mapping[str, Callable[[], object]]


def measure(arguments: Sequence[str], *, requests: int, rounds: int) -> Readings:
    """Raises Failed."""
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
    ):
        environment = {
            **os.environ,
            **servers.environment(),
            "DJANGO_SETTINGS_MODULE": "benchmarks.reading_settings",
            "BAKEOFF_DATA_DIR": directory,
            "BAKEOFF_API_REQUESTS_PER_MINUTE": UNLIMITED,
        }
        manage("migrate", "--verbosity", "0", environment=environment)
        stored = json.loads(manage("store_finished", *arguments, environment=environment))
        with site(environment=environment, log=Path(directory) / "site.log") as served:
            return read(served, stored, requests=requests, rounds=rounds)


def read(served: Site, stored: Mapping[str, Any], *, requests: int, rounds: int) -> Readings:
    small, large = stored["runs"]
    api = Reader(served.port, headers={"Authorization": f"Bearer {stored['token']}"})
    browser = Reader(served.port, headers={"Cookie": f"sessionid={stored['session']}"})
    return Readings(
        summary_bytes=len(api.get(summary_of(large))[1]),
        turns=taken_in_turns(asks_of(api, large), worker=served.worker, requests=requests),
        pages=pages_of(browser, stored, rounds=rounds),
        exports=[
            exported(api, run, form=form, worker=served.worker)
            for form in FORMS
            for run in (small, large)
        ],
    )


def asks_of(api: Reader, run: str) -> Asks:
    """The empty view is the first: what the others are held against."""
    known = str(api.get(summary_of(run))[0].getheader("ETag"))
    return {
        "empty view": lambda: api.get(EMPTY),
        "summary, ETag matches": lambda: api.get(summary_of(run), **{"If-None-Match": known}),
        "summary, whole": lambda: api.get(summary_of(run)),
    }


def taken_in_turns(asks: Asks, *, worker: int, requests: int) -> list[Turns]:
    """Milliseconds of each request, and the worker's CPU. Each turn asks for everything once, in
    an order that moves on, so that none always follows the same other."""
    for ask in asks.values():
        for _ in range(WARM_UP):
            ask()
    took: dict[str, list[float]] = {name: [] for name in asks}
    names = list(asks)
    for number in range(requests):
        for place in range(len(names)):
            name = names[(number + place) % len(names)]
            took[name].append(_milliseconds(asks[name]))
    cpu = {name: _cpu_ms(ask, worker=worker, requests=requests) for name, ask in asks.items()}
    return [Turns(name=name, ms=ms, cpu_ms=cpu[name]) for name, ms in took.items()]


def pages_of(browser: Reader, stored: Mapping[str, Any], *, rounds: int) -> list[Page]:
    small, large = stored["queries"]
    return [
        Page(
            name=name,
            size=len(browser.get(path)[1]),
            ms=[_milliseconds(lambda path=path: browser.get(path)) for _ in range(rounds)],  # type: ignore[misc]
            queries=large[name],
            queries_of_a_tenth=small[name],
        )
        for name, path in places_of(stored["runs"][1]).items()
    ]


def exported(api: Reader, run: str, *, form: str, worker: int) -> Exported:
    """The worker's memory is the most that it held meanwhile."""
    forget_peak(worker)
    began, cpu = perf_counter(), cpu_seconds([worker])
    ending, headers = FORMS[form]
    lines, size = api.stream(export_of(run, form=form), ending=ending)
    return Exported(
        form=form,
        rows=lines - headers,
        size=size,
        seconds=perf_counter() - began,
        cpu_s=cpu_seconds([worker]) - cpu,
        rss_mb=memory_mb(worker),
    )


def _milliseconds(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1_000


def _cpu_ms(ask: Callable[[], object], *, worker: int, requests: int) -> float:
    began = cpu_seconds([worker])
    for _ in range(requests):
        ask()
    return (cpu_seconds([worker]) - began) / requests * 1_000


def main() -> int:
    parser = argparse.ArgumentParser(description="What reading a published run costs")
    parser.add_argument("--arms", type=int, default=10)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options, more = parser.parse_known_args()
    arguments = ["--arms", str(options.arms), "--tasks", str(options.tasks), *more]
    try:
        found = measure(arguments, requests=options.requests, rounds=options.rounds)
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    promised = figures(found)
    print(render(found), table([("reading", each) for each in promised]), sep="\n\n")
    print(machine_line("1 web worker, "))
    if options.json:
        options.json.write_text(json.dumps(found.as_json(), indent=1) + "\n")
    return 0 if all(each.held for each in promised) else 1


if __name__ == "__main__":
    sys.exit(main())
