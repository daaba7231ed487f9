"""The work engine beside a bare AsyncOpenAI loop: same stub, same machine, turn by turn.

    python -m benchmarks.engine [--calls 2000] [--delay-ms 200] [--in-flight 64] [--workers 2]
                                [--rounds 3] [--stub URL] [--json FILE]

Starts PostgreSQL, a Redis-protocol server, real Celery workers and beat. The stages after the
provider calls are off. The engine's wall time runs from `start_run`, planning included, to the
moment when the last attempt is stored.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.report import Report, Round, as_json, render
from benchmarks.services import Failed, ask_stub, manage, output, stub, workers
from config.local_servers import Servers, local_servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    calls: int
    delay_ms: float
    in_flight: int
    workers: int
    rounds: int
    stub: str | None
    json: Path | None

    @property
    def ideal_s(self) -> float:
        return self.calls / self.in_flight * self.delay_ms / 1000


def measure(options: Options) -> Report:
    """Raises Failed."""
    with bench(options) as (url, environment, pids):
        rounds = [
            play(options, url=url, environment=environment, pids=pids)
            for _ in range(options.rounds)
        ]
    return Report(
        ideal_s=options.ideal_s,
        in_flight=options.in_flight,
        workers=options.workers,
        rounds=rounds,
    )


@contextmanager
def bench(options: Options) -> Iterator[tuple[str, dict[str, str], list[int]]]:
    """The stub's URL, the environment of Bakeoff's processes, and the ids of its workers."""
    serving = nullcontext(options.stub) if options.stub else stub(delay_ms=options.delay_ms)
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
        serving as url,
    ):
        assert url
        environment = environment_for(options, servers=servers, directory=directory)
        manage("migrate", "--verbosity", "0", environment=environment)
        logs = Path(directory)
        try:
            with workers(options.workers, environment=environment, logs=logs) as pids:
                yield url, environment, pids
        except Failed as fault:
            raise Failed(f"{fault}\n{words(logs)}") from fault


def environment_for(options: Options, *, servers: Servers, directory: str) -> dict[str, str]:
    """Each worker gets its share of the calls, as an operator with this many would set it."""
    return {
        **os.environ,
        **servers.environment(),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "BAKEOFF_DATA_DIR": directory,
        "BAKEOFF_DRAIN_SLOTS": str(-(-options.in_flight // options.workers)),
        "BAKEOFF_EGRESS_ALLOWED_CIDRS": "127.0.0.0/8",
    }


def play(options: Options, *, url: str, environment: dict[str, str], pids: list[int]) -> Round:
    load = ["--calls", str(options.calls), "--in-flight", str(options.in_flight)]
    ask_stub(url, "reset")
    bare = output([sys.executable, "-m", "benchmarks.bare", url, *load], environment=environment)
    bare_stats = ask_stub(url, "stats")
    ask_stub(url, "reset")
    known = ["--stub", url, "--ideal-seconds", str(options.ideal_s)]
    named = [word for pid in pids for word in ("--worker", str(pid))]
    engine = manage("measure_run", *load, *known, *named, environment=environment)
    engine_stats = ask_stub(url, "stats")
    return Round(
        bare=Measured(**json.loads(bare)),
        engine=Measured(**json.loads(engine)),
        bare_peak=bare_stats["peak"],
        engine_peak=engine_stats["peak"],
        engine_calls=engine_stats["total"],
    )


def words(logs: Path) -> str:
    """The last of every log."""
    return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in sorted(logs.glob("*.log")))


def parse() -> Options:
    parser = argparse.ArgumentParser(description="The engine beside a bare AsyncOpenAI loop")
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--delay-ms", type=float, default=200)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
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
    if options.json:
        options.json.write_text(json.dumps(as_json(report), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
