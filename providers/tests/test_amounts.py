"""How money is written."""

from decimal import Decimal

import pytest

from providers.amounts import dollars, plain


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "$0.00"),
        ("0.0004153", "$0.000415"),
        ("0.1", "$0.100"),
        ("1", "$1.00"),
        ("12.346", "$12.35"),
        ("1234567.8", "$1,234,567.80"),
    ],
)
def test_dollars_have_three_digits_that_count_and_cents_at_the_least(amount, written):
    assert dollars(Decimal(amount)) == written


def test_plain_is_the_same_before_and_after_the_database():
    assert plain(Decimal("12.5")) == plain(Decimal("12.500000000000")) == "12.5"
    assert plain(Decimal("100")) == "100"
    assert plain(Decimal("0E-12")) == "0"
    assert plain(None) is None
