"""Numbers as people read them. What is unknown is None and stays so: it never becomes a 0."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from math import exp, floor, isfinite, log10
from typing import Any

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
TO = "\N{EN DASH}"
SIGNIFICANT = 3


def percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def points(value: float) -> str:
    """A difference of two fractions, in percentage points."""
    return f"{signed(value * 100, digits=1)} pp"


def score(value: float) -> str:
    return f"{value:.3f}".replace("-", MINUS)  # a correlation may be below 0


def score_difference(value: float) -> str:
    return signed(value, digits=3)


def milliseconds(value: float) -> str:
    """850 ms, 1.85 s, 2 min 05 s."""
    if value < 999.5:
        return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"
    if value < 59_995:
        return f"{value / 1000:.2f} s"
    minutes, seconds = divmod(round(value / 1000), 60)
    return f"{minutes:,} min {seconds:02} s"


def usd(value: float | Decimal) -> str:
    """At least two decimals, and as many as three significant digits need: $12.30, $0.000415."""
    value = float(value)
    sign = MINUS if value < 0 else ""
    return f"{sign}${abs(value):,.{_decimals(abs(value))}f}"


def usd_difference(value: float) -> str:
    return usd(value) if value < 0 else f"+{usd(value)}" if value else usd(0)


def times(value: float) -> str:
    """A ratio: 0.36 times."""
    return f"{TIMES}{value:,.2f}" if value < 100 else f"{TIMES}{value:,.0f}"


def times_of_log(value: float) -> str:
    return times(_exp(value))


def signed(value: float, *, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return f"{MINUS if value < 0 else '+'}{text}"


def p_value(value: float | None) -> str | None:
    if value is None:
        return None
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def interval(low: str, high: str) -> str:
    return f"{low} to {high}"


def count(value: int) -> str:
    return f"{value:,}"


def duration(span: timedelta) -> str:
    """Since some moment: +0.31 s, +2 min 05 s."""
    return f"+{milliseconds(max(span.total_seconds() * 1000, 0.0))}"


def roughly(seconds: float) -> str:
    """How long something takes, for those who wait: 40 s, 5 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(round(minutes / 10) * 10, 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


def between(low: int, high: int) -> str:
    return f"{low}{TO}{high}"


def short(text: str, *, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def digest(value: str | None) -> str | None:
    """Enough of `sha256:…` to tell two apart."""
    return value and short(value.removeprefix("sha256:"), most=13)


def known(value: Mapping[str, Any] | None, key: str) -> Any:
    """What a part of the summary that may be null says."""
    return None if value is None else value.get(key)


def written(value: float | None, write: Callable[[float], str]) -> str | None:
    return None if value is None else write(value)


def _decimals(value: float) -> int:
    if value == 0 or not isfinite(value):
        return 2
    return min(max(2, SIGNIFICANT - 1 - floor(log10(value))), 12)


def _exp(value: float) -> float:
    try:
        return exp(value)
    except OverflowError:
        return float("inf")
