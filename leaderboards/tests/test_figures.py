"""Numbers as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboards.presenters import figures
from leaderboards.presenters.figures import MINUS, TIMES
from leaderboards.templatetags.figures import or_dash


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.4, "0.4 ms"),
        (850, "850 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1850, "1.85 s"),
        (59_994, "59.99 s"),
        (59_996, "1 min 00 s"),
        (125_000, "2 min 05 s"),
    ],
)
def test_times_are_written_in_the_unit_that_suits_them(value, text):
    assert figures.milliseconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0.00"),
        (12.3, "$12.30"),
        (Decimal("0.000415"), "$0.000415"),
        (0.0509, "$0.0509"),
        (1234.5, "$1,234.50"),
        (-0.0021, f"{MINUS}$0.00210"),
    ],
)
def test_money_keeps_three_significant_digits(value, text):
    assert figures.usd(value) == text


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_a_positive_amount_is_never_written_as_nothing(value):
    assert float(figures.usd(value).replace("$", "").replace(",", "")) > 0


def test_differences_carry_their_sign_and_zero_has_none():
    assert figures.points(0.111) == "+11.1 pp"
    assert figures.points(-0.037) == f"{MINUS}3.7 pp"
    assert figures.points(-0.0001) == "0.0 pp"
    assert figures.usd_difference(0.0) == "$0.00"


def test_ratios_survive_whatever_the_logarithm_is():
    assert figures.times_of_log(0) == f"{TIMES}1.00"
    assert figures.times_of_log(1000) == f"{TIMES}inf"


@pytest.mark.parametrize(
    ("value", "text"), [(None, None), (0.0, "< 0.001"), (0.049, "0.049"), (1.0, "1.000")]
)
def test_small_p_values_are_not_written_as_zero(value, text):
    assert figures.p_value(value) == text


def test_what_is_missing_is_a_dash_with_its_reason_and_zero_is_zero():
    assert or_dash(0) == 0
    assert or_dash("0%") == "0%"
    assert or_dash(None, "<why>") == '<span class="none" title="&lt;why&gt;">—</span>'
