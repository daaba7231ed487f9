"""Which event leads where, and under which condition."""

TRANSITIONS = {
    ("new", "pay"): "paid",
    ("new", "cancel"): "cancelled",
    ("paid", "ship"): "shipped",
    ("paid", "cancel"): "cancelled",
    ("shipped", "deliver"): "delivered",
    ("delivered", "return"): "returned",
}
APPROVAL_ABOVE_CENTS = 100_000
GUARDS = {"ship": lambda order: order.approved or order.total_cents <= APPROVAL_ABOVE_CENTS}


class InvalidTransition(Exception):
    pass


def target(order, event):
    """The status that `event` leads to, or None where it is not allowed."""
    guard = GUARDS.get(event)
    if guard and not guard(order):
        return None
    return TRANSITIONS.get((order.status, event))
