"""Attempts that live through all stages on PostgreSQL; prints what they take up as JSON."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from benchmarks.lived import Life, Sizes, Texts, batches
from benchmarks.planned import store_experiment
from benchmarks.space import Storage, relations, rewritten, wal_position, wal_since
from evaluation.models import EvaluatorProfile
from experiments.actions import start_run
from experiments.models import Attempt, Run

USUAL = Sizes()


class Command(BaseCommand):
    help = "Measure what attempts take up in PostgreSQL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attempts", type=int, required=True)
        parser.add_argument("--batch", type=int, default=16)
        parser.add_argument("--answer-bytes", type=int, default=USUAL.answer)
        parser.add_argument("--diff-bytes", type=int, default=USUAL.diff)
        parser.add_argument("--verdict-bytes", type=int, default=USUAL.verdict)

    def handle(self, *, attempts: int, batch: int, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("This measures PostgreSQL.")
        sizes = Sizes(
            answer=options["answer_bytes"],
            diff=options["diff_bytes"],
            verdict=options["verdict_bytes"],
        )
        self.stdout.write(json.dumps(measure(attempts, batch=batch, sizes=sizes).as_json()))


def measure(attempts: int, *, batch: int, sizes: Sizes) -> Storage:
    experiment = store_experiment(attempts=attempts, judged=True)
    before, began = wal_position(), time.monotonic()
    run = start_run(experiment, actor=None)
    planned_wal, planned = wal_since(before), time.monotonic()
    worked(run, batch=batch, sizes=sizes)
    seconds = time.monotonic() - planned
    wal = wal_since(before)
    grown = relations()
    rewritten(grown)
    return Storage(
        attempts=attempts,
        plan_s=planned - began,
        work_s=seconds,
        plan_wal=planned_wal,
        wal=wal,
        grown=grown,
        packed=relations(),
    )


def worked(run: Run, *, batch: int, sizes: Sizes) -> None:
    life = Life(
        run=run,
        organization=run.experiment.organization,
        profile=EvaluatorProfile.objects.get(),
        arms={arm.pk: arm for arm in run.arms.all()},
        texts=Texts(),
        sizes=sizes,
    )
    ids = (
        Attempt.objects.filter(run=run).order_by("available_at", "id").values_list("pk", flat=True)
    )
    for some in batches(list(ids), size=batch):
        life.live(some)
