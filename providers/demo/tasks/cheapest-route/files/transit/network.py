"""Stops and the fares between them."""


class Network:
    def __init__(self):
        self._fares = {}

    def connect(self, origin, destination, fare):
        """A direct connection, one way."""
        self._fares.setdefault(origin, {})[destination] = fare

    def connections(self, stop):
        """The direct connections of `stop` as (destination, fare) pairs."""
        return list(self._fares.get(stop, {}).items())
