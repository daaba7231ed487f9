"""One arm's answer to one task, once; the patch it became; what checking it said."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from experiments.artifacts.contract import ArtifactFormat
from experiments.models.definitions import Task
from experiments.models.runs import RunArm
from experiments.states import ENGINE_SOURCE, ValidationStatus, WorkState
from experiments.work.item import FAILED_HAS_CODE, WorkItem
from organizations.scoping import scoped_manager
from providers.prices import CostSource

IN_RUN = "run__experiment__organization"
# An attempt that was made elsewhere may have failed without one.
RULES = [rule for rule in WorkItem.Meta.constraints if rule.name != FAILED_HAS_CODE]


class Attempt(WorkItem):
    arm = models.ForeignKey(RunArm, on_delete=models.CASCADE, related_name="attempts")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    repeat = models.PositiveSmallIntegerField()
    finish_reason = models.CharField(max_length=20, blank=True)
    native_finish_reason = models.CharField(max_length=100, blank=True)
    model_served = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=200, blank=True)
    output_text = models.TextField(null=True, blank=True)  # noqa: DJ001 - null: nothing arrived
    usage = models.JSONField(null=True, blank=True)
    # Digits to spare: SQLite may round the largest cost up.
    cost_usd = models.DecimalField(max_digits=30, decimal_places=12, null=True, blank=True)
    cost_source = models.CharField(max_length=10, default=CostSource.NONE.value)
    latency_ms = models.FloatField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager(IN_RUN)

    class Meta(WorkItem.Meta):
        indexes: ClassVar[list[Any]] = [
            *WorkItem.Meta.indexes,
            models.Index(fields=["run", "arm", "task", "repeat"], name="attempt_in_order"),
        ]
        constraints: ClassVar[list[Any]] = [
            *RULES,
            models.CheckConstraint(
                condition=~Q(state=WorkState.FAILED) | ~Q(error_code="") | Q(claims=0),
                name=FAILED_HAS_CODE,
            ),
            models.UniqueConstraint(fields=["arm", "task", "repeat"], name="attempt_once"),
            models.CheckConstraint(
                condition=Q(cost_usd__isnull=True, cost_source=CostSource.NONE.value)
                | Q(cost_usd__isnull=False) & ~Q(cost_source=CostSource.NONE.value),
                name="attempt_cost_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arm_id}/{self.task_id}/{self.repeat}"


class Artifact(models.Model):
    """The normalised patch of a succeeded attempt. No row: not normalised yet."""

    attempt = models.OneToOneField(
        Attempt, primary_key=True, on_delete=models.CASCADE, related_name="artifact"
    )
    format = models.CharField(max_length=20, choices=[(f.value, f.value) for f in ArtifactFormat])
    diff = models.TextField(blank=True)
    diff_sha256 = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=list)
    applies = models.BooleanField(null=True)
    apply_method = models.CharField(max_length=40, blank=True)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager("attempt__run__experiment__organization")

    def __str__(self) -> str:
        return f"{self.format} {self.diff_sha256[:12]}"


class Validation(WorkItem):
    """Normalising an attempt's answer and running its task's checks: work, and its result.

    `status` and `score` are null where the task defines no check. `score` is 0…1. Any source but
    the engine's was posted from outside: `posted_by` did it, and `url` says where it comes from.
    `earlier` is what it failed with each time that somebody tried it again, the first first.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="validations")
    source = models.CharField(max_length=100, default=ENGINE_SOURCE)
    # null: no check is defined, which is not a status
    status = models.CharField(  # noqa: DJ001
        max_length=10, choices=ValidationStatus, null=True, blank=True
    )
    score = models.FloatField(null=True, blank=True)
    checks = models.JSONField(default=list)
    earlier = models.JSONField(default=list, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = scoped_manager(IN_RUN)

    class Meta(WorkItem.Meta):
        constraints: ClassVar[list[Any]] = [
            *WorkItem.Meta.constraints,
            models.UniqueConstraint(fields=["attempt", "source"], name="validation_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="validation_score_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.status or self.state}"
