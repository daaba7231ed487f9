"""When something is due."""

from datetime import timedelta

from delivery.calendar import is_weekend

ONE_DAY = timedelta(days=1)


def due_date(start, days):
    day = start
    while days > 0:
        day += ONE_DAY
        if not is_weekend(day):
            days -= 1
    return day
