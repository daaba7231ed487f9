"""Which event leads where."""

TARGETS = {
    "pay": "paid",
    "ship": "shipped",
    "deliver": "delivered",
    "cancel": "cancelled",
    "return": "returned",
}


class InvalidTransition(Exception):
    pass
