"""Finding a route."""

from collections import deque


def cheapest(network, start, goal):
    """The cheapest route as (fare, stops), or None."""
    queue = deque([(0, [start])])
    seen = {start}
    while queue:
        fare, stops = queue.popleft()
        if stops[-1] == goal:
            return fare, stops
        for destination, price in network.connections(stops[-1]):
            if destination not in seen:
                seen.add(destination)
                queue.append((fare + price, [*stops, destination]))
    return None
