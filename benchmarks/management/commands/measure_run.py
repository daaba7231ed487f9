"""One run through the workers that stand ready; prints one line of JSON, a Measured."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarks.measured import Measured, cpu_seconds, memory_mb
from benchmarks.prompts import prompt
from evaluation.actions import apply_spec
from evaluation.spec import parse_spec
from experiments.actions import start_run
from experiments.models import Attempt, Experiment, Run
from experiments.states import RunState, WorkState
from experiments.taskfile import TaskLine

MOST_TASKS = 2_000  # more calls than that repeat them
POLL_SECONDS = 0.02


class Command(BaseCommand):
    help = "Measure the engine over one run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stub", required=True)
        parser.add_argument("--calls", type=int, required=True)
        parser.add_argument("--in-flight", type=int, required=True)
        parser.add_argument("--ideal-seconds", type=float, required=True)
        parser.add_argument("--worker", type=int, action="append", required=True, help="its pid")

    def handle(
        self, *, stub: str, calls: int, in_flight: int, ideal_seconds: float, **options: Any
    ) -> None:
        pids: list[int] = options["worker"]
        experiment = store_experiment(stub, calls=calls, in_flight=in_flight)
        cpu, began = cpu_seconds(pids), time.monotonic()
        run = start_run(experiment, actor=None)
        planned = time.monotonic()
        time.sleep(ideal_seconds / 2)  # asks the database nothing in vain meanwhile
        await_attempts(run, seconds=120 + 20 * ideal_seconds)
        measured = Measured(
            wall_s=time.monotonic() - began,
            cpu_s=cpu_seconds(pids) - cpu,
            rss_mb=max(map(memory_mb, pids)),
            calls=check(run),
            plan_s=planned - began,
        )
        await_end(run)
        self.stdout.write(json.dumps(asdict(measured)))


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
                raise CommandError(f"Attempts are still {state} after {seconds:.0f} s.")
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
        raise CommandError(f"{failed.count()} attempts did not succeed; the first: {first}")
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
