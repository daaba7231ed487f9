"""Jobs in order of priority."""


class JobQueue:
    def __init__(self):
        self._waiting = {}
        self._last_ticket = 0

    def push(self, job, priority=0):
        """Add a job. Returns its ticket."""
        self._last_ticket += 1
        self._waiting[self._last_ticket] = (priority, job)
        return self._last_ticket

    def pop(self):
        """Take the next job. Raises IndexError."""
        if not self._waiting:
            raise IndexError("pop from an empty queue")
        # Queues are short: looking at every job is simpler than keeping a heap in order.
        ticket = min(self._waiting, key=lambda waiting: (-self._waiting[waiting][0], waiting))
        return self._waiting.pop(ticket)[1]

    def cancel(self, ticket):
        """Remove a job. Returns whether it was still waiting."""
        found = ticket in self._waiting
        self._waiting.pop(ticket, None)
        return found

    def reprioritise(self, ticket, priority):
        """Move a waiting job. Raises KeyError."""
        self._waiting[ticket] = (priority, self._waiting[ticket][1])

    def __len__(self):
        return len(self._waiting)
