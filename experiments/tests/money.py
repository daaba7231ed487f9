"""Prices and budgets of an organisation, for tests."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from experiments.work.budget import month_of
from organizations.models import Organization
from providers.models import AllowlistEntry, PriceOverride, Spending

PROVIDER = "openai_compatible"


def priced(owner: Organization, pattern: str = "*", **usd: Any) -> None:
    """Dollars per million tokens: one for input and two for output unless said otherwise."""
    prices = {"input_usd": 1, "output_usd": 2} | usd
    PriceOverride.objects.create(
        organization=owner, provider=PROVIDER, model_pattern=pattern, **prices
    )


def monthly(owner: Organization, budget: str, *, spent: str | None = None) -> None:
    entries = AllowlistEntry.objects.filter(organization=owner, provider=PROVIDER)
    entries.update(monthly_budget_usd=Decimal(budget))
    if spent is not None:
        Spending.objects.create(
            organization=owner,
            provider=PROVIDER,
            month=month_of(timezone.now()),
            spent_usd=Decimal(spent),
        )
