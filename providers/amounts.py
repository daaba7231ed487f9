"""How money is written. Pure."""

from decimal import Decimal
from math import floor, log10


def plain(amount: Decimal | None) -> str | None:
    """Without exponent and trailing zeros: the same before and after the database has had it."""
    return None if amount is None else f"{Decimal(amount).normalize():f}"


def dollars(amount: Decimal) -> str:
    """For people, with three digits that count and cents at the least: $12.30, $0.000415."""
    digits = 2 - floor(log10(amount)) if amount > 0 else 2
    return f"${amount:,.{max(2, digits)}f}"
