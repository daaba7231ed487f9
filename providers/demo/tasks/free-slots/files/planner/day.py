"""The hours in which a room can be booked."""


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
        return sum(end - start for start, end in meetings) / self.minutes
