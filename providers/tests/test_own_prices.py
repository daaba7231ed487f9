"""An organisation's own prices: which one applies, and what it makes of a call."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from organizations.tests.factories import OrganizationFactory
from providers.codes import FinishReason
from providers.contract import Generation, Usage
from providers.models import PriceOverride
from providers.own_prices import EMPTY, OwnPrice, price_book
from providers.prices import PRICES_VERSION, CostSource, price
from providers.tests.factories import PriceOverrideFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MILLION = Usage(input_tokens=1_000_000, output_tokens=1_000_000)


def answer(**changes):
    fields = {"text": "t", "finish_reason": FinishReason.STOP, "native_finish_reason": "stop"}
    return Generation(**{**fields, "usage": MILLION, "latency_ms": 1.0, **changes})


def priced(book, *, model="model-1", kind="openai_compatible", at=NOON, **changes):
    return price(answer(**changes), kind=kind, model=model, own=book, at=at)


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


def test_a_price_of_ones_own_stands_in_front_of_the_table_and_names_itself(acme):
    row = PriceOverrideFactory(organization=acme, model_pattern="gpt-4.1*")
    found = priced(price_book(acme), model_served="gpt-4.1-2025-04-14")
    assert (found.cost_usd, found.source) == (Decimal(3), CostSource.TABLE)
    assert found.version == f"override {row.pk}"
    shipped = priced(EMPTY, model_served="gpt-4.1-2025-04-14")
    assert (shipped.cost_usd, shipped.version) == (Decimal(10), PRICES_VERSION)


def test_the_providers_own_figure_goes_first(acme):
    PriceOverrideFactory(organization=acme)
    found = priced(price_book(acme), cost_usd=Decimal("0.5"))
    assert (found.cost_usd, found.source, found.version) == (Decimal("0.5"), "provider", "")


def test_the_model_that_answered_goes_before_the_one_that_was_asked_for(acme):
    PriceOverrideFactory(organization=acme, model_pattern="asked", input_usd=10)
    PriceOverrideFactory(organization=acme, model_pattern="served", input_usd=20)
    book = price_book(acme)
    assert priced(book, model="asked", model_served="served").cost_usd == 22
    assert priced(book, model="asked", model_served="other").cost_usd == 12


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - timedelta(microseconds=1), None),
        (NOON, Decimal(3)),
        (NOON + timedelta(hours=1, microseconds=-1), Decimal(3)),
        (NOON + timedelta(hours=1), None),
        (None, None),
    ],
)
def test_a_price_holds_from_its_first_moment_up_to_its_last(acme, at, expected):
    PriceOverrideFactory(
        organization=acme, effective_from=NOON, effective_until=NOON + timedelta(hours=1)
    )
    assert priced(price_book(acme), at=at).cost_usd == expected


def test_a_plain_name_goes_before_a_pattern_and_what_began_later_before_what_began_earlier(acme):
    for pattern, usd in (("*", 1), ("model-[1234567]", 9), ("model-*", 2), ("model-1", 3)):
        PriceOverrideFactory(organization=acme, model_pattern=pattern, input_usd=usd, output_usd=0)
    PriceOverrideFactory(
        organization=acme, model_pattern="model-1", input_usd=4, output_usd=0, effective_from=NOON
    )
    book = price_book(acme)
    found = [
        priced(book, model=model, at=at).cost_usd
        for model, at in (
            ("model-1", NOON),
            ("model-1", NOON - timedelta(days=1)),
            ("model-2", NOON),
            ("model-8", NOON),
            ("x", NOON),
        )
    ]
    assert found == [4, 3, 9, 2, 1]


def test_other_providers_and_organisations_have_prices_of_their_own(acme):
    PriceOverrideFactory()
    PriceOverrideFactory(organization=acme, provider="openrouter")
    book = price_book(acme)
    assert priced(book).cost_usd is None
    assert priced(book, kind="openrouter").cost_usd == 3


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (Usage(input_tokens=1000, output_tokens=0), "0.001"),
        (Usage(input_tokens=1000, output_tokens=0, cached_input_tokens=400), "0.00064"),
        (Usage(input_tokens=1000, output_tokens=0, cache_write_input_tokens=400), "0.0014"),
        (Usage(input_tokens=1, output_tokens=1), "0.000003"),
        (Usage(input_tokens=None, output_tokens=1), None),
        (Usage(input_tokens=1, output_tokens=None), None),
        (Usage(input_tokens=1, output_tokens=1, valid=False), None),
        (Usage(input_tokens=1, output_tokens=1, cached_input_tokens=2), None),
        (None, None),
    ],
)
def test_cached_and_written_input_have_their_own_prices(acme, usage, expected):
    PriceOverrideFactory(
        organization=acme, cached_input_usd=Decimal("0.1"), cache_write_usd=Decimal(2)
    )
    found = priced(price_book(acme), usage=usage, model_served="gpt-4.1", model="model-1")
    assert found.cost_usd == (Decimal(expected) if expected else None)
    assert (found.source, found.version != "") == (
        (CostSource.TABLE, True) if expected else (CostSource.NONE, False)
    )


@given(
    total=st.integers(0, 2**31 - 1),
    cached=st.integers(0, 2**31 - 1),
    output=st.integers(0, 2**31 - 1),
)
def test_without_cached_prices_cached_input_costs_what_input_does(total, cached, output):
    row = PriceOverrideFactory.build(input_usd=Decimal("0.15"), output_usd=Decimal("0.6"))
    price_of = _own(row)
    plain = price_of.cost(Usage(input_tokens=total, output_tokens=output))
    split = Usage(input_tokens=total, output_tokens=output, cached_input_tokens=min(cached, total))
    assert price_of.cost(split) == plain
    assert plain == (total * Decimal("0.15") + output * Decimal("0.6")) / 10**6


def _own(row):
    return OwnPrice(**{name: getattr(row, name) for name in OwnPrice.__slots__})


def test_the_book_is_read_in_one_query_however_many_prices_there_are(
    acme, django_assert_num_queries
):
    for number in range(20):
        PriceOverrideFactory(organization=acme, model_pattern=f"m-{number}")
    with django_assert_num_queries(1):
        book = price_book(acme)
        assert priced(book, model="m-7").cost_usd == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"input_usd": -1},
        {"output_usd": -1},
        {"cached_input_usd": -1},
        {"cache_write_usd": -1},
        {"model_pattern": ""},
        {"provider": "other"},
        {"effective_until": datetime(2025, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_a_price_that_makes_no_sense(acme, changes):
    row = PriceOverrideFactory(organization=acme)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceOverride.objects.filter(pk=row.pk).update(**changes)
