"""Token counts and cost as the provider reports them."""

from decimal import Decimal
from typing import Any

from providers.contract import Usage

_LARGEST_COUNT = 2**31 - 1
_LARGEST_COST = Decimal(10**9)
_SMALLEST_EXPONENT = -20


def read_usage(raw: Any) -> Usage | None:
    """None where nothing was reported. A count that is none is null and makes it invalid."""
    if not isinstance(raw, dict) or not raw:
        return None
    total_in = _first(raw, "prompt_tokens", "input_tokens")
    total_out = _first(raw, "completion_tokens", "output_tokens")
    cached = _detail(raw, "prompt_tokens_details", "input_tokens_details", key="cached_tokens")
    reasoning = _detail(
        raw, "completion_tokens_details", "output_tokens_details", key="reasoning_tokens"
    )
    reported = (total_in, total_out, cached, reasoning)
    counts = [_count(value) for value in reported]
    return Usage(
        input_tokens=counts[0],
        output_tokens=counts[1],
        cached_input_tokens=counts[2],
        reasoning_tokens=counts[3],
        valid=all(map(_is_sound, reported, counts))
        and _is_part(counts[2], counts[0])
        and _is_part(counts[3], counts[1]),
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


def _count(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if not -_LARGEST_COUNT <= value <= _LARGEST_COUNT or value != int(value):
        return None
    return int(value)


def _is_sound(reported: Any, count: int | None) -> bool:
    return reported is None or (count is not None and count >= 0)


def _is_part(part: int | None, whole: int | None) -> bool:
    return part is None or whole is None or part <= whole


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    amount = Decimal(value)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _SMALLEST_EXPONENT:
        return None
    return amount if 0 <= amount < _LARGEST_COST else None
