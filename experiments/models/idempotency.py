"""What was asked for under a key that its sender chose, and what was answered."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager


class IdempotentRequest(models.Model):
    """`status` is null as long as nobody answered. Whoever holds the claim token may answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=71)
    claim_token = models.UUIDField(default=uuid4)
    claimed_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    location = models.TextField(blank=True)
    body = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = scoped_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
