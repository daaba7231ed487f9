"""When a subscription is billed."""

from subscriptions.months import add_months


def billing_dates(start, count):
    dates = [start]
    while len(dates) < count:
        dates.append(add_months(dates[-1], 1))
    return dates


def next_billing(start, today):
    return next(day for day in billing_dates(start, 12) if day >= today)
