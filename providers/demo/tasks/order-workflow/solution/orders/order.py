"""One order."""

from orders.workflow import TRANSITIONS, InvalidTransition, target


class Order:
    def __init__(self, total_cents, approved=False):
        self.total_cents = total_cents
        self.approved = approved
        self.status = "new"
        self.history = []

    def apply(self, event):
        """Change the status. Returns the new one. Raises InvalidTransition."""
        status = target(self, event)
        if status is None:
            raise InvalidTransition(f"an order that is {self.status} does not accept {event!r}")
        self.status = status
        self.history.append((event, status))
        return status

    def allowed_events(self):
        """The events that `apply` would accept now, sorted."""
        return sorted({event for _, event in TRANSITIONS if target(self, event)})
