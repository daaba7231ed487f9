from decimal import Decimal

import pytest

from providers.codes import FinishReason
from providers.contract import Generation, Usage
from providers.prices import PRICES_VERSION, UNKNOWN, CostSource, price

USAGE = Usage(input_tokens=1000, output_tokens=500)


def generation(**changes):
    return Generation(
        **{
            "text": "t",
            "finish_reason": FinishReason.STOP,
            "native_finish_reason": "stop",
            "usage": USAGE,
            "latency_ms": 1.0,
            **changes,
        }
    )


def priced(*, kind="openai_compatible", model="unheard-of", **changes):
    return price(generation(**changes), kind=kind, model=model)


@pytest.mark.parametrize("cost", [Decimal("0.0042"), Decimal(0)])
def test_the_providers_own_figure_wins_even_where_it_is_zero(cost):
    found = priced(cost_usd=cost, model_served="gpt-4.1-2025-04-14", usage=None)
    assert (found.cost_usd, found.source) == (cost, CostSource.PROVIDER)


def test_the_model_that_answered_is_priced_not_the_one_that_was_asked_for():
    found = priced(model="gpt-4o-mini", model_served="gpt-4.1-2025-04-14")
    assert found.source is CostSource.TABLE
    assert found.cost_usd == Decimal("0.002") * 1 + Decimal("0.008") * Decimal("0.5")


def test_the_model_that_was_asked_for_stands_in_where_none_is_named():
    assert priced(model="gpt-4.1-2025-04-14", model_served=None).source is CostSource.TABLE


def test_cached_input_is_cheaper_and_not_counted_twice():
    cached = Usage(input_tokens=1000, output_tokens=500, cached_input_tokens=800)
    plain = priced(model_served="gpt-4.1").cost_usd
    assert priced(model_served="gpt-4.1", usage=cached).cost_usd < plain


def test_input_that_is_written_to_a_cache_has_the_price_of_writing():
    written = Usage(input_tokens=1000, output_tokens=100, cache_write_input_tokens=300)
    found = priced(kind="anthropic", model_served="claude-haiku-4-5-20251001", usage=written)
    assert found.cost_usd == (700 * 1 + 300 * Decimal("1.25") + 100 * 5) / Decimal(10**6)


@pytest.mark.parametrize("model", ["prod", "gemma-3-270m", "llama-3.1-8b-instruct", "", "x" * 500])
def test_an_unknown_model_has_no_price(model):
    assert priced(model_served=model) == UNKNOWN


@pytest.mark.parametrize(
    "usage",
    [
        None,
        Usage(input_tokens=None, output_tokens=5),
        Usage(input_tokens=5, output_tokens=None),
        Usage(input_tokens=10, output_tokens=5, cached_input_tokens=20),
        Usage(input_tokens=1000, output_tokens=500, valid=False),
    ],
)
def test_usage_that_says_too_little_has_no_price(usage):
    assert priced(model_served="gpt-4.1", usage=usage) == UNKNOWN


def test_the_demo_is_never_priced_from_the_table():
    assert priced(kind="demo", model_served="gpt-4.1") == UNKNOWN


def test_the_table_is_named_with_its_version():
    assert PRICES_VERSION == "genai-prices 0.2.3"
