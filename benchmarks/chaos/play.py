"""Plays scenarios in this process's database, one after the other, and writes what they found.

    python -m benchmarks.chaos.play WHERE FILE NAME … [--size N]

`python -m benchmarks.chaos` starts it, with servers of its own in the environment.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.chaos.catalogue import SCENARIOS
from benchmarks.chaos.figures import Figure, broken
from benchmarks.chaos.world import Pace, Scenario, Where, World, standing_crew


def main() -> None:
    parser = argparse.ArgumentParser(description="Play scenarios where the environment points")
    parser.add_argument("where", type=Where)
    parser.add_argument("file", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--size", type=int)
    options = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0)
    found: list[dict[str, str | bool]] = []
    chosen = [SCENARIOS[name] for name in options.names]
    for pace in dict.fromkeys(scenario.pace for scenario in chosen):
        with world_of(options.where, pace=pace) as world:
            for scenario in chosen:
                if scenario.pace == pace:
                    figures = played(scenario, world=world, size=options.size)
                    found += [{"promise": scenario.promise, **asdict(each)} for each in figures]
                    options.file.write_text(json.dumps(found))


@contextmanager
def world_of(where: Where, *, pace: Pace) -> Iterator[World]:
    """A crew stands ready where scenarios share one."""
    with tempfile.TemporaryDirectory(prefix="bakeoff-chaos-") as directory:
        world = World(
            directory=Path(directory),
            environment={**os.environ, **pace.environment()},
            pace=pace,
        )
        if where == Where.EMBEDDED:
            yield world
        else:
            with standing_crew(world):
                yield world


def played(scenario: Scenario, *, world: World, size: int | None) -> list[Figure]:
    """What goes wrong with one scenario is a figure that does not hold; the others go on."""
    began = time.monotonic()
    try:
        figures = scenario.play(world, size=size)
    except Exception as fault:
        traceback.print_exc()
        figures = [broken("the scenario", f"{type(fault).__name__}: {fault}"[:200])]
    said = "held" if all(figure.held for figure in figures) else "FELL SHORT"
    seconds = time.monotonic() - began
    print(f"{scenario.name} at {size or scenario.full}: {said}, {seconds:.0f} s", file=sys.stderr)
    return figures


if __name__ == "__main__":
    main()
