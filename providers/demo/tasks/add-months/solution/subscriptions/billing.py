"""When a subscription is billed."""

from itertools import count as numbers

from subscriptions.months import add_months


def billing_dates(start, count):
    """The first `count` dates, each computed from the start."""
    return [add_months(start, number) for number in range(count)]


def next_billing(start, today):
    """The first billing date that is not before `today`."""
    return next(day for day in (add_months(start, n) for n in numbers()) if day >= today)
