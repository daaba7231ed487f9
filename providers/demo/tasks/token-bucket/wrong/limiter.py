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

    def wait_time(self, tokens=1):
        """Seconds until `tokens` are there. Raises ValueError if they never will be."""
        if tokens > self.capacity:
            raise ValueError(f"the bucket never holds {tokens} tokens")
        self._refill()
        return max(0.0, (tokens - self._tokens) / self.rate)

    def _refill(self):
        now = self._clock()
        gained = int((now - self._updated) * self.rate)
        if gained > 0:
            self._tokens = min(self.capacity, self._tokens + gained)
            self._updated = now
