"""Money: the most that a call may cost is reserved as it is claimed, and settled as it is recorded.

A run may have a budget of its own, and a provider one for each month (UTC) over all runs. What a
call came to is unknown where its answer was lost or names no usage: then what was reserved counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome
from experiments.work.ledger import cost_of
from organizations.models import Organization
from providers.models import AllowlistEntry, Spending

ZERO = Decimal(0)


@dataclass(slots=True, kw_only=True)
class Purse:
    """What may still be reserved, and what may be once all that is reserved came to nothing."""

    left: Decimal
    at_best: Decimal

    def holds(self, amount: Decimal) -> bool:
        return amount <= self.left

    def never_holds(self, amount: Decimal) -> bool:
        return amount > self.at_best

    def take(self, amount: Decimal) -> None:
        self.left -= amount


@dataclass(slots=True, kw_only=True)
class Purses:
    """The run's own and its providers', as they are in this claim's transaction."""

    run: Purse | None = None
    providers: dict[str, Purse] = field(default_factory=dict)

    def any(self) -> bool:
        return bool(self.run or self.providers)

    def for_provider(self, provider: str) -> list[Purse]:
        return [purse for purse in (self.run, self.providers.get(provider)) if purse]


def purses_of(run: Run, *, entries: Iterable[AllowlistEntry], now: datetime) -> Purses:
    """Locks what it counts. The run is locked by its claimer already."""
    purses = Purses()
    if run.budget_usd is not None:
        purses.run = _purse(run.budget_usd, reserved=run.reserved_usd, spent=run.spent_usd)
    for entry in sorted(entries, key=lambda entry: entry.provider):
        if entry.monthly_budget_usd is not None:
            month = spending(entry.organization, provider=entry.provider, now=now)
            purses.providers[entry.provider] = _purse(
                entry.monthly_budget_usd, reserved=month.reserved_usd, spent=month.spent_usd
            )
    return purses


def spending(organization: Organization, *, provider: str, now: datetime) -> Spending:
    """The month's row, locked. Where there is none yet, the ledger says what it begins with."""
    key = {"organization": organization, "provider": provider, "month": month_of(now)}
    rows = Spending.objects.select_for_update(no_key=True)
    row: Spending | None = rows.filter(**key).first()
    if row is None:
        begun = month_in_ledger(organization, providers=[provider], now=now)
        Spending.objects.get_or_create(**key, defaults=begun.get(provider, {}))
        row = rows.get(**key)
    return row


def month_in_ledger(
    organization: Organization, *, providers: Collection[str], now: datetime
) -> dict[str, dict[str, Decimal]]:
    """By provider with calls in this month: `spent_usd`, and `reserved_usd` of those in flight. A
    sum over the month's calls: for what is asked seldom."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = ProviderCall.objects.filter(
        organization=organization, provider__in=providers, started_at__gte=first
    )
    in_flight = Q(outcome=CallOutcome.OPEN)
    unbilled = Q(outcome=CallOutcome.NOT_SENT) | Q(cost_usd=None, http_status__gte=400)
    summed = (
        made.order_by()
        .values("provider")
        .annotate(
            spent=Sum(Coalesce("cost_usd", "reserved_usd"), filter=~in_flight & ~unbilled),
            reserved=Sum("reserved_usd", filter=in_flight),
        )
    )
    return {
        row["provider"]: {
            "spent_usd": row["spent"] or ZERO,
            "reserved_usd": row["reserved"] or ZERO,
        }
        for row in summed
    }


def months_kept(organization: Organization, *, now: datetime) -> frozenset[str]:
    """Providers whose month has a row: what they cost is counted, under a budget or not."""
    rows = Spending.objects.filter(organization=organization, month=month_of(now))
    return frozenset(rows.values_list("provider", flat=True))


def month_of(moment: datetime) -> date:
    return date(moment.year, moment.month, 1)


def reserve(run: Run, calls: Iterable[ProviderCall]) -> None:
    """Hold what the calls that start may cost: `reserved_usd` of each, by run and by month."""
    amounts: dict[tuple[str, date], Decimal] = {}
    for call in calls:
        if call.reserved_usd:
            key = (call.provider, month_of(call.started_at))
            amounts[key] = amounts.get(key, ZERO) + call.reserved_usd
    _move(run, amounts, spent={})


def settle(run: Run, calls: Iterable[ProviderCall]) -> None:
    """Turn what was reserved for calls that are closed, if anything was, into what they came to."""
    freed: dict[tuple[str, date], Decimal] = {}
    spent: dict[tuple[str, date], Decimal] = {}
    for call in calls:
        key = (call.provider, month_of(call.started_at))
        freed[key] = freed.get(key, ZERO) - (call.reserved_usd or ZERO)
        spent[key] = spent.get(key, ZERO) + came_to(call)
    _move(run, freed, spent=spent)


def came_to(call: ProviderCall) -> Decimal:
    """What a closed call is held to have cost, at the most."""
    if call.outcome == CallOutcome.NOT_SENT:
        return ZERO
    cost = cost_of(call.cost_usd, http_status=call.http_status)
    return (call.reserved_usd or ZERO) if cost is None else cost


def _move(
    run: Run,
    reserved: Mapping[tuple[str, date], Decimal],
    *,
    spent: Mapping[tuple[str, date], Decimal],
) -> None:
    if not reserved and not spent:
        return
    Run.objects.filter(pk=run.pk).update(
        reserved_usd=F("reserved_usd") + sum(reserved.values(), ZERO),
        spent_usd=F("spent_usd") + sum(spent.values(), ZERO),
    )
    for provider, month in sorted({*reserved, *spent}):
        key = (provider, month)
        Spending.objects.filter(
            organization=run.experiment.organization_id, provider=provider, month=month
        ).update(
            reserved_usd=F("reserved_usd") + reserved.get(key, ZERO),
            spent_usd=F("spent_usd") + spent.get(key, ZERO),
        )


def _purse(budget: Decimal, *, reserved: Decimal, spent: Decimal) -> Purse:
    return Purse(left=budget - spent - reserved, at_best=budget - spent)
