"""The most that a call may cost, before anyone knows what it will."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from providers.codes import FinishReason
from providers.contract import Generation, GenerationRequest, Usage
from providers.own_prices import PriceBook
from providers.prices import price

# What is held against a budget where an arm leaves the length of its answers to the provider.
UNBOUNDED_OUTPUT_TOKENS = 32_768
TOKENS_AROUND_A_MESSAGE = 16


def worst_case(
    request: GenerationRequest, *, kind: str, own: PriceBook, at: datetime
) -> Decimal | None:
    """USD, or None where no price is known. A token has a byte at the least, so a message has no
    more tokens than bytes; neither has a schema, which some providers count as well."""
    usage = Usage(
        input_tokens=_at_most(_texts(request)),
        output_tokens=int(request.parameters.get("max_output_tokens") or UNBOUNDED_OUTPUT_TOKENS),
    )
    return priced(usage, kind=kind, model=request.model, own=own, at=at)


def priced(usage: Usage, *, kind: str, model: str, own: PriceBook, at: datetime) -> Decimal | None:
    """What so many tokens of a model cost by the tables; None where none names it."""
    imagined = Generation(
        text="",
        finish_reason=FinishReason.STOP,
        native_finish_reason=None,
        usage=usage,
        latency_ms=0.0,
    )
    return price(imagined, kind=kind, model=model, own=own, at=at).cost_usd


def _texts(request: GenerationRequest) -> Iterator[str]:
    yield from (message.content for message in request.messages)
    if request.json_schema is not None:
        yield json.dumps(dict(request.json_schema))


def _at_most(texts: Iterator[str]) -> int:
    return sum(len(text.encode(errors="replace")) + TOKENS_AROUND_A_MESSAGE for text in texts)
