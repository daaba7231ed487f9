"""What publishing a summary takes, beside the bare GROUP BY of the same rows.

    python -m benchmarks.summary [--attempts 1000000] [--rounds 3] [--json FILE]

Starts a PostgreSQL of its own and fills it with a finished run of 10 arms and 10 repeats, validated
and judged, and with one of a tenth of its size. Each round is a fresh process: the GROUP BY with
medians that gives the boards' task values (`measure_summary.GROUPED`), the same over the attempts
alone, and then all of what publishing does: reading, four boards, every pair, flags, the stages'
figures, the document and its cells; with the modules loaded, as a worker has them from its start.
Ends with 1 where a promise is not kept.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.chaos.figures import Figure, at_most, below, exactly
from benchmarks.chaos.figures import render as table
from benchmarks.report import machine_line
from benchmarks.services import Failed, manage, output
from config.local_servers import local_servers

MOST_RATIO, MOST_MB = 3.0, 300.0
MOST_GROWTH = 1.25  # of the seconds an attempt takes in a run ten times as long
SMALLER = 10
Rounds = Sequence[Mapping[str, Any]]
HEADINGS = f"{'attempts':>10}{'GROUP BY s':>12}{'narrow s':>10}{'published s':>13}{'ratio':>7}"


def measure(*, attempts: int, rounds: int) -> dict[int, list[dict[str, Any]]]:
    """The rounds of each size. Raises Failed."""
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
    ):
        environment = {
            **os.environ,
            **servers.environment(),
            "DJANGO_SETTINGS_MODULE": "benchmarks.whole_settings",
            "BAKEOFF_DATA_DIR": directory,
        }
        manage("migrate", "--verbosity", "0", environment=environment)
        sizes = (attempts // SMALLER, attempts)
        return {size: rounds_of(size, rounds, environment=environment) for size in sizes}


def rounds_of(attempts: int, rounds: int, *, environment: Mapping[str, str]) -> list[Any]:
    run = manage("fill_run", "--attempts", str(attempts), environment=environment).strip()
    command = [sys.executable, "manage.py", "measure_summary", run]
    return [json.loads(output(command, environment=environment)) for _ in range(rounds)]


def ratio(each: Mapping[str, Any]) -> float:
    """Against the quicker of both statements: what else the other looks at is no excuse."""
    bare: float = min(each["grouped_s"], each["narrow_s"])
    return float(each["publish_s"]) / bare


def figures(measured: Mapping[int, Rounds]) -> list[Figure]:
    small, large = (measured[size] for size in sorted(measured))
    fewer, more = sorted(measured)
    growth = _an_attempt(large, more) / _an_attempt(small, fewer)
    return [
        at_most("published, against the bare GROUP BY", median(map(ratio, large)), MOST_RATIO),
        below("megabytes of the publishing process", max(_peaks(large)), MOST_MB),
        at_most(f"seconds an attempt, against {fewer:,}", growth, MOST_GROWTH),
        exactly("digests of the same rows", len({each["digest"] for each in large}), 1),
    ]


def render(measured: Mapping[int, Rounds]) -> str:
    lines = [HEADINGS + f"{'before MB':>11}{'peak MB':>9}{'cells kB':>10}"]
    for size, rounds in sorted(measured.items()):
        lines += [_line(size, each) for each in rounds]
    return "\n".join([*lines, machine_line()])


def _line(size: int, each: Mapping[str, Any]) -> str:
    return (
        f"{size:10,}{each['grouped_s']:12.2f}{each['narrow_s']:10.2f}{each['publish_s']:13.2f}"
        f"{ratio(each):7.2f}{each['before_mb']:11.0f}{each['peak_mb']:9.0f}{each['cells_kb']:10.0f}"
    )


def _an_attempt(rounds: Rounds, attempts: int) -> float:
    return median(each["publish_s"] for each in rounds) / attempts


def _peaks(rounds: Rounds) -> list[float]:
    return [each["peak_mb"] for each in rounds]


def main() -> int:
    parser = argparse.ArgumentParser(description="A summary beside the bare GROUP BY")
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    try:
        measured = measure(attempts=options.attempts, rounds=options.rounds)
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    print(render(measured))
    promised = figures(measured)
    print(table([("summary", figure) for figure in promised]))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")
    return int(not all(figure.held for figure in promised))


if __name__ == "__main__":
    sys.exit(main())
