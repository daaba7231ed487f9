"""Days on which we work."""

SATURDAY = 5


class Calendar:
    def __init__(self, holidays=()):
        self.holidays = set(holidays)

    def is_working(self, day):
        return day.weekday() < SATURDAY and day not in self.holidays
