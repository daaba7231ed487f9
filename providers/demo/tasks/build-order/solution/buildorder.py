"""In which order to build."""

import heapq


class CycleError(Exception):
    def __init__(self, cycle):
        super().__init__(" -> ".join(cycle))
        self.cycle = cycle


def build_order(graph):
    """The targets of `graph` ({target: targets it needs}), dependencies first.

    Raises CycleError.
    """
    missing = {target: set(needed) for target, needed in graph.items()}
    for needed in graph.values():
        for target in needed:
            missing.setdefault(target, set())
    needed_by = {target: [] for target in missing}
    for target, needed in missing.items():
        for other in needed:
            needed_by[other].append(target)
    ready = sorted(target for target, needed in missing.items() if not needed)
    order = []
    while ready:
        done = heapq.heappop(ready)
        order.append(done)
        for target in needed_by[done]:
            missing[target].remove(done)
            if not missing[target]:
                heapq.heappush(ready, target)
    if len(order) < len(missing):
        raise CycleError(find_cycle(missing))
    return order


def find_cycle(missing):
    """A cycle among the targets that still miss something."""
    path = [next(target for target in sorted(missing) if missing[target])]
    while True:
        following = min(missing[path[-1]])
        if following in path:
            cycle = path[path.index(following) :]
            first = cycle.index(min(cycle))
            return [*cycle[first:], *cycle[: first + 1]]
        path.append(following)
