"""The figures of the engine's benchmark as text and as JSON, and what they should be."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.chaos.figures import Figure, at_least, at_most, below, exactly
from benchmarks.measured import Measured
from benchmarks.others import Beside

LIBRARIES = ("openai", "Django", "celery", "psycopg", "aiohttp")
NEAR, AHEAD = 64, 256  # in flight: where the engine keeps up with the loop, and where it leads
MOST_RATIO = 1.10
LEAST_THROUGHPUT, MOST_MEMORY = 0.9, 1.1  # of a large run, against a small one
LARGE, MOST_PLAN_SECONDS = 100_000, 5.0


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
class Loaded:
    """All rounds of one load. `ideal_s` is the wall time of a program that costs nothing."""

    ideal_s: float
    in_flight: int
    rounds: Sequence[Round]
    others: Sequence[Beside] = ()

    @property
    def ratio(self) -> float:
        return median(each.ratio for each in self.rounds)

    @property
    def extra_calls(self) -> int:
        return sum(each.engine_calls - each.engine.calls for each in self.rounds)

    def median_of(self, program: str) -> float:
        return median(getattr(each, program).wall_s for each in self.rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`sizes` are runs of the engine alone, of different lengths."""

    workers: int
    loads: Sequence[Loaded] = ()
    sizes: Sequence[Measured] = field(default_factory=list)


HEADINGS = (
    f"{'':24}{'wall s':>8}{'x ideal':>9}{'CPU ms/call':>13}{'RSS MB':>8}{'peak':>6}{'plan s':>8}"
)
SIZES = f"{'attempts':>10}{'wall s':>9}{'a second':>10}{'RSS MB':>8}{'plan s':>8}{'messages':>10}"


def render(report: Report) -> str:
    lines = [line for load in report.loads for line in _load(load)]
    if report.sizes:
        lines += [SIZES, *map(_size, report.sizes), ""]
    return "\n".join([*lines, machine(report)])


def figures(report: Report) -> list[Figure]:
    """What was promised of the loads and sizes that were measured."""
    found = [figure for load in report.loads for figure in _promised(load)]
    for each in report.sizes[1:]:
        found += _as_good_as(report.sizes[0], each)
    for each in report.sizes:
        if each.calls >= LARGE:
            found.append(
                at_most(f"until {each.calls:,} were planned", each.plan_s, MOST_PLAN_SECONDS, " s")
            )
    return found


def as_json(report: Report) -> dict[str, Any]:
    loads = [asdict(load) | {"ratio": load.ratio} for load in report.loads]
    return asdict(report) | {"loads": loads, "machine": machine(report)}


def machine(report: Report) -> str:
    return machine_line(f"{report.workers} workers, ")


def machine_line(more: str = "") -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} CPUs shared by all of it (load {os.getloadavg()[0]:.1f} at the end),"
        f" {more}Python {platform.python_version()}, {versions}"
    )


def _promised(load: Loaded) -> list[Figure]:
    name = f"wall against the bare loop at {load.in_flight} in flight"
    limits = {
        NEAR: [at_most(name, load.ratio, MOST_RATIO)],
        AHEAD: [below(name, load.ratio, 1.0)],
    }
    extra = exactly(
        f"calls beyond one an attempt at {load.in_flight} in flight", load.extra_calls, 0
    )
    return [*limits.get(load.in_flight, []), extra]


def _as_good_as(small: Measured, large: Measured) -> list[Figure]:
    of = f"of {large.calls:,} attempts, against {small.calls:,}"
    return [
        at_least(f"throughput {of}", _throughput(large) / _throughput(small), LEAST_THROUGHPUT),
        at_most(f"a worker's memory {of}", large.rss_mb / small.rss_mb, MOST_MEMORY),
        exactly(f"messages to start a run {of}", large.messages, small.messages),
    ]


def _throughput(each: Measured) -> float:
    return each.calls / each.wall_s


def _load(load: Loaded) -> list[str]:
    lines = [f"{load.in_flight} in flight, ideal {load.ideal_s:.2f} s", HEADINGS]
    for number, each in enumerate(load.rounds, start=1):
        lines += [
            _line(f"bare AsyncOpenAI {number}", each.bare, each.bare_peak, ideal=load.ideal_s),
            _line(f"engine {number}", each.engine, each.engine_peak, ideal=load.ideal_s),
        ]
    for other in load.others:
        if other.measured:
            name = f"{other.name} {other.words}"
            lines.append(_line(name, other.measured, other.peak, ideal=load.ideal_s))
    rounds = ", ".join(f"{each.ratio:.2f}" for each in load.rounds)
    return [
        *lines,
        f"ratio engine / bare: {load.ratio:.2f} (median of {rounds}) at {load.in_flight} in flight",
        *(_beside(other, load) for other in load.others),
        "",
    ]


def _beside(other: Beside, load: Loaded) -> str:
    if other.measured is None:
        return f"{other.name}: {other.words}"
    bare, engine = (
        other.measured.wall_s / load.median_of(program) for program in ("bare", "engine")
    )
    return f"ratio {other.name} / bare: {bare:.2f}, {other.name} / engine: {engine:.2f}"


def _size(each: Measured) -> str:
    return (
        f"{each.calls:10,}{each.wall_s:9.2f}{_throughput(each):10.1f}{each.rss_mb:8.0f}"
        f"{each.plan_s:8.2f}{each.messages:10d}"
    )


def _line(name: str, each: Measured, peak: int, *, ideal: float) -> str:
    cpu_ms = each.cpu_s / each.calls * 1000
    return (
        f"{name:24}{each.wall_s:8.2f}{each.wall_s / ideal:9.2f}{cpu_ms:13.2f}"
        f"{each.rss_mb:8.0f}{peak:6d}{each.plan_s:8.2f}"
    )
