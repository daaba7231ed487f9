"""Runs that are planned and cancelled again; prints the seconds of each as JSON."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarks.planned import store_experiment
from experiments.actions import start_run
from experiments.models import Attempt, Experiment


class Command(BaseCommand):
    help = "Measure how long a run takes to be planned."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attempts", type=int, required=True)
        parser.add_argument("--rounds", type=int, default=1)

    def handle(self, *, attempts: int, rounds: int, **_: Any) -> None:
        experiment = store_experiment(attempts=attempts)
        self.stdout.write(json.dumps([seconds_of(experiment, attempts) for _ in range(rounds)]))


def seconds_of(experiment: Experiment, attempts: int) -> float:
    """The rows go again, so that every round finds the same tables."""
    began = time.monotonic()
    run = start_run(experiment, actor=None)
    seconds = time.monotonic() - began
    stored = Attempt.objects.filter(run=run).count()
    if stored != attempts:
        raise CommandError(f"{stored} attempts were planned, not {attempts}.")
    Attempt.objects.filter(run=run)._raw_delete(using="default")
    return seconds
