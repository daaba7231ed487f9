"""Days on which we work."""

SATURDAY = 5


def is_weekend(day):
    return day.weekday() >= SATURDAY
