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
        return self._entries[key][0] if key in self else default

    def get_or_compute(self, key, compute):
        if key not in self:
            self.set(key, compute())
        return self._entries[key][0]

    def purge(self):
        """Forget the expired entries. Returns how many there were."""
        expired = [key for key in self._entries if key not in self]
        for key in expired:
            del self._entries[key]
        return len(expired)

    def __contains__(self, key):
        return key in self._entries and self._clock() < self._entries[key][1]

    def __len__(self):
        return sum(key in self for key in self._entries)
