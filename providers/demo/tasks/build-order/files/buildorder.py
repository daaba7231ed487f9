"""In which order to build."""


class CycleError(Exception):
    def __init__(self, cycle):
        super().__init__(" -> ".join(cycle))
        self.cycle = cycle


def build_order(graph):
    """The targets of `graph` ({target: targets it needs}), dependencies first."""
    order = []

    def visit(target):
        for needed in set(graph.get(target, ())):
            visit(needed)
        if target not in order:
            order.append(target)

    for target in graph:
        visit(target)
    return order
