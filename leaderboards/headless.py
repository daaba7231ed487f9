"""One experiment from a file, to the end, without the site: what the command line does."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from evaluation.actions import apply_spec, tasks_of
from evaluation.spec import read_spec
from experiments.actions import run_like, start_run
from experiments.embedded import embedded_worker
from experiments.models import Attempt, Run
from experiments.progress import Progress, progress_of
from experiments.states import RunState
from leaderboards.pairs import published_summary
from leaderboards.resources import write_attempts
from leaderboards.text_boards import render_boards
from providers.registry import is_simulated

POLL_SECONDS = 0.25


def begin(path: Path, *, once: bool = False) -> Run:
    """Store the spec and start its run, or take up one of the same configuration that was
    interrupted; with `once`, also one that is complete.

    Raises Invalid, RunRefused; then nothing was stored.
    """
    spec = read_spec(path)
    tasks = tasks_of(spec, directory=path.parent)
    with transaction.atomic():
        experiment = apply_spec(spec, tasks=tasks, actor=None)
        states = (RunState.RUNNING, RunState.COMPLETED) if once else (RunState.RUNNING,)
        return run_like(experiment, states=states) or start_run(experiment, actor=None)


def work(run: Run, *, show: Callable[[Progress], None]) -> Run:
    """Work the run, and no other, to its end: in this process unless a broker is configured."""
    worker = embedded_worker(only=run.pk) if settings.EMBEDDED_WORKER else nullcontext()
    with worker:
        while (progress := progress_of(run)).state == RunState.RUNNING:
            show(progress)
            time.sleep(POLL_SECONDS)
    show(progress)
    run.refresh_from_db()
    return run


def summary_of(run: Run) -> dict[str, Any]:
    """The latest published summary. Raises SummaryNotPublished."""
    summary: dict[str, Any] = json.loads(published_summary(run).content)
    return summary


def boards_of(run: Run) -> str:
    """The published boards as text."""
    summary = summary_of(run)
    simulated = any(is_simulated(arm["provider"]) for arm in summary["arms"])
    return render_boards(summary, failures=_failure_examples(run), simulated=simulated)


def _failure_examples(run: Run) -> dict[str, str]:
    failed = Attempt.objects.filter(run=run).exclude(error_code="")
    return dict(failed.values_list("error_code").annotate(example=Min("error_detail")).order_by())


def write_output(run: Run, *, directory: Path) -> None:
    """`summary.json` and `attempts.jsonl`, each whole or not at all."""
    directory.mkdir(parents=True, exist_ok=True)
    with _replacing(directory / "summary.json") as stream:
        json.dump(summary_of(run), stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    with _replacing(directory / "attempts.jsonl") as stream:
        write_attempts(run, stream)


@contextmanager
def _replacing(path: Path) -> Iterator[Any]:
    beside = path.with_name(f".{path.name}.partial")
    with beside.open("w", encoding="utf-8") as stream:
        yield stream
    beside.replace(path)
