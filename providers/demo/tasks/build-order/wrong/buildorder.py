"""In which order to build."""


class CycleError(Exception):
    def __init__(self, cycle):
        super().__init__(" -> ".join(cycle))
        self.cycle = cycle


def build_order(graph):
    """The targets of `graph` ({target: targets it needs}), dependencies first."""
    order = []

    def visit(target, path):
        if target in path:
            raise CycleError([*path[path.index(target) :], target])
        for needed in sorted(graph.get(target, ())):
            visit(needed, [*path, target])
        if target not in order:
            order.append(target)

    for target in sorted(graph):
        visit(target, [])
    return order
