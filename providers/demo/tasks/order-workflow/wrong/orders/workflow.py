"""Which event leads where."""

TRANSITIONS = {
    "new": {"pay": "paid", "cancel": "cancelled"},
    "paid": {"ship": "shipped", "cancel": "cancelled"},
    "shipped": {"deliver": "delivered"},
    "delivered": {"return": "returned"},
}


class InvalidTransition(Exception):
    pass
