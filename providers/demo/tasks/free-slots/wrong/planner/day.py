"""The hours in which a room can be booked."""

from planner.slots import free_slots


class WorkingDay:
    def __init__(self, opens=9 * 60, closes=17 * 60):
        if opens >= closes:
            raise ValueError("a working day opens before it closes")
        self.opens = opens
        self.closes = closes

    @property
    def minutes(self):
        return self.closes - self.opens

    def utilisation(self, meetings):
        """The booked share of the day."""
        free = sum(end - start for start, end in free_slots(self, meetings))
        return 1 - free / self.minutes
