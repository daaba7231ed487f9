"""The endpoints that an organisation may call."""

from typing import ClassVar

from django.db import models

from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.kinds import ProviderKind


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
