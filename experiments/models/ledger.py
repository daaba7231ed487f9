"""The ledger of provider calls: append-only, one row per request that was sent."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from experiments.models.runs import Run, RunArm
from experiments.states import CallOutcome
from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.prices import CostSource


class ProviderCall(models.Model):
    """Inserted in the claim's transaction, before the request is sent, so a lost worker never
    hides a call. `work_id` is the id of the stage's work row (an attempt, an evaluation) and
    `number` the claim of it that the call was made under; 0 where the database lost that claim,
    and gave its number to another. Calls outside of runs have none: `experiments.work.outside`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="provider_calls")
    # Where it went, kept by value: limits are counted by these over all runs, without a join.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    provider = models.CharField(max_length=200)
    connection_id = models.UUIDField(null=True)
    model = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=20)
    work_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    arm = models.ForeignKey(RunArm, null=True, on_delete=models.CASCADE, related_name="+")
    retry = models.BooleanField(default=False)  # it follows one that failed
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome, default=CallOutcome.OPEN)
    error_code = models.CharField(max_length=30, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    answered = models.BooleanField(default=False)  # in a form that could have a price
    latency_ms = models.FloatField(null=True)
    usage = models.JSONField(null=True)
    cost_usd = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    # The most that it may cost, while that or its cost is held against a budget.
    reserved_usd = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    cost_source = models.CharField(max_length=10, default=CostSource.NONE.value)
    price_version = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=200, blank=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["started_at"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["run", "stage"], name="call_by_stage"),
            models.Index(fields=["organization", "provider", "started_at"], name="call_by_start"),
            models.Index(
                fields=["organization", "provider"],
                name="call_open",
                condition=Q(outcome=CallOutcome.OPEN),
            ),
            models.Index(fields=["connection_id", "finished_at"], name="call_of_connection"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["stage", "work_id", "number"], name="call_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.work_id} #{self.number}: {self.outcome}"
