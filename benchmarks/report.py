"""The figures of the rounds as text and as JSON."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.measured import Measured

LIBRARIES = ("openai", "Django", "celery", "psycopg", "aiohttp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One turn of both programs against the same stub. The peaks are what the stub saw."""

    bare: Measured
    engine: Measured
    bare_peak: int
    engine_peak: int
    engine_calls: int

    @property
    def ratio(self) -> float:
        return self.engine.wall_s / self.bare.wall_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`ideal_s` is the wall time of a program that costs nothing."""

    ideal_s: float
    in_flight: int
    workers: int
    rounds: Sequence[Round]

    @property
    def ratio(self) -> float:
        return median(each.ratio for each in self.rounds)


HEADINGS = (
    f"{'':24}{'wall s':>8}{'x ideal':>9}{'CPU ms/call':>13}{'RSS MB':>8}{'peak':>6}{'plan s':>8}"
)


def render(report: Report) -> str:
    lines = [HEADINGS]
    for number, each in enumerate(report.rounds, start=1):
        lines += [
            _line(f"bare AsyncOpenAI {number}", each.bare, each.bare_peak, ideal=report.ideal_s),
            _line(f"engine {number}", each.engine, each.engine_peak, ideal=report.ideal_s),
        ]
    rounds = ", ".join(f"{each.ratio:.2f}" for each in report.rounds)
    extra = sum(each.engine_calls - each.engine.calls for each in report.rounds)
    return "\n".join(
        [
            *lines,
            f"ratio engine / bare: {report.ratio:.2f} (median of {rounds})"
            f" at {report.in_flight} in flight",
            f"calls beyond one for each attempt: {extra}",
            machine(report),
            "Inspect AI, promptfoo: not measured here",
        ]
    )


def as_json(report: Report) -> dict[str, Any]:
    return asdict(report) | {"ratio": report.ratio, "machine": machine(report)}


def machine(report: Report) -> str:
    return machine_line(f"{report.workers} workers, ")


def machine_line(more: str = "") -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} CPUs shared by all of it (load {os.getloadavg()[0]:.1f} at the end),"
        f" {more}Python {platform.python_version()}, {versions}"
    )


def _line(name: str, each: Measured, peak: int, *, ideal: float) -> str:
    cpu_ms = each.cpu_s / each.calls * 1000
    return (
        f"{name:24}{each.wall_s:8.2f}{each.wall_s / ideal:9.2f}{cpu_ms:13.2f}"
        f"{each.rss_mb:8.0f}{peak:6d}{each.plan_s:8.2f}"
    )
