"""What attempts take up in PostgreSQL, and what a million of them a day would.

    python -m benchmarks.storage [--attempts 100000] [--batch 16] [--answer-bytes 2500]
                                 [--diff-bytes 900] [--verdict-bytes 600] [--json FILE]

Starts a PostgreSQL of its own. No worker and no provider: the rows are inserted and updated by
this process as the engine does it (`benchmarks/lived.py`), with one call for each attempt and one
for its judge.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.report import machine_line
from benchmarks.services import Failed, manage
from config.local_servers import local_servers

MILLION = 1_000_000
GB = 1e9
HEADINGS = f"{'bytes an attempt':28}{'rows':>9}{'heap':>8}{'toast':>8}{'indexes':>9}{'total':>8}"


def measure(arguments: list[str]) -> dict[str, Any]:
    """Raises Failed."""
    with (
        tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory,
        local_servers() as servers,
    ):
        environment = {
            **os.environ,
            **servers.environment(),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BAKEOFF_DATA_DIR": directory,
        }
        manage("migrate", "--verbosity", "0", environment=environment)
        figures: dict[str, Any] = json.loads(
            manage("measure_storage", *arguments, environment=environment)
        )
        return figures


def render(figures: dict[str, Any]) -> str:
    n = figures["attempts"]
    return "\n".join(
        [
            f"{n:,} attempts, as the work left them",
            *table(figures["grown"], n=n),
            "",
            "the same after VACUUM FULL",
            *table(figures["packed"], n=n),
            "",
            *indexes(figures["packed"], n=n),
            "",
            *rates(figures),
            machine_line(),
        ]
    )


def table(relations: list[dict[str, Any]], *, n: int) -> list[str]:
    parts = ("heap", "apart", "indexes")
    sums = {part: sum(each[part] for each in relations) for part in parts}
    rows = sum(each["rows"] for each in relations)
    lines = [
        _line(each["name"], each["rows"], [each[part] for part in parts], n) for each in relations
    ]
    return [HEADINGS, *lines, _line("all", rows, list(sums.values()), n)]


def indexes(relations: list[dict[str, Any]], *, n: int) -> list[str]:
    lines = [f"{'indexes, bytes an attempt':62}{'packed':>8}"]
    for relation in relations:
        for name, size in relation["by_index"].items():
            lines.append(f"{relation['name'].partition('_')[2]:20}{name:42}{size / n:8.0f}")
    return lines


def rates(figures: dict[str, Any]) -> list[str]:
    n = figures["attempts"]
    grown = _total(figures["grown"]) / n
    packed = _total(figures["packed"]) / n
    wal = figures["wal"] / n
    updates = sum(each["updates"] for each in figures["grown"])
    hot = sum(each["hot"] for each in figures["grown"])
    return [
        f"write-ahead log: {wal:,.0f} bytes an attempt"
        f" ({figures['plan_wal'] / n:,.0f} of them for planning)",
        f"updates: {updates / n:.1f} an attempt, {hot / updates:.0%} without touching an index",
        f"planned in {figures['plan_s']:.2f} s, worked at"
        f" {n / figures['work_s']:,.0f} attempts/s by one process",
        f"a million attempts: {packed * MILLION / GB:.1f} GB packed,"
        f" {grown * MILLION / GB:.1f} GB as left, {wal * MILLION / GB:.1f} GB of write-ahead log",
    ]


def _total(relations: list[dict[str, Any]]) -> int:
    return sum(each["heap"] + each["apart"] + each["indexes"] for each in relations)


def _line(name: str, rows: int, sizes: list[int], n: int) -> str:
    cells = "".join(f"{size / n:{width}.0f}" for size, width in zip(sizes, (8, 8, 9), strict=True))
    return f"{name:28}{rows:9,}{cells}{sum(sizes) / n:8.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description="What attempts take up in PostgreSQL")
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options, more = parser.parse_known_args()
    try:
        figures = measure(["--attempts", str(options.attempts), *more])
    except Failed as fault:
        print(fault, file=sys.stderr)
        return 1
    print(render(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
