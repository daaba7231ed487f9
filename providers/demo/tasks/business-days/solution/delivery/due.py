"""When something is due."""

from datetime import timedelta

ONE_DAY = timedelta(days=1)


def due_date(start, days, calendar):
    """The day that is `days` working days after `start`. Raises ValueError."""
    if days < 0:
        raise ValueError("days must not be negative")
    day = start
    if days == 0:
        while not calendar.is_working(day):
            day += ONE_DAY
    while days > 0:
        day += ONE_DAY
        days -= calendar.is_working(day)
    return day


def working_days(first, last, calendar):
    """How many working days there are from `first` to `last`, both included."""
    span = (last - first).days + 1
    return sum(calendar.is_working(first + n * ONE_DAY) for n in range(span))
