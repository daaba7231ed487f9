"""An organisation's own prices."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager
from providers.kinds import ProviderKind


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
