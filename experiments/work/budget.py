"""Money: the most that a call may cost is reserved as it is claimed, and settled as it is recorded.

A run may have a budget of its own, and a provider one for each month (UTC) over all runs. What a
call came to is unknown where its answer was lost or names no usage: then what was reserved counts.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome
from experiments.work.ledger import cost_of
from organizations.models import Organization
from providers.models import AllowlistEntry, Spending

ZERO = Decimal(0)
KNOWN_AFTER = timedelta(seconds=10)  # then every drain has asked which months are kept


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
        if purse := month_purse(entry, now=now):
            purses.providers[entry.provider] = purse
    return purses


def month_purse(entry: AllowlistEntry, *, now: datetime) -> Purse | None:
    """The provider's, which is locked with that; None where its month has no budget."""
    if entry.monthly_budget_usd is None:
        return None
    return _purse(
        entry.monthly_budget_usd,
        spent=_month_spent(entry, now=now),
        reserved=_held_in_flight(entry, now=now),
    )


def _month_spent(entry: AllowlistEntry, *, now: datetime) -> Decimal:
    """What the month has come to: its row stays locked, so that no call is settled meanwhile.

    The row begins with the sum of the ledger. Whoever had not heard of it settled a call without it
    just then; so it is summed up once more when all have.
    """
    key = {"organization": entry.organization, "provider": entry.provider, "month": month_of(now)}
    rows = Spending.objects.select_for_update(no_key=True).filter(**key)
    row: Spending | None = rows.first()
    if row is None:
        begun = {"spent_usd": _in_ledger(entry, now=now), "sum_again_at": now + KNOWN_AFTER}
        Spending.objects.get_or_create(**key, defaults=begun)
        row = rows.get()
    elif row.sum_again_at and row.sum_again_at <= now:
        row.spent_usd, row.sum_again_at = _in_ledger(entry, now=now), None
        row.save(update_fields=["spent_usd", "sum_again_at"])
    return row.spent_usd


def _held_in_flight(entry: AllowlistEntry, *, now: datetime) -> Decimal:
    """The worst case of the month's calls that are open. Nobody keeps it, so it cannot be wrong."""
    open_calls = ProviderCall.objects.filter(
        organization_id=entry.organization_id,
        provider=entry.provider,
        outcome=CallOutcome.OPEN,
        started_at__gte=_first_moment(now),
    )
    held: Decimal | None = open_calls.aggregate(usd=Sum("reserved_usd"))["usd"]
    return held or ZERO


def _in_ledger(entry: AllowlistEntry, *, now: datetime) -> Decimal:
    made = spent_in_ledger(entry.organization, providers=[entry.provider], now=now)
    return made.get(entry.provider, ZERO)


def spent_in_ledger(
    organization: Organization, *, providers: Collection[str], now: datetime
) -> dict[str, Decimal]:
    """What this month's closed calls came to, by provider that has any. A sum over the month's
    calls: for what is asked seldom."""
    made = ProviderCall.objects.filter(
        organization=organization, provider__in=providers, started_at__gte=_first_moment(now)
    )
    unbilled = Q(outcome=CallOutcome.NOT_SENT) | Q(cost_usd=None, http_status__gte=400)
    spent = Sum(
        Coalesce("cost_usd", "reserved_usd"), filter=~Q(outcome=CallOutcome.OPEN) & ~unbilled
    )
    summed = made.order_by().values_list("provider").annotate(usd=spent)
    return {provider: usd or ZERO for provider, usd in summed}


def months_kept(organization: Organization, *, now: datetime) -> frozenset[str]:
    """Providers whose month has a row: what they cost is counted, under a budget or not."""
    rows = Spending.objects.filter(organization=organization, month=month_of(now))
    return frozenset(rows.values_list("provider", flat=True))


def month_of(moment: datetime) -> date:
    return date(moment.year, moment.month, 1)


def reserve(run: Run, calls: Iterable[ProviderCall]) -> None:
    """Hold what the calls that start may cost: `reserved_usd` of each."""
    held = sum((call.reserved_usd for call in calls if call.reserved_usd), ZERO)
    if held:
        Run.worked.filter(pk=run.pk).update(reserved_usd=F("reserved_usd") + held)


def settle(run: Run, calls: Iterable[ProviderCall]) -> None:
    """Turn what was held for calls that are closed, if anything was, into what they came to."""
    spent = [(call, came_to(call)) for call in calls]
    if not spent:
        return
    Run.worked.filter(pk=run.pk).update(
        reserved_usd=F("reserved_usd") - sum((c.reserved_usd or ZERO for c, _ in spent), ZERO),
        spent_usd=F("spent_usd") + sum((usd for _, usd in spent), ZERO),
    )
    spend(run.experiment.organization_id, spent)


def spend(organization_id: UUID, amounts: Iterable[tuple[ProviderCall, Decimal]]) -> None:
    """Add to the months of the calls' providers, where these are kept."""
    months: dict[tuple[str, date], Decimal] = {}
    for call, usd in amounts:
        key = (call.provider, month_of(call.started_at))
        months[key] = months.get(key, ZERO) + usd
    for (provider, month), usd in sorted(months.items()):
        kept = Spending.objects.filter(organization=organization_id, provider=provider, month=month)
        kept.update(spent_usd=F("spent_usd") + usd)


def came_to(call: ProviderCall) -> Decimal:
    """What a closed call is held to have cost, at the most."""
    if call.outcome == CallOutcome.NOT_SENT:
        return ZERO
    cost = cost_of(call.cost_usd, http_status=call.http_status)
    return (call.reserved_usd or ZERO) if cost is None else cost


def _first_moment(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _purse(budget: Decimal, *, reserved: Decimal, spent: Decimal) -> Purse:
    return Purse(left=budget - spent - reserved, at_best=budget - spent)
