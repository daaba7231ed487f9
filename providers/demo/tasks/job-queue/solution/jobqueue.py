"""Jobs in order of priority."""

import heapq
from itertools import count


class JobQueue:
    def __init__(self):
        self._heap = []
        self._waiting = {}
        self._tickets = count(1)

    def push(self, job, priority=0):
        """Add a job. Returns its ticket."""
        ticket = next(self._tickets)
        self._waiting[ticket] = (priority, job)
        heapq.heappush(self._heap, (-priority, ticket))
        return ticket

    def pop(self):
        """Take the next job. Raises IndexError."""
        while self._heap:
            priority, ticket = heapq.heappop(self._heap)
            if ticket in self._waiting and self._waiting[ticket][0] == -priority:
                return self._waiting.pop(ticket)[1]
        raise IndexError("the queue is empty")

    def cancel(self, ticket):
        """Remove a job. Returns whether it was still waiting."""
        return self._waiting.pop(ticket, None) is not None

    def reprioritise(self, ticket, priority):
        """Move a waiting job. Raises KeyError."""
        _, job = self._waiting[ticket]
        self._waiting[ticket] = (priority, job)
        heapq.heappush(self._heap, (-priority, ticket))

    def __len__(self):
        return len(self._waiting)
