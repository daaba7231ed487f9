import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.adapters.openai_family.usage import read_cost, read_usage
from providers.contract import Usage


def counts(usage: Usage | None):
    assert usage is not None
    return (
        usage.input_tokens,
        usage.output_tokens,
        usage.cached_input_tokens,
        usage.reasoning_tokens,
        usage.valid,
    )


def test_cached_and_reasoning_are_parts_of_their_wholes():
    raw = {
        "prompt_tokens": 300,
        "completion_tokens": 100,
        "total_tokens": 400,
        "prompt_tokens_details": {"cached_tokens": 128},
        "completion_tokens_details": {"reasoning_tokens": 64},
    }
    assert counts(read_usage(raw)) == (300, 100, 128, 64, True)


def test_names_of_the_newer_interface_are_read():
    raw = {"input_tokens": 3, "output_tokens": 2, "input_tokens_details": {"cached_tokens": 1}}
    assert counts(read_usage(raw)) == (3, 2, 1, None, True)


@pytest.mark.parametrize("raw", [None, {}, [], "12", 5, False])
def test_nothing_reported_is_null(raw):
    assert read_usage(raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"prompt_tokens": -1, "completion_tokens": 5}, (-1, 5, None, None, False)),
        ({"prompt_tokens": "10", "completion_tokens": 5}, (None, 5, None, None, False)),
        ({"prompt_tokens": True, "completion_tokens": 5}, (None, 5, None, None, False)),
        ({"prompt_tokens": Decimal("1.5"), "completion_tokens": 5}, (None, 5, None, None, False)),
        ({"prompt_tokens": math.nan, "completion_tokens": 5}, (None, 5, None, None, False)),
        ({"prompt_tokens": 10**30, "completion_tokens": 5}, (None, 5, None, None, False)),
        (
            {"prompt_tokens": Decimal("1E+999999999999"), "completion_tokens": 5},
            (None, 5, None, None, False),
        ),
        ({"prompt_tokens": Decimal("10.0"), "completion_tokens": 5}, (10, 5, None, None, True)),
        ({"prompt_tokens": 10, "completion_tokens": None}, (10, None, None, None, True)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 11},
            },
            (10, 5, 11, None, False),
        ),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "completion_tokens_details": {"reasoning_tokens": 6},
            },
            (10, 5, None, 6, False),
        ),
        (
            {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": None},
            (10, 5, None, None, True),
        ),
        (
            {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": "x"},
            (10, 5, None, None, True),
        ),
    ],
)
def test_impossible_counts_are_marked(raw, expected):
    assert counts(read_usage(raw)) == expected


@pytest.mark.parametrize(
    ("raw", "cost"),
    [
        ({"cost": Decimal("0.0042")}, Decimal("0.0042")),
        ({"cost": 0}, Decimal(0)),
        ({"cost": 2}, Decimal(2)),
        ({"cost": None}, None),
        ({"cost": -1}, None),
        ({"cost": True}, None),
        ({"cost": "0.1"}, None),
        ({"cost": math.nan}, None),
        ({"cost": 10**12}, None),
        ({"cost": Decimal("1E-99")}, None),
        ({"cost": Decimal("1E+99999")}, None),
        (None, None),
        ([], None),
    ],
)
def test_the_providers_own_cost(raw, cost):
    assert read_cost(raw) == cost


def test_with_the_customers_own_key_the_upstreams_part_is_added():
    raw = {"cost": Decimal("0.001"), "is_byok": True}
    details = {"cost_details": {"upstream_inference_cost": Decimal("0.02")}}
    assert read_cost(raw | details) == Decimal("0.021")
    assert read_cost(raw) is None


@given(st.dictionaries(st.sampled_from(["prompt_tokens", "completion_tokens"]), st.integers()))
def test_a_valid_count_fits_a_database_column(raw):
    usage = read_usage(raw)
    if usage is not None and usage.valid:
        assert all(0 <= n < 2**31 for n in counts(usage)[:4] if n is not None)


def test_tokens_written_to_a_cache_are_a_part_of_the_input():
    usage = read_usage({"prompt_tokens": 10, "prompt_tokens_details": {"cache_write_tokens": 4}})
    assert usage.cache_write_input_tokens == 4
    assert usage.input_tokens == 10
    assert usage.valid
    too_many = {"prompt_tokens": 10, "prompt_tokens_details": {"cache_write_tokens": 11}}
    assert not read_usage(too_many).valid
