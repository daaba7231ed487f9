"""What is to be compared: task sets, experiments and their arms, as people edit them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from experiments.states import OnInterrupt
from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.kinds import ProviderKind
from providers.models import Connection

AT_LEAST_ONE = [MinValueValidator(1)]


class TaskSet(models.Model):
    """A version of a named set of tasks. The digest covers every task; rows never change.

    `keys_only`: it came with imported results. Its tasks have no prompts, so nothing is run on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="task_sets"
    )
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    n_tasks = models.PositiveIntegerField()
    keys_only = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name", "version"], name="task_set_version_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "name", "digest"], name="task_set_digest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Task(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task_set = models.ForeignKey(TaskSet, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=200)
    prompt = models.TextField()
    files = models.JSONField(default=dict)
    reference_patch = models.TextField(blank=True)
    validation = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)

    objects = scoped_manager("task_set__organization")

    class Meta:
        ordering = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_set", "key"], name="task_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class Experiment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="experiments"
    )
    name = models.CharField(max_length=200)
    task_set = models.ForeignKey(TaskSet, on_delete=models.PROTECT, related_name="experiments")
    repeats = models.PositiveSmallIntegerField(default=1, validators=AT_LEAST_ONE)
    max_concurrency = models.PositiveSmallIntegerField(default=16, validators=AT_LEAST_ONE)
    deadline_seconds = models.PositiveIntegerField(null=True, blank=True, validators=AT_LEAST_ONE)
    attempt_timeout_seconds = models.PositiveIntegerField(default=120, validators=AT_LEAST_ONE)
    budget_usd = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The most that one run may cost. Empty: no limit of its own.",
    )
    on_interrupt = models.CharField(
        max_length=5,
        choices=OnInterrupt,
        default=OnInterrupt.RETRY,
        help_text="What becomes of a call that was cut off on this side and may have been billed.",
    )
    prompt_template = models.TextField(
        blank=True, help_text="Empty: the built-in one. Variables: prompt, files, answer_format."
    )
    evaluator = models.CharField(
        max_length=220, blank=True, help_text="NAME or NAME:VERSION of an evaluator profile."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="experiment_name_once"),
            models.CheckConstraint(
                condition=Q(repeats__gte=1, max_concurrency__gte=1, attempt_timeout_seconds__gte=1),
                name="experiment_counts_positive",
            ),
            models.CheckConstraint(
                condition=Q(budget_usd__isnull=True) | Q(budget_usd__gt=0),
                name="experiment_budget_positive",
            ),
            models.CheckConstraint(
                condition=Q(on_interrupt__in=OnInterrupt.values),
                name="experiment_on_interrupt_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Arm(models.Model):
    """Provider + model + parameters, under a key that the boards show."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    key = models.CharField(max_length=200)
    provider = models.CharField(max_length=30, choices=ProviderKind)
    connection = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.SET_NULL, related_name="arms"
    )
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict, blank=True)

    objects = scoped_manager("experiment__organization")

    class Meta:
        ordering = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "key"], name="arm_key_once"),
            models.CheckConstraint(
                condition=Q(provider__in=ProviderKind.values), name="arm_provider_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.key
