"""Whether budgets could pay for a single call, asked before a run starts. Nothing is locked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from experiments.work.budget import month_of, spent_in_ledger
from experiments.work.stage import Problem
from organizations.models import Organization
from providers.amounts import dollars
from providers.codes import DenialCode
from providers.contract import GenerationRequest, Message
from providers.models import AllowlistEntry, Spending
from providers.own_prices import PriceBook, price_book
from providers.worst_case import worst_case

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """USD: a run's whole budget (None: it has none), and what is left of this month's budgets by
    provider. Money that is merely reserved may come back, and counts as left."""

    run: Decimal | None
    months: Mapping[str, Decimal]
    own: PriceBook
    at: datetime

    def problem(
        self,
        prompt: str,
        *,
        provider: str,
        model: str,
        parameters: Mapping[str, Any],
        arm: str | None,
    ) -> Problem | None:
        """What stands in the way of a call with this prompt; policy's month is asked first."""
        month = self.months.get(provider)
        if self.run is None and month is None:
            return None
        worst = self._worst(prompt, provider=provider, model=model, parameters=parameters)
        if worst is None:
            sentence = f"A budget applies, and no price is known for {model} of {provider}."
            return Problem(arm=arm, code="price_unknown", sentence=sentence)
        if month is not None and worst > month:
            return Problem(
                arm=arm,
                code=DenialCode.BUDGET_EXCEEDED,
                sentence=f"A call of {model} may cost {dollars(worst)}, and {_left(month)} is left"
                f" of this month's budget for {provider}.",
                provider=provider,
                model=model,
            )
        if self.run is not None and worst > self.run:
            sentence = f"A call of {model} may cost {dollars(worst)}, more than the run's budget."
            return Problem(arm=arm, code=DenialCode.BUDGET_EXCEEDED, sentence=sentence)
        return None

    def _worst(
        self, prompt: str, *, provider: str, model: str, parameters: Mapping[str, Any]
    ) -> Decimal | None:
        request = GenerationRequest(
            model=model,
            messages=(Message(role="user", content=prompt),),
            parameters=parameters,
            timeout_seconds=0,
        )
        return worst_case(request, kind=provider, own=self.own, at=self.at)


def means_of(
    organization: Organization,
    *,
    budget_usd: Decimal | None,
    allowlist: Mapping[str, AllowlistEntry],
) -> Means | None:
    """None where no budget binds anything."""
    now = timezone.now()
    budgets = {
        provider: entry.monthly_budget_usd
        for provider, entry in allowlist.items()
        if entry.monthly_budget_usd is not None
    }
    if budget_usd is None and not budgets:
        return None
    spent = spent_this_month(organization, providers=budgets, now=now)
    return Means(
        run=budget_usd,
        months={each: budget - spent.get(each, ZERO) for each, budget in budgets.items()},
        own=price_book(organization),
        at=now,
    )


def spent_this_month(
    organization: Organization, *, providers: Collection[str], now: datetime
) -> dict[str, Decimal]:
    """As the budget's own row has it; where there is none yet, the ledger tells."""
    rows = Spending.objects.filter(organization=organization, month=month_of(now))
    kept = dict(rows.values_list("provider", "spent_usd"))
    missing = set(providers) - kept.keys()
    if not missing:
        return kept
    return kept | spent_in_ledger(organization, providers=missing, now=now)


def _left(amount: Decimal) -> str:
    return dollars(amount) if amount > 0 else "nothing"
