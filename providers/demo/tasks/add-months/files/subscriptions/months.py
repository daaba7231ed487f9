"""Moving dates by months."""

import datetime


def add_months(day, months):
    """`day` moved by `months`."""
    year, month = day.year, day.month + months
    if month > 12:
        year, month = year + month // 12, month % 12
    return datetime.date(year, month, min(day.day, 28))
