"""Who judges, and what they said in numbers. There is no free text of a judge in this app."""

import secrets
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work.item import WorkItem
from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.kinds import ProviderKind
from providers.models import Connection
from providers.prices import CostSource


class VersionedText(models.Model):
    """A text under a version label of its author; the digest is what identifies it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=50)
    text = models.TextField()
    digest = models.CharField(max_length=71)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "digest"], name="%(class)s_digest_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.digest[7:15]})"


class Rubric(VersionedText):
    """What a good patch is. `text` is what the judge reads: the preamble with the criteria written
    out below it; without criteria the preamble is empty, and the text is its author's own."""

    preamble = models.TextField(blank=True)
    criteria = models.JSONField(default=list, blank=True)


class PromptTemplate(VersionedText):
    """How the judge is asked. Variables: task, patch, rubric, boundary."""


def _new_key() -> bytes:
    return secrets.token_bytes(32)


class BoundaryKey(models.Model):
    """What an organisation's boundaries are made with. No page, answer or log shows it: who knows
    it could tell a boundary beforehand. It never changes, so that prompts can be made again."""

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.BinaryField(default=_new_key, editable=False)

    objects = scoped_manager()

    def __str__(self) -> str:
        return f"of {self.organization_id}"

    @classmethod
    def of(cls, organization_id: UUID) -> bytes:
        """The organisation's key, made when it is first asked for."""
        row, _ = cls.objects.get_or_create(organization_id=organization_id)
        return bytes(row.key)


class EvaluatorProfile(models.Model):
    """A frozen judge. The database refuses to change these rows and their texts: another setting is
    another version. Only what they point at may go (connection, author)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="evaluator_profiles"
    )
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    provider = models.CharField(max_length=30, choices=ProviderKind)
    connection = models.ForeignKey(
        Connection, null=True, on_delete=models.SET_NULL, related_name="evaluator_profiles"
    )
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    structured_output = models.BooleanField(default=False)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="profiles")
    prompt_template = models.ForeignKey(
        PromptTemplate, on_delete=models.PROTECT, related_name="profiles"
    )
    parser_version = models.CharField(max_length=20)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name", "version"], name="profile_version_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "name", "digest"], name="profile_digest_once"
            ),
            models.CheckConstraint(
                condition=Q(provider__in=ProviderKind.values), name="profile_provider_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}:{self.version}"


class RunProfile(models.Model):
    """The profile that judges a run, frozen when the run starts."""

    run = models.OneToOneField(
        Run, primary_key=True, on_delete=models.CASCADE, related_name="judged_by"
    )
    profile = models.ForeignKey(EvaluatorProfile, on_delete=models.PROTECT, related_name="runs")

    objects = scoped_manager("run__experiment__organization")

    def __str__(self) -> str:
        return f"{self.run_id} by {self.profile}"


class Replay(models.Model):
    """Judging the stored artifacts of a run again, under another profile or the same once more.

    `work` is what the engine works: a run that makes no attempts, whose id is the replay's, with
    its profile in `judged_by` and its judgements as its only rows. What is judged was fixed at the
    start; `originals_digest` is that of the run's own judgements then.
    """

    work = models.OneToOneField(
        Run, primary_key=True, on_delete=models.CASCADE, related_name="replay"
    )
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="replays")
    reason = models.CharField(max_length=500, blank=True)
    n_attempts = models.PositiveIntegerField()
    attempt_set_digest = models.CharField(max_length=71)
    originals_digest = models.CharField(max_length=71)

    objects = scoped_manager("run__experiment__organization")

    class Meta:
        ordering: ClassVar = ["-work__started_at", "-work"]

    def __str__(self) -> str:
        return str(self.work_id)


class Evaluation(WorkItem):
    """One judgement of one attempt's artifact: the work, and its final scores (0…1).

    `run` is the attempt's own, or what works a replay of it: `evaluation.queries` tells them apart.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="evaluations")
    profile = models.ForeignKey(
        EvaluatorProfile, null=True, on_delete=models.PROTECT, related_name="evaluations"
    )
    prompt_digest = models.CharField(max_length=71, blank=True)
    quality = models.FloatField(null=True, blank=True)
    risk = models.FloatField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    latency_ms = models.FloatField(null=True, blank=True)
    cost_usd = models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)
    cost_source = models.CharField(max_length=10, default=CostSource.NONE.value)

    objects = scoped_manager("run__experiment__organization")

    class Meta(WorkItem.Meta):
        constraints: ClassVar[list[Any]] = [
            *WorkItem.Meta.constraints,
            models.UniqueConstraint(fields=["attempt", "run"], name="evaluation_once"),
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(profile__isnull=True),
                name="evaluation_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.SUCCEEDED)
                | Q(
                    quality__gte=0,
                    quality__lte=1,
                    risk__gte=0,
                    risk__lte=1,
                    confidence__gte=0,
                    confidence__lte=1,
                ),
                name="evaluation_scores_in_range",
            ),
            models.CheckConstraint(
                condition=Q(state=WorkState.SUCCEEDED)
                | Q(quality__isnull=True, risk__isnull=True, confidence__isnull=True),
                name="evaluation_failed_has_no_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} by {self.profile_id}: {self.state}"


class HumanLabel(models.Model):
    """What a person thinks of a patch: its quality (0…1), whether to accept it, or both.

    `source` is empty for what was entered in the blind view; else it says where it comes from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="labels")
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=100, blank=True)
    quality = models.FloatField(null=True, blank=True)
    accept = models.BooleanField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager("attempt__run__experiment__organization")

    class Meta:
        ordering: ClassVar = ["attempt", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "analyst", "source"], name="label_once"),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__gte=0, quality__lte=1),
                name="label_quality_in_range",
            ),
            models.CheckConstraint(
                condition=Q(quality__isnull=False) | Q(accept__isnull=False),
                name="label_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} by {self.analyst_id}"


class InjectionReport(models.Model):
    """What came of sending the shipped canaries through a profile, once.

    `results`: for each canary its name, the quality that its plain twin was given and its own, the
    shift between them, whether that is more than `threshold`, and error codes in place of scores.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.ForeignKey(
        EvaluatorProfile, on_delete=models.CASCADE, related_name="injection_reports"
    )
    canaries_version = models.CharField(max_length=20)
    threshold = models.FloatField()
    results = models.JSONField(default=list)
    n_moved = models.PositiveSmallIntegerField()
    n_failed = models.PositiveSmallIntegerField()
    n_calls = models.PositiveSmallIntegerField()
    cost_usd = models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager("profile__organization")

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.profile}, {self.created_at:%Y-%m-%d %H:%M}"
