"""One execution of an experiment, and the arms frozen as they were when it started."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from experiments.models.definitions import Experiment, TaskSet
from experiments.states import OnInterrupt, RunState
from organizations.ids import uuid7
from organizations.scoping import scoped_manager
from providers.models import Connection

MONEY: dict[str, Any] = {"max_digits": 24, "decimal_places": 12}
Scoped: Any = type(scoped_manager("experiment__organization"))


class Runs(Scoped):
    """The runs that people know of. A run that repeats its tasks 0 times makes no attempts: it is
    how the engine works something else, such as a replay, and nobody's list shows it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(repeats__gte=1)


class Run(models.Model):
    """`config` is the frozen configuration; `config_digest` tells whether two runs share it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="runs")
    task_set = models.ForeignKey(TaskSet, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    imported = models.BooleanField(default=False)
    config = models.JSONField(default=dict)
    config_digest = models.CharField(max_length=71)
    repeats = models.PositiveSmallIntegerField()
    max_concurrency = models.PositiveSmallIntegerField()
    attempt_timeout_seconds = models.PositiveIntegerField()
    on_interrupt = models.CharField(max_length=5, choices=OnInterrupt, default=OnInterrupt.RETRY)
    deadline_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    budget_usd = models.DecimalField(null=True, blank=True, **MONEY)
    reserved_usd = models.DecimalField(default=0, **MONEY)
    spent_usd = models.DecimalField(default=0, **MONEY)
    blocked_credentials = models.JSONField(default=dict, blank=True)
    # Of the trace that it was started in (W3C Trace Context); its calls become part of that.
    traceparent = models.CharField(max_length=55, blank=True, default="", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # When a result came after the end that the published summary does not have yet.
    results_changed_at = models.DateTimeField(null=True, blank=True)

    objects = Runs()
    worked = Scoped()  # all that the engine works

    class Meta:
        ordering = ["-started_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["started_at"], name="run_unfinished", condition=Q(state=RunState.RUNNING)
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=Q(on_interrupt__in=OnInterrupt.values), name="run_on_interrupt_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING, finished_at__isnull=True)
                | ~Q(state=RunState.RUNNING) & Q(finished_at__isnull=False),
                name="run_finished_has_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def makes_attempts(self) -> bool:
        return self.repeats > 0


class RunArm(models.Model):
    """An arm as it ran. `provider` is plain text: an imported run may name any provider.

    The settings are kept for the record; calls read the connection itself, so that a change
    of policy or endpoint also holds for a run that goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="arms")
    key = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    connection = models.ForeignKey(
        Connection, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    connection_name = models.CharField(max_length=200, blank=True)
    connection_settings = models.JSONField(default=dict)

    class Meta:
        ordering = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "key"], name="run_arm_key_once")
        ]

    def __str__(self) -> str:
        return self.key
