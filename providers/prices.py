"""What a call cost: the provider's own figure, else the organisation's own price, else the shipped
table, else unknown. Never a guess."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from importlib.metadata import version

from providers.contract import Generation, Usage
from providers.kinds import ProviderKind
from providers.own_prices import EMPTY, PriceBook

PRICES_VERSION = f"genai-prices {version('genai-prices')}"

# Whose prices apply where the kind settles it. A kind that is absent is priced by the name of
# the model alone: only names that one vendor sells match, so a local model has no price.
_PRICE_LISTS: dict[str, str] = {
    ProviderKind.OPENAI: "openai",
    ProviderKind.AZURE_OPENAI: "azure",
    ProviderKind.OPENROUTER: "openrouter",
    ProviderKind.ANTHROPIC: "anthropic",
}
# What is asked for there is a deployment, and anybody may call one gpt-4.1: no table prices that.
_PRICED_AS_SERVED = frozenset({ProviderKind.AZURE_OPENAI})


class CostSource(StrEnum):
    PROVIDER = "provider"
    TABLE = "table"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`cost_usd` is None exactly where the source is none. `version` names the table, or the
    organisation's own price, empty for the provider's figure."""

    cost_usd: Decimal | None
    source: CostSource
    version: str = ""


UNKNOWN = Price(cost_usd=None, source=CostSource.NONE)


def load_prices() -> None:
    """Before the first answer is priced, in a process that will price many."""
    import genai_prices.data  # noqa: F401 - the table


def price(
    generation: Generation,
    *,
    kind: ProviderKind | str,
    model: str,
    own: PriceBook = EMPTY,
    at: datetime | None = None,
) -> Price:
    """The price of one answer in USD. `model` is used where the answer names none itself; `at` is
    when the call was started, without which no price of one's own applies."""
    if generation.cost_usd is not None:
        return Price(cost_usd=generation.cost_usd, source=CostSource.PROVIDER)
    if kind == ProviderKind.DEMO:
        return UNKNOWN
    names = [name for name in (generation.model_served, model) if name]
    found = own.find(provider=kind, models=names, at=at) if at else None
    if found:
        cost = found.cost(generation.usage) if generation.usage else None
        return _priced(cost, version=found.version)
    asked = "" if kind in _PRICED_AS_SERVED else model
    cost = _from_table(generation.usage, kind=kind, model=generation.model_served or asked)
    return _priced(cost, version=PRICES_VERSION)


def _priced(cost: Decimal | None, *, version: str) -> Price:
    if cost is None:
        return UNKNOWN
    return Price(cost_usd=cost, source=CostSource.TABLE, version=version)


def _from_table(usage: Usage | None, *, kind: str, model: str) -> Decimal | None:
    if usage is None or not usage.valid:
        return None
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    import genai_prices  # half as long to import as Django, and few processes price anything

    counts = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cached_input_tokens,
        cache_write_tokens=usage.cache_write_input_tokens,
    )
    try:
        found = genai_prices.calc_price(counts, model, provider_id=_PRICE_LISTS.get(kind))
    except (LookupError, ValueError):
        return None
    return found.total_price
