"""What the ledger of calls says of a run: what became of them, what they cost, what they waited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum

from experiments.models import ProviderCall, Run
from experiments.queries import OF_UNKNOWN_COST
from experiments.states import CallOutcome
from providers.codes import ErrorCode

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Of one stage and provider, that came to the same. `cost_usd` is of those whose cost is
    known; `of_unknown_cost` may have been billed, and at what is not."""

    stage: str
    provider: str
    outcome: str
    error_code: str
    n: int
    retries: int
    cost_usd: Decimal
    of_unknown_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCalls:
    """The same for a whole stage. `retries` follow a call that failed; `ambiguous` lost their
    worker before their answer was stored; `superseded` were answered after that."""

    n: int = 0
    retries: int = 0
    rate_limited: int = 0
    ambiguous: int = 0
    superseded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """In US dollars. `held_usd` is the worst case of calls in flight, and with `counted_usd`, where
    the worst case stands for a cost that never became known, counts against the budget; both are
    0 where nothing has a budget."""

    known_usd: Decimal
    of_unknown_cost: int
    budget_usd: Decimal | None
    counted_usd: Decimal
    held_usd: Decimal
    by_provider: Mapping[str, Decimal]


def calls_of(run: Run) -> list[Calls]:
    """In one query, by stage, provider, outcome and code."""
    by = ("stage", "provider", "outcome", "error_code")
    grouped = ProviderCall.objects.filter(run=run).values(*by).order_by(*by)
    rows = grouped.annotate(
        n=Count("id"),
        retries=Count("id", filter=Q(retry=True)),
        usd=Sum("cost_usd"),
        of_unknown_cost=Count("id", filter=OF_UNKNOWN_COST),
    )
    return [Calls(cost_usd=row.pop("usd") or ZERO, **row) for row in rows]


def whole(calls: Iterable[Calls], *, stage: str) -> StageCalls:
    mine = [each for each in calls if each.stage == stage]
    return StageCalls(
        n=sum(each.n for each in mine),
        retries=sum(each.retries for each in mine),
        rate_limited=_with(mine, error_code=ErrorCode.RATE_LIMITED),
        ambiguous=_with(mine, outcome=CallOutcome.AMBIGUOUS),
        superseded=_with(mine, outcome=CallOutcome.SUPERSEDED),
    )


def spend(run: Run, calls: Iterable[Calls]) -> Spend:
    calls = list(calls)
    providers = sorted({each.provider for each in calls})
    return Spend(
        known_usd=sum((each.cost_usd for each in calls), ZERO),
        of_unknown_cost=sum(each.of_unknown_cost for each in calls),
        budget_usd=run.budget_usd,
        counted_usd=run.spent_usd,
        held_usd=run.reserved_usd,
        by_provider={
            name: sum((each.cost_usd for each in calls if each.provider == name), ZERO)
            for name in providers
        },
    )


def rate_limit_seconds(run: Run) -> dict[str, float]:
    """By stage, how long calls that met a rate limit lay before the next one for their row."""
    limited = ProviderCall.objects.filter(run=run, error_code=ErrorCode.RATE_LIMITED)
    following = ProviderCall.objects.filter(
        stage=OuterRef("stage"), work_id=OuterRef("work_id"), number=OuterRef("number") + 1
    )
    waited = ExpressionWrapper(F("next_at") - F("finished_at"), output_field=DurationField())
    rows = limited.annotate(next_at=Subquery(following.values("started_at")[:1]))
    summed = rows.order_by().values("stage").annotate(waited=Sum(waited))
    return {row["stage"]: (row["waited"] or timedelta()).total_seconds() for row in summed}


def _with(calls: Iterable[Calls], **wanted: str) -> int:
    return sum(
        each.n
        for each in calls
        if all(getattr(each, name) == value for name, value in wanted.items())
    )
