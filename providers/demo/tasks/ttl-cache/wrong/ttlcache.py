"""A cache whose entries expire."""

import time


class TTLCache:
    def __init__(self, ttl_seconds, clock=time.monotonic):
        self.ttl_seconds = ttl_seconds
        self._clock = clock
        self._entries = {}

    def set(self, key, value):
        self._entries[key] = (value, self._clock() + self.ttl_seconds)

    def get(self, key, default=None):
        if key not in self:
            return default
        return self._entries[key][0]

    def get_or_compute(self, key, compute):
        value = self.get(key)
        if value is None:
            value = compute()
            self.set(key, value)
        return value

    def purge(self):
        """Forget the expired entries. Returns how many there were."""
        now = self._clock()
        expired = [key for key, (_, expires) in self._entries.items() if expires <= now]
        for key in expired:
            del self._entries[key]
        return len(expired)

    def __contains__(self, key):
        return key in self._entries and self._clock() < self._entries[key][1]

    def __len__(self):
        self.purge()
        return len(self._entries)
