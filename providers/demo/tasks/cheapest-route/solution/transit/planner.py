"""Finding a route."""

import heapq


def cheapest(network, start, goal):
    """The cheapest route as (fare, stops), or None. Raises ValueError on a negative fare."""
    queue = [(0, 1, [start])]
    done = set()
    best = None
    while queue:
        fare, length, stops = heapq.heappop(queue)
        stop = stops[-1]
        if stop in done:
            continue
        done.add(stop)
        if stop == goal:
            best = fare, stops
        for destination, price in network.connections(stop):
            if price < 0:
                raise ValueError(f"negative fare from {stop} to {destination}")
            if destination not in done:
                heapq.heappush(queue, (fare + price, length + 1, [*stops, destination]))
    return best
