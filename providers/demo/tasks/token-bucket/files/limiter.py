"""A token bucket: `rate` tokens a second, at most `capacity` at once."""


class TokenBucket:
    def __init__(self, rate, capacity, clock):
        self.rate = rate
        self.capacity = capacity
        self._clock = clock
        self._tokens = capacity
        self._updated = clock()

    def allow(self, tokens=1):
        """Take `tokens` if they are there. Returns whether they were."""
        self._refill()
        if self._tokens < tokens:
            return False
        self._tokens -= tokens
        return True

    def _refill(self):
        now = self._clock()
        self._tokens += int((now - self._updated) * self.rate)
        self._updated = now
