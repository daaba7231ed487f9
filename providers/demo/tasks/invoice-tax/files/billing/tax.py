"""Tax on amounts in cents."""


def tax_on(net_cents, rate):
    """The tax in cents on `net_cents` at `rate` per cent (a string such as "7.7")."""
    return round(net_cents * float(rate) / 100)
