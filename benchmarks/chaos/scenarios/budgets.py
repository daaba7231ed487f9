"""No run and no month costs more than its budget, whatever is in flight when it runs out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import always, provider, said
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Run
from experiments.states import WorkState
from providers.codes import ErrorCode
from providers.price_actions import add_price

ANSWER_SECONDS = 0.1
PRICE = Decimal(100)  # USD per million tokens
COST = PRICE * 15 / 1_000_000  # of a call, by what the stub says that it used
OUTPUT_TOKENS = 100
WORST = PRICE * (OUTPUT_TOKENS + 40) / 1_000_000  # of a call, at the most
SHARE = Decimal("0.4")  # of the attempts that the budget could pay for


def play(world: World, size: int) -> Figures:
    budget = (COST * size * SHARE).quantize(Decimal("0.0001"))

    def give(run: Run) -> None:
        Run.objects.filter(pk=run.pk).update(budget_usd=budget)

    monthly = {"monthly_budget_usd": str(budget)}
    return [
        *spend(world, size, budget, of="run", then=give, limits={}),
        *spend(world, size, budget, of="month", then=lambda run: None, limits=monthly),
    ]


def spend(
    world: World,
    size: int,
    budget: Decimal,
    *,
    of: str,
    then: Callable[[Run], None],
    limits: dict[str, Any],
) -> Figures:
    world.workers()
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        experiment = runs.define(
            world.new_slug("budget"),
            {"local": stub.base_url},
            size=size,
            arms=[runs.arm(parameters={"max_output_tokens": OUTPUT_TOKENS})],
            limits=limits,
            max_concurrency=IN_FLIGHT,
        )
        add_price(
            experiment.organization,
            provider=runs.KIND,
            model_pattern="*",
            input_usd=PRICE,
            output_usd=PRICE,
        )
        run = start_run(experiment, actor=None, then=then)
        runs.await_end(run, seconds=60 + size / 10)
    billed, stored = stub.total * COST, _stored(run)
    uncalled = Attempt.objects.filter(run=run, provider_calls=0)
    codes = set(uncalled.values_list("state", "error_code"))
    return [
        at_most(f"{of}: billed", float(billed), float(budget), " USD"),
        exactly(f"{of}: in the ledger, against billed", stored, billed.normalize()),
        at_most(f"{of}: left, against a call's worst case", float(budget - billed), float(WORST)),
        exactly(f"{of}: the others", codes, {(WorkState.FAILED, ErrorCode.BUDGET_EXHAUSTED)}),
        exactly(f"{of}: called or given up", stub.total + uncalled.count(), size),
    ]


def _stored(run: Run) -> Decimal:
    found = ProviderCall.objects.filter(run=run).aggregate(usd=Sum("cost_usd"))
    return Decimal(found["usd"] or 0).normalize()
