"""Token counts and cost as the provider reports them."""

from decimal import Decimal
from typing import Any

from providers.adapters.counts import as_count, is_part, is_sound
from providers.contract import Usage

_LARGEST_COST = Decimal(10**9)
_SMALLEST_EXPONENT = -20


def read_usage(raw: Any) -> Usage | None:
    """None where nothing was reported. A count that is none is null and makes it invalid."""
    if not isinstance(raw, dict) or not raw:
        return None
    total_in = _first(raw, "prompt_tokens", "input_tokens")
    total_out = _first(raw, "completion_tokens", "output_tokens")
    cached, written = (
        _detail(raw, "prompt_tokens_details", "input_tokens_details", key=key)
        for key in ("cached_tokens", "cache_write_tokens")
    )
    reasoning = _detail(
        raw, "completion_tokens_details", "output_tokens_details", key="reasoning_tokens"
    )
    reported = (total_in, total_out, cached, written, reasoning)
    counts = [as_count(value) for value in reported]
    return Usage(
        input_tokens=counts[0],
        output_tokens=counts[1],
        cached_input_tokens=counts[2],
        cache_write_input_tokens=counts[3],
        reasoning_tokens=counts[4],
        valid=all(map(is_sound, reported, counts))
        and is_part(counts[2], counts[0])
        and is_part(counts[3], counts[0])
        and is_part(counts[4], counts[1]),
    )


def read_cost(raw: Any) -> Decimal | None:
    """OpenRouter's `usage.cost` in USD. For a customer's own key it is only the fee: the
    upstream's part is added, and without it the cost is unknown."""
    if not isinstance(raw, dict):
        return None
    cost = _amount(raw.get("cost"))
    if cost is None or raw.get("is_byok") is not True:
        return cost
    upstream = _amount(_dict(raw.get("cost_details")).get("upstream_inference_cost"))
    return None if upstream is None else cost + upstream


def _first(raw: dict[str, Any], *names: str) -> Any:
    return next((raw[name] for name in names if raw.get(name) is not None), None)


def _detail(raw: dict[str, Any], *groups: str, key: str) -> Any:
    return next(
        (found for name in groups if (found := _dict(raw.get(name)).get(key)) is not None), None
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    amount = Decimal(value)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _SMALLEST_EXPONENT:
        return None
    return amount if 0 <= amount < _LARGEST_COST else None
