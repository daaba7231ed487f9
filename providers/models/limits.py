"""What all workers together keep in mind while they call: breakers and spending."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.kinds import ProviderKind
from providers.models.connections import Connection

MONEY: dict[str, Any] = {"max_digits": 24, "decimal_places": 12}


class Breaker(models.Model):
    """The circuit breaker of a connection: of its organisation, provider, endpoint and credential.

    No row, or `open_until` null: closed. Before `open_until` nothing is claimed; from then on one
    probe at a time is, until `probe_until`, and what it brings closes the breaker or opens it
    again for longer. Only calls since `closed_at` are held against the connection.
    """

    connection = models.OneToOneField(
        Connection, primary_key=True, on_delete=models.CASCADE, related_name="breaker"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    probe_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    trips = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=30, blank=True)

    objects = scoped_manager("connection__organization")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(open_until__isnull=True) | Q(opened_at__isnull=False),
                name="breaker_open_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.connection_id}: {'open' if self.open_until else 'closed'}"


class Spending(models.Model):
    """What one provider has cost an organisation in a month (UTC), of the calls that are closed.

    The row begins with the sum of the ledger, is summed up again at `sum_again_at`, and from then
    on is added to with every call.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="spending"
    )
    provider = models.CharField(max_length=30, choices=ProviderKind)
    month = models.DateField()
    spent_usd = models.DecimalField(default=0, **MONEY)
    sum_again_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager()

    class Meta:
        ordering = ["-month", "provider"]
        verbose_name_plural = "spending"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "provider", "month"], name="spending_once"
            ),
            models.CheckConstraint(
                condition=Q(provider__in=ProviderKind.values), name="spending_provider_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} in {self.month:%Y-%m}"
