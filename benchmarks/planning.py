"""How long a run takes to be planned: from `start_run` to the commit, without a single call.

    python -m benchmarks.planning [--attempts 100000] [--rounds 3] [--json FILE]

On a PostgreSQL of its own and on SQLite, each with 10 arms and up to 5,000 tasks.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.report import machine_line
from benchmarks.services import Failed, manage
from config.local_servers import local_servers


def measure(*, attempts: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each round by database. Raises Failed."""
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
    ):
        sqlite = {"DATABASE_URL": f"sqlite:///{directory}/planning.sqlite3"}
        databases = {"PostgreSQL": servers.environment(), "SQLite": sqlite}
        common = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BAKEOFF_DATA_DIR": directory,
        }
        return {
            name: planned(common | environment, attempts=attempts, rounds=rounds)
            for name, environment in databases.items()
        }


def planned(environment: Mapping[str, str], *, attempts: int, rounds: int) -> list[float]:
    manage("migrate", "--verbosity", "0", environment=environment)
    load = ["--attempts", str(attempts), "--rounds", str(rounds)]
    seconds: list[float] = json.loads(manage("measure_plan", *load, environment=environment))
    return seconds


def render(figures: Mapping[str, list[float]], *, attempts: int) -> str:
    lines = [f"planning {attempts:,} attempts, seconds"]
    for name, seconds in figures.items():
        rounds = ", ".join(f"{each:.2f}" for each in seconds)
        micro = median(seconds) / attempts * 1e6
        lines.append(f"{name:12}{median(seconds):8.2f}   ({rounds}), {micro:.0f} µs an attempt")
    return "\n".join([*lines, machine_line()])


def main() -> int:
    parser = argparse.ArgumentParser(description="How long a run takes to be planned")
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    try:
        figures = measure(attempts=options.attempts, rounds=options.rounds)
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    print(render(figures, attempts=options.attempts))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
