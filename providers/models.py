"""What an organisation allows, and the endpoints it may call."""

from typing import ClassVar

from django.db import models

from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
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
    """Settings of an endpoint and a reference to its credential, never the credential."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="connections"
    )
    name = models.CharField(max_length=100)
    provider = models.CharField(max_length=30, choices=ProviderKind)
    settings = models.JSONField(default=dict, blank=True)
    credential_reference = models.CharField(max_length=300, blank=True, default="")
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
