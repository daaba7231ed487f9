"""One experiment from a file, to the end, without the site: what the command line does."""

import errno
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from evaluation.actions import apply_spec, references_of, tasks_of
from evaluation.spec import Spec, read_spec
from experiments.actions import run_like, start_run
from experiments.denials import keep_denials
from experiments.embedded import embedded_worker
from experiments.estimate import estimate_of
from experiments.estimate_view import estimate_line
from experiments.models import Attempt, Experiment, Run
from experiments.preflight import RunRefused
from experiments.progress import Progress, progress_of
from experiments.run_controls import resume_run
from experiments.states import RunState
from experiments.work.stage import Problem
from leaderboards.pairs import published_summary
from leaderboards.resources import write_attempts
from leaderboards.text_boards import render_boards
from organizations.errors import Invalid
from organizations.models import Organization
from providers.codes import DenialPoint
from providers.credentials.kept import answers_at_hand
from providers.credentials.references import ask_ahead
from providers.registry import is_simulated

Tell = Callable[[str], None]
POLL_SECONDS = 0.25
SUMMARY, ATTEMPTS = "summary.json", "attempts.jsonl"


def begin(path: Path, *, once: bool = False, tell: Tell = lambda said: None) -> Run:
    """Store the spec and start its run, or take up one of the same configuration that was
    interrupted or paused; with `once`, also one that is complete. `tell` is what a run will cost,
    before it is started.

    Raises Invalid, with the file and the place in each line, or RunRefused, with the first
    problem of each arm; then nothing was stored, but what policy denied to an organisation.
    """
    spec = read_spec(path)
    tasks = tasks_of(spec, directory=path.parent)
    ask_ahead(references_of(spec), organization=Organization(slug=spec.organization))
    with _told_with(spec, path), _denials_kept(spec), answers_at_hand(), transaction.atomic():
        experiment = apply_spec(spec, tasks=tasks, actor=None)
        states = (RunState.RUNNING, RunState.COMPLETED) if once else (RunState.RUNNING,)
        run = run_like(experiment, states=states)
        if run is None:
            said = estimate_line(estimate_of(experiment))
            return start_run(experiment, actor=None, then=lambda _: tell(said))
        if run.state == RunState.RUNNING:
            resume_run(run)
        return run


@contextmanager
def _told_with(spec: Spec, path: Path) -> Iterator[None]:
    """Say what only the file knows: its own name, and those of connections that are missing."""
    try:
        yield
    except Invalid as fault:
        lines = (f"{path}: {line}" for line in fault.message.splitlines())
        raise Invalid(fault.code, "\n".join(lines)) from None
    except RunRefused as refused:
        raise RunRefused(_naming(problem, spec) for problem in refused.problems) from None


@contextmanager
def _denials_kept(spec: Spec) -> Iterator[None]:
    """What policy denied outlives the transaction that the refusal undoes, where there was an
    organisation before it."""
    try:
        yield
    except RunRefused as refused:
        organization = Organization.objects.filter(slug=spec.organization).first()
        if organization:
            known = Experiment.objects.filter(organization=organization, name=spec.experiment.name)
            experiment_id = known.values_list("pk", flat=True).first()
            keep_denials(
                organization, refused.problems, at=DenialPoint.START, experiment_id=experiment_id
            )
        raise


def _naming(problem: Problem, spec: Spec) -> Problem:
    callers = {arm.key: arm for arm in spec.experiment.arms}
    caller = callers[problem.arm] if problem.arm else spec.evaluator
    if problem.code != "connection_missing" or caller is None:
        return problem
    sentence = f"There is no connection {caller.connection!r} for {caller.provider}."
    return replace(problem, sentence=sentence)


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


def prepare_output(directory: Path, *, names: Iterable[str] = (SUMMARY, ATTEMPTS)) -> None:
    """Raises OSError where these files could not be written, before anything is paid for."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in (directory / name for name in names):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        beside = _beside(path)
        beside.open("w").close()
        beside.unlink()


def write_output(run: Run, *, directory: Path) -> None:
    """`summary.json` and `attempts.jsonl`, each whole or not at all."""
    directory.mkdir(parents=True, exist_ok=True)
    write_document(summary_of(run), path=directory / SUMMARY)
    with _replacing(directory / ATTEMPTS) as stream:
        write_attempts(run, stream.buffer)


def write_document(document: dict[str, Any], *, path: Path) -> None:
    """As JSON to be read, whole or not at all."""
    with _replacing(path) as stream:
        json.dump(document, stream, ensure_ascii=False, indent=1)
        stream.write("\n")


@contextmanager
def _replacing(path: Path) -> Iterator[Any]:
    beside = _beside(path)
    with beside.open("w", encoding="utf-8") as stream:
        yield stream
    beside.replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")
