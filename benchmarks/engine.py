"""The work engine beside a bare AsyncOpenAI loop: same stub, same machine, turn by turn.

    python -m benchmarks.engine [--in-flight 64 256] [--calls N] [--delay-ms 200] [--workers 2]
                                [--rounds 3] [--sizes 1000 100000] [--stub URL] [--json FILE]

Starts PostgreSQL, a Redis-protocol server, real Celery workers and beat. The stages after the
provider calls are off. The engine's wall time runs from `start_run`, planning included, to the
moment when the last attempt is stored. Inspect AI and promptfoo are measured beside them where
they are installed (benchmarks/others.py).

`--sizes`: runs of the engine alone, for what must not grow with them; `--rounds 0` leaves out all
else. Ends with 1 where a figure falls short of its promise, and names it.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.chaos.figures import render as table
from benchmarks.measured import Measured
from benchmarks.others import Load, beside
from benchmarks.report import Loaded, Report, Round, as_json, figures, render
from benchmarks.services import Failed, ask_stub, output, stub, workers
from config.local_servers import Servers, local_servers

FEW, MANY, MANY_FROM = 2_000, 4_000, 128  # calls; the latter from so many in flight on
WARMING = 100  # calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    in_flight: Sequence[int]
    calls: int | None
    delay_ms: float
    workers: int
    rounds: int
    sizes: Sequence[int]
    stub: str | None
    json: Path | None

    def load(self, url: str, in_flight: int) -> Load:
        calls = self.calls or (MANY if in_flight >= MANY_FROM else FEW)
        return Load(url=url, calls=calls, in_flight=in_flight)

    def ideal_s(self, load: Load) -> float:
        return load.calls / load.in_flight * self.delay_ms / 1000


def measure(options: Options) -> Report:
    """Raises Failed."""
    loads: list[Loaded] = []
    sizes: list[Measured] = []
    with bench(options) as (url, environment):
        for in_flight in options.in_flight:
            load = options.load(url, in_flight)
            with crew(options, in_flight, environment=environment) as pids:
                if options.rounds:
                    rounds = rounds_of(options, load, environment=environment, pids=pids)
                    loads.append(loaded(options, load, rounds=rounds))
                if in_flight == options.in_flight[0]:
                    sizes = sizes_of(options, load, pids=pids)
    return Report(workers=options.workers, loads=loads, sizes=sizes)


@contextmanager
def bench(options: Options) -> Iterator[tuple[str, dict[str, str]]]:
    """The stub's URL and the environment of Bakeoff's processes, which is this one's too."""
    serving = nullcontext(options.stub) if options.stub else stub(delay_ms=options.delay_ms)
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
        serving as url,
    ):
        assert url
        environment = environment_for(servers, directory=directory)
        os.environ.update(environment)
        django.setup()
        make_tables()
        yield url, environment


def make_tables() -> None:
    """Unless they are there."""
    from config.health import Unready, ask_migrations

    try:
        ask_migrations()
    except Unready:
        call_command("migrate", verbosity=0)


def environment_for(servers: Servers, *, directory: str) -> dict[str, str]:
    return {
        **os.environ,
        **servers.environment(),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "BAKEOFF_DATA_DIR": directory,
        "BAKEOFF_EGRESS_ALLOWED_CIDRS": "127.0.0.0/8",
    }


def rounds_of(
    options: Options, load: Load, *, environment: dict[str, str], pids: list[int]
) -> list[Round]:
    return [play(options, load, environment=environment, pids=pids) for _ in range(options.rounds)]


def loaded(options: Options, load: Load, *, rounds: Sequence[Round]) -> Loaded:
    return Loaded(
        ideal_s=options.ideal_s(load),
        in_flight=load.in_flight,
        rounds=rounds,
        others=beside(load),
    )


def sizes_of(options: Options, load: Load, *, pids: list[int]) -> list[Measured]:
    """The smallest first, all by the same processes; what these load for their first run, which is
    not measured, is no growth."""
    if options.sizes:
        engine(options, replace(load, calls=WARMING), pids=pids)
    return [engine(options, replace(load, calls=size), pids=pids) for size in sorted(options.sizes)]


@contextmanager
def crew(options: Options, in_flight: int, *, environment: dict[str, str]) -> Iterator[list[int]]:
    """Each worker gets its share of the calls, as an operator with this many would set it."""
    shared = {"BAKEOFF_DRAIN_SLOTS": str(-(-in_flight // options.workers))}
    with tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory:
        logs = Path(directory)
        try:
            with workers(options.workers, environment=environment | shared, logs=logs) as pids:
                yield pids
        except Failed as fault:
            raise Failed(f"{fault}\n{words(logs)}") from fault


def play(options: Options, load: Load, *, environment: dict[str, str], pids: list[int]) -> Round:
    asked = ["--calls", str(load.calls), "--in-flight", str(load.in_flight)]
    ask_stub(load.url, "reset")
    command = [sys.executable, "-m", "benchmarks.bare", load.url, *asked]
    bare = Measured(**json.loads(output(command, environment=environment)))
    bare_stats = ask_stub(load.url, "stats")
    ask_stub(load.url, "reset")
    measured = engine(options, load, pids=pids)
    engine_stats = ask_stub(load.url, "stats")
    return Round(
        bare=bare,
        engine=measured,
        bare_peak=bare_stats["peak"],
        engine_peak=engine_stats["peak"],
        engine_calls=engine_stats["total"],
    )


def engine(options: Options, load: Load, *, pids: list[int]) -> Measured:
    """Imported late: it knows models, which want the settings first."""
    from benchmarks.one_run import measure_run

    return measure_run(
        load.url,
        calls=load.calls,
        in_flight=load.in_flight,
        ideal_s=options.ideal_s(load),
        pids=pids,
    )


def words(logs: Path) -> str:
    """The last of every log."""
    return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in sorted(logs.glob("*.log")))


def parse() -> Options:
    parser = argparse.ArgumentParser(description="The engine beside a bare AsyncOpenAI loop")
    parser.add_argument("--in-flight", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--calls", type=int, help=f"{FEW}, and {MANY} from {MANY_FROM} in flight")
    parser.add_argument("--delay-ms", type=float, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="attempts of a run")
    parser.add_argument("--stub", help="URL of a stub that runs already")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return Options(**vars(parser.parse_args()))


def main() -> int:
    options = parse()
    try:
        report = measure(options)
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    print(render(report))
    promised = figures(report)
    print(table([("engine", figure) for figure in promised]))
    if options.json:
        options.json.write_text(json.dumps(as_json(report), indent=1) + "\n")
    return int(not all(figure.held for figure in promised))


if __name__ == "__main__":
    sys.exit(main())
