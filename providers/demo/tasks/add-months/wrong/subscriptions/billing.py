"""When a subscription is billed."""

from subscriptions.months import add_months


def billing_dates(start, count):
    dates = [start]
    while len(dates) < count:
        dates.append(add_months(dates[-1], 1))
    return dates


def next_billing(start, today):
    day = start
    while day < today:
        day = add_months(day, 1)
    return day
