"""What a call cost: the provider's own figure, else a table, else unknown. Never a guess."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib.metadata import version

import genai_prices

from providers.contract import Generation, Usage
from providers.kinds import ProviderKind

PRICES_VERSION = f"genai-prices {version('genai-prices')}"

# Whose prices apply where the kind settles it. A kind that is absent is priced by the name of
# the model alone: only names that one vendor sells match, so a local model has no price.
_PRICE_LISTS: dict[str, str] = {
    ProviderKind.OPENAI: "openai",
    ProviderKind.AZURE_OPENAI: "azure",
    ProviderKind.OPENROUTER: "openrouter",
    ProviderKind.ANTHROPIC: "anthropic",
}
# What is asked for there is a deployment, and anybody may call one gpt-4.1.
_PRICED_AS_SERVED = frozenset({ProviderKind.AZURE_OPENAI})


class CostSource(StrEnum):
    PROVIDER = "provider"
    TABLE = "table"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`cost_usd` is None exactly where the source is none."""

    cost_usd: Decimal | None
    source: CostSource


UNKNOWN = Price(cost_usd=None, source=CostSource.NONE)


def price(generation: Generation, *, kind: ProviderKind | str, model: str) -> Price:
    """The price of one answer in USD. `model` is used where the answer names none itself."""
    if generation.cost_usd is not None:
        return Price(cost_usd=generation.cost_usd, source=CostSource.PROVIDER)
    asked = "" if kind in _PRICED_AS_SERVED else model
    served = generation.model_served or asked
    if kind == ProviderKind.DEMO or not served:
        return UNKNOWN
    cost = _from_table(generation.usage, kind=kind, model=served)
    return UNKNOWN if cost is None else Price(cost_usd=cost, source=CostSource.TABLE)


def _from_table(usage: Usage | None, *, kind: str, model: str) -> Decimal | None:
    if usage is None or not usage.valid:
        return None
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
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
