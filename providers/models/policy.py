"""What an organisation allows, and the facts that it said no."""

from typing import ClassVar

from django.conf import settings as project
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.codes import DenialCode, DenialPoint
from providers.kinds import ProviderKind


class AllowlistEntry(models.Model):
    """One provider for one organisation. No entry, or a disabled one, means denied."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="allowlist"
    )
    provider = models.CharField(max_length=30, choices=ProviderKind)
    enabled = models.BooleanField(default=False)
    allowed_models = models.JSONField(
        default=list,
        blank=True,
        help_text='Patterns such as ["gpt-5*"]. ["*"] allows every model, [] none.',
    )
    max_concurrency = models.PositiveIntegerField(null=True, blank=True)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    monthly_budget_usd = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["organization", "provider"]
        verbose_name = "allowed provider"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "provider"], name="allowlist_once"),
            models.CheckConstraint(
                condition=models.Q(provider__in=ProviderKind.values),
                name="allowlist_provider_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} for {self.organization}"


class PolicyDenial(models.Model):
    """That the policy said no: what was asked for, when, and by whom. Never changed.

    `arm_key` is empty for the evaluator. Experiment and run are bare ids, so that the fact
    outlives them, and also tells of an experiment that was never stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="policy_denials"
    )
    at = models.CharField(max_length=10, choices=[(each.value, each.value) for each in DenialPoint])
    code = models.CharField(
        max_length=30, choices=[(each.value, each.value) for each in DenialCode]
    )
    provider = models.CharField(max_length=200)
    model = models.CharField(max_length=200)
    arm_key = models.CharField(max_length=200, blank=True)
    experiment_id = models.UUIDField(null=True, blank=True)
    run_id = models.UUIDField(null=True, blank=True)
    actor = models.ForeignKey(
        project.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = scoped_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-created_at"], name="denial_latest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run_id", "arm_key", "code"],
                condition=Q(at=DenialPoint.CLAIM.value),
                name="denial_claim_once",
            ),
            models.CheckConstraint(
                condition=Q(at__in=[each.value for each in DenialPoint]), name="denial_point_known"
            ),
            models.CheckConstraint(
                condition=Q(code__in=[each.value for each in DenialCode]), name="denial_code_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} at {self.at}"
