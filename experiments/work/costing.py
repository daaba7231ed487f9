"""What a call cost, and what all calls for a row did."""

from dataclasses import asdict
from decimal import Decimal

from experiments.models import ProviderCall
from experiments.work import ledger
from experiments.work.stage import Outcome, Past
from providers.contract import Generation
from providers.own_prices import PriceBook
from providers.prices import CostSource, price
from providers.text import storable


def price_call(call: ProviderCall, generation: Generation, *, own: PriceBook) -> None:
    priced = price(generation, kind=call.provider, model=call.model, own=own, at=call.started_at)
    call.cost_usd, call.cost_source = priced.cost_usd, priced.source
    call.price_version = priced.version


def keep_answer(call: ProviderCall, generation: Generation, *, own: PriceBook) -> None:
    """What the ledger knows of an answer: nothing that it says."""
    price_call(call, generation, own=own)
    call.usage = asdict(generation.usage) if generation.usage else None
    call.request_id = storable(generation.request_id or "")[:200]


def total_cost(outcome: Outcome, *, past: Past) -> tuple[Decimal | None, str]:
    """Of all calls for this row; unknown as soon as one of them is, or where none brought
    anything that could have a price."""
    call, item, error = outcome.job.call, outcome.job.item, outcome.error
    assert call is not None
    costs = list(past.costs)
    if error is None or error.sent:
        http_status = error.http_status if error else None
        costs.append(ledger.cost_of(call.cost_usd, http_status=http_status))
    source = item.cost_source if call.cost_usd is None else call.cost_source
    amount, known = ledger.total(costs)
    if not known or source == CostSource.NONE:
        return None, CostSource.NONE
    return amount, source
