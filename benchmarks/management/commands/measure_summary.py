"""What publishing a run takes, beside the bare GROUP BY of its rows; prints it as JSON. Modules are
loaded before, as a worker has them."""

import json
import os
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from benchmarks.measured import forget_peak, memory_mb
from experiments.models import Run
from experiments.work.finish import publish, publisher
from leaderboards.models import RunSummary

# The task values of the boards and nothing else: no quantiles of an arm, no ranks, no pairs.
GROUPED = """
    SELECT a.arm_id, a.task_id, count(*) AS n,
           count(*) FILTER (WHERE a.state = 'failed') AS failed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY a.latency_ms) AS latency,
           avg(a.cost_usd) AS cost, avg(v.score) AS quality,
           avg(e.quality) AS judged, avg(e.risk) AS risk, avg(e.confidence) AS confidence
    FROM experiments_attempt a
    LEFT JOIN experiments_validation v ON v.attempt_id = a.id
    LEFT JOIN evaluation_evaluation e ON e.attempt_id = a.id AND e.run_id = a.run_id
    WHERE a.run_id = %s GROUP BY a.arm_id, a.task_id
"""
# What of it the attempts alone can tell.
NARROW = """
    SELECT arm_id, task_id, count(*) AS n, count(*) FILTER (WHERE state = 'failed') AS failed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS latency,
           avg(cost_usd) AS cost
    FROM experiments_attempt WHERE run_id = %s GROUP BY arm_id, task_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Seconds of wall time, and megabytes: of the process before it published, and at its peak
    while it did. `digest` is of the input, `cells_kb` what is stored beside the document."""

    grouped_s: float
    narrow_s: float
    publish_s: float
    before_mb: float
    peak_mb: float
    digest: str
    cells_kb: float


class Command(BaseCommand):
    help = "Measure what publishing a finished run takes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=UUID)

    def handle(self, *, run: UUID, **_: Any) -> None:
        self.stdout.write(json.dumps(asdict(measure(Run.objects.get(pk=run)))))


def measure(run: Run) -> Published:
    """What was published before is deleted: the same rows would give the same revision."""
    RunSummary.objects.filter(run=run).delete()
    publisher()
    grouped, narrow = seconds_of(GROUPED, run), seconds_of(NARROW, run)
    forget_peak(os.getpid())
    before, began = memory_mb(os.getpid()), time.monotonic()
    with transaction.atomic():
        publish(run)
    seconds = time.monotonic() - began
    summary = RunSummary.objects.select_related("cells").get(run=run)
    return Published(
        grouped_s=grouped,
        narrow_s=narrow,
        publish_s=seconds,
        before_mb=before,
        peak_mb=memory_mb(os.getpid()),
        digest=summary.input_digest,
        cells_kb=len(summary.cells.content) / 1000,
    )


def seconds_of(statement: str, run: Run) -> float:
    """Of the statement in the server, which counts every value and sends a single row."""
    columns = [part.split()[0].strip(",") for part in statement.split(" AS ")[1:]]
    counted = ", ".join(f"count({name})" for name in columns)
    began = time.monotonic()
    with connection.cursor() as cursor:
        # A name of theirs, a statement of ours: nothing comes from outside.
        cursor.execute(f"SELECT {counted} FROM ({statement}) AS cells", [run.pk])
        cursor.fetchall()
    return time.monotonic() - began
