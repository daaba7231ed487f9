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
        value, _ = self._entries.get(key, (default, 0))
        return value

    def get_or_compute(self, key, compute):
        value = self.get(key)
        if value is None:
            value = compute()
            self.set(key, value)
        return value

    def __contains__(self, key):
        return key in self._entries

    def __len__(self):
        return len(self._entries)
