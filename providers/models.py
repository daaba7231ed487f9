"""What an organisation allows, and the endpoints it may call."""

from typing import Any, ClassVar

from django.conf import settings as project
from django.db import models
from django.db.models import F, Q
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


class Connection(models.Model):
    """Settings of an endpoint and a reference to its credential, never the credential.

    `credential_origin` is the scheme, host and port that the reference was entered for. The
    credential goes nowhere else: see providers.connections.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="connections"
    )
    name = models.CharField(max_length=100)
    provider = models.CharField(max_length=30, choices=ProviderKind)
    settings = models.JSONField(default=dict, blank=True)
    credential_reference = models.CharField(max_length=300, blank=True, default="")
    credential_origin = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["organization", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="connection_once"),
            models.CheckConstraint(
                condition=models.Q(provider__in=ProviderKind.values),
                name="connection_provider_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _per_million(name: str, *, optional: bool = False) -> Any:
    """USD per million tokens; what is optional and empty costs what other input does."""
    return models.DecimalField(
        name,
        max_digits=14,
        decimal_places=6,
        null=optional,
        blank=optional,
        help_text="Empty: like other input." if optional else "",
    )


class PriceOverride(models.Model):
    """An organisation's own price, in USD per million tokens, for the models that a pattern
    (fnmatch, case matters) names. It stands in front of the shipped table, from `effective_from`
    up to and without `effective_until`. Equal bounds: it was withdrawn before it began."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="price_overrides"
    )
    provider = models.CharField(max_length=30, choices=ProviderKind)
    model_pattern = models.CharField(max_length=200)
    input_usd = _per_million("input")
    cached_input_usd = _per_million("cached input", optional=True)
    cache_write_usd = _per_million("input written to a cache", optional=True)
    output_usd = _per_million("output")
    effective_from = models.DateTimeField(default=timezone.now)
    effective_until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["organization", "provider", "model_pattern", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "provider", "model_pattern", "effective_from"],
                name="price_override_once",
            ),
            models.CheckConstraint(
                condition=Q(provider__in=ProviderKind.values),
                name="price_override_provider_kind",
            ),
            models.CheckConstraint(condition=~Q(model_pattern=""), name="price_override_pattern"),
            models.CheckConstraint(
                condition=Q(input_usd__gte=0)
                & Q(output_usd__gte=0)
                & (Q(cached_input_usd__isnull=True) | Q(cached_input_usd__gte=0))
                & (Q(cache_write_usd__isnull=True) | Q(cache_write_usd__gte=0)),
                name="price_override_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="price_override_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_pattern} of {self.provider}"


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
