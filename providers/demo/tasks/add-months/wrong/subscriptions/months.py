"""Moving dates by months."""

import calendar
import datetime


def add_months(day, months):
    """`day` moved by `months`, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return datetime.date(day.year + years, month + 1, min(day.day, last))
