"""Showing a run's progress on stderr: bars on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from experiments.progress import Progress
from experiments.states import RunState

LINE_EVERY = 5.0  # seconds
Show = Callable[[Progress], None]


@contextmanager
def watching() -> Iterator[Show]:
    if sys.stderr.isatty():
        with _bars() as show:
            yield show
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[Show]:
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:

        def show(progress: Progress) -> None:
            for stage in progress.stages:
                if stage.stage not in tasks:
                    tasks[stage.stage] = bars.add_task(stage.stage, total=None)
                bars.update(tasks[stage.stage], completed=stage.done, total=stage.total or None)

        yield show


def _lines() -> Show:
    shown, shown_at = "", 0.0

    def show(progress: Progress) -> None:
        nonlocal shown, shown_at
        line = _line(progress)
        due = progress.state != RunState.RUNNING or time.monotonic() - shown_at > LINE_EVERY
        if due and line != shown:
            shown, shown_at = line, time.monotonic()
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal's edge

    return show


def _line(progress: Progress) -> str:
    stages = ", ".join(f"{s.stage} {s.done}/{s.total}" for s in progress.stages if s.total)
    paused = progress.paused and progress.state == RunState.RUNNING
    return f"{'paused' if paused else progress.state}: {stages}"
