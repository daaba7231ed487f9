"""One run through the workers that stand ready, measured. For a process whose settings stand."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from celery.signals import after_task_publish

from benchmarks.measured import Measured, cpu_seconds, forget_peak, memory_mb
from benchmarks.prompts import prompt
from benchmarks.services import Failed
from evaluation.actions import apply_spec
from evaluation.spec import parse_spec
from experiments.actions import start_run
from experiments.models import Attempt, Experiment, Run
from experiments.states import RunState, WorkState
from experiments.taskfile import TaskLine

MOST_TASKS = 2_000  # more calls than that repeat them
POLL_SECONDS = 0.02


def measure_run(
    stub: str, *, calls: int, in_flight: int, ideal_s: float, pids: Sequence[int]
) -> Measured:
    """`pids` are the workers. Raises Failed where not all attempts succeed."""
    experiment = store_experiment(stub, calls=calls, in_flight=in_flight)
    for pid in pids:
        forget_peak(pid)
    cpu, began = cpu_seconds(pids), time.monotonic()
    with messages_sent() as sent:
        run = start_run(experiment, actor=None)
        planned = time.monotonic()
        time.sleep(ideal_s / 2)  # asks the database nothing in vain meanwhile
        await_attempts(run, seconds=120 + 20 * ideal_s)
    measured = Measured(
        wall_s=time.monotonic() - began,
        cpu_s=cpu_seconds(pids) - cpu,
        rss_mb=max(map(memory_mb, pids)),
        calls=check(run),
        plan_s=planned - began,
        messages=len(sent),
    )
    await_end(run)
    return measured


@contextmanager
def messages_sent() -> Iterator[list[str]]:
    """What this process sends to the broker within the block, by name of the task."""
    found: list[str] = []

    def note(sender: str = "", **_: Any) -> None:
        found.append(sender)

    after_task_publish.connect(note)
    try:
        yield found
    finally:
        after_task_publish.disconnect(note)


def store_experiment(stub: str, *, calls: int, in_flight: int) -> Experiment:
    """One arm; the tasks repeat where there are more calls than tasks, perhaps a few more."""
    repeats = -(-calls // MOST_TASKS)
    tasks = [
        TaskLine(key=f"task-{number}", prompt=prompt(number), answer={"kind": "patch"})
        for number in range(-(-calls // repeats))
    ]
    raw = _spec(stub, name=f"engine-{calls}", repeats=repeats, in_flight=in_flight)
    return apply_spec(parse_spec(raw, place="benchmark"), tasks=tasks, actor=None)


def await_attempts(run: Run, *, seconds: float) -> None:
    """Until the last attempt is stored as terminal."""
    deadline = time.monotonic() + seconds
    attempts = Attempt.objects.filter(run=run)
    for state in (WorkState.PENDING, WorkState.RUNNING, WorkState.PENDING, WorkState.RUNNING):
        while attempts.filter(state=state).exists():
            if time.monotonic() > deadline:
                raise Failed(f"Attempts are still {state} after {seconds:.0f} s.")
            time.sleep(POLL_SECONDS)


def await_end(run: Run) -> None:
    """The summary is published after the last attempt; the next round must not overlap it."""
    while Run.objects.filter(pk=run.pk, state=RunState.RUNNING).exists():
        time.sleep(POLL_SECONDS)


def check(run: Run) -> int:
    """How many attempts there are; all of them must have succeeded."""
    attempts = Attempt.objects.filter(run=run)
    failed = attempts.exclude(state=WorkState.SUCCEEDED).values_list("error_code", "error_detail")
    if first := failed.first():
        raise Failed(f"{failed.count()} attempts did not succeed; the first: {first}")
    return attempts.count()


def _spec(stub: str, *, name: str, repeats: int, in_flight: int) -> dict[str, Any]:
    provider, connection = "openai_compatible", "stub"
    arm = {"key": "stub", "provider": provider, "connection": connection, "model": "stub-1"}
    settings = {"base_url": f"{stub}/v1"}
    return {
        "version": 1,
        "organization": "benchmark",
        "providers": {provider: {"enabled": True, "allowed_models": ["*"]}},
        "connections": [{"name": connection, "provider": provider, "settings": settings}],
        "experiment": {
            "name": name,
            "repeats": repeats,
            "max_concurrency": in_flight,
            "prompt_template": "{{ prompt }}",
            "arms": [arm],
            "tasks": "tasks.jsonl",
        },
    }
