"""Tax on amounts in cents."""

from decimal import ROUND_HALF_UP, Decimal


def tax_on(net_cents, rate):
    """The tax in cents on `net_cents` at `rate` per cent (a string such as "7.7")."""
    tax = Decimal(net_cents) * Decimal(rate) / 100
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))
