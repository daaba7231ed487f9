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
        self._waiting[ticket] = job
        heapq.heappush(self._heap, (-priority, ticket))
        return ticket

    def pop(self):
        """Take the next job. Raises IndexError."""
        while True:
            _, ticket = heapq.heappop(self._heap)
            if ticket in self._waiting:
                return self._waiting.pop(ticket)

    def cancel(self, ticket):
        """Remove a job. Returns whether it was still waiting."""
        return self._waiting.pop(ticket, None) is not None

    def reprioritise(self, ticket, priority):
        """Move a waiting job. Raises KeyError."""
        if ticket not in self._waiting:
            raise KeyError(ticket)
        # The old entry stays in the heap; whichever comes first wins.
        heapq.heappush(self._heap, (-priority, ticket))

    def __len__(self):
        return len(self._waiting)
