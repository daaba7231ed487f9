"""What the engine's processes tell each other through the database."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from experiments.models.runs import Run


class Reconciling(models.Model):
    """One row: whoever set `busy_until` reconciles until then, or until it is empty again.
    `sweep_after` spares leases after a silence, in which living workers could not prolong
    theirs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    last_at = models.DateTimeField(default=timezone.now)
    sweep_after = models.DateTimeField(default=timezone.now)
    busy_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="reconciling_one_row")
        ]

    def __str__(self) -> str:
        return f"last at {self.last_at:%H:%M:%S}"


class WorkerBeat(models.Model):
    """A drain at work: where it runs and how full it is. Its id is its claims' token; it writes
    the row with each heartbeat and deletes it in the end."""

    id = models.UUIDField(primary_key=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="beats")
    stage = models.CharField(max_length=20)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    slots = models.PositiveIntegerField()
    in_flight = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["stage", "started_at"]

    def __str__(self) -> str:
        return f"{self.stage} on {self.host} ({self.pid})"
