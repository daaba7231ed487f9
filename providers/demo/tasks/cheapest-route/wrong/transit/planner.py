"""Finding a route."""

import heapq


def cheapest(network, start, goal):
    """The cheapest route as (fare, stops), or None. Raises ValueError on a negative fare."""
    queue = [(0, [start])]
    seen = {start}
    while queue:
        fare, stops = heapq.heappop(queue)
        if stops[-1] == goal:
            return fare, stops
        for destination, price in network.connections(stops[-1]):
            if price < 0:
                raise ValueError(f"negative fare from {stops[-1]} to {destination}")
            if destination not in seen:
                seen.add(destination)
                heapq.heappush(queue, (fare + price, [*stops, destination]))
    return None
