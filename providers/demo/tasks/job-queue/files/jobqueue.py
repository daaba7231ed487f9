"""Jobs in order of priority."""

import heapq


class JobQueue:
    def __init__(self):
        self._heap = []

    def push(self, job, priority=0):
        heapq.heappush(self._heap, (-priority, job))

    def pop(self):
        """Take the next job."""
        return heapq.heappop(self._heap)[1]

    def __len__(self):
        return len(self._heap)
