"""Each adapter beside the bare call of the vendor's SDK: CPU per call, same stub, turn by turn.

    python -m benchmarks.adapters [--calls 300] [--in-flight 64] [--rounds 5] [--delay-ms 5]
                                  [--limit 1.3] [--stub URL]

Bare is what a program with the SDK would write: `create(…)` on one client, no retries. The stub
is a process of its own, so that its CPU is not counted; connecting and importing are not either.
Ends with 1 where an adapter costs more than `--limit` times the bare call.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import django

from benchmarks.services import stub

if TYPE_CHECKING:
    from benchmarks.faces import Face, OpenCaller

Call = Callable[[int], Awaitable[object]]
TITLES = f"{'':22}{'bare ms':>10}{'adapter ms':>12}{'ratio':>8}   rounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    calls: int
    in_flight: int
    rounds: int
    delay_ms: float
    limit: float
    stub: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """CPU milliseconds per call, one number for each round."""

    name: str
    bare: Sequence[float]
    adapter: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        return [ours / theirs for ours, theirs in zip(self.adapter, self.bare, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)


def compare(face: "Face", *, url: str, options: Options) -> Compared:
    """The two take turns, and take turns in going first."""
    costs: dict[OpenCaller, list[float]] = {face.bare: [], face.adapter: []}
    for number in range(options.rounds):
        turns = list(costs) if number % 2 else reversed(list(costs))
        for opened in turns:
            costs[opened].append(asyncio.run(cpu_ms(opened, url=url, options=options)))
    return Compared(name=face.name, bare=costs[face.bare], adapter=costs[face.adapter])


async def cpu_ms(opened: "OpenCaller", *, url: str, options: Options) -> float:
    """Of this process, for each call, once the connections stand."""
    async with opened(url) as call:
        await drive(call, calls=2 * options.in_flight, in_flight=options.in_flight)
        began = time.process_time()
        await drive(call, calls=options.calls, in_flight=options.in_flight)
        return (time.process_time() - began) * 1000 / options.calls


async def drive(call: Call, *, calls: int, in_flight: int) -> None:
    numbers = iter(range(calls))
    await asyncio.gather(*(_take_turns(call, numbers) for _ in range(in_flight)))


async def _take_turns(call: Call, numbers: Iterator[int]) -> None:
    for number in numbers:
        await call(number)


def render(found: Sequence[Compared], *, limit: float) -> str:
    over = [each.name for each in found if each.ratio > limit]
    verdict = f"above {limit:g}: {', '.join(over)}" if over else f"all within {limit:g}"
    return "\n".join([TITLES, *map(_line, found), verdict])


def _line(each: Compared) -> str:
    rounds = ", ".join(f"{ratio:.2f}" for ratio in each.ratios)
    costs = f"{median(each.bare):10.3f}{median(each.adapter):12.3f}"
    return f"{each.name:22}{costs}{each.ratio:8.2f}   {rounds}"


def parse() -> Options:
    parser = argparse.ArgumentParser(description="Each adapter beside the bare SDK call")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--delay-ms", type=float, default=5)
    parser.add_argument("--limit", type=float, default=1.3)
    parser.add_argument("--stub", help="URL of a stub that runs already")
    return Options(**vars(parser.parse_args()))


def faces() -> "Sequence[Face]":
    """Imported late: the adapters know a model of Django's, which wants its settings first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from benchmarks.faces import FACES

    return FACES


def main() -> int:
    options = parse()
    chosen = faces()
    serving = nullcontext(options.stub) if options.stub else stub(delay_ms=options.delay_ms)
    with serving as url:
        assert url
        found = [compare(face, url=url, options=options) for face in chosen]
    print(render(found, limit=options.limit))
    return int(any(each.ratio > options.limit for each in found))


if __name__ == "__main__":
    sys.exit(main())
