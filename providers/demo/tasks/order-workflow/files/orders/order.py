"""One order."""

from orders.workflow import TARGETS


class Order:
    def __init__(self, total_cents, approved=False):
        self.total_cents = total_cents
        self.approved = approved
        self.status = "new"
        self.history = []

    def apply(self, event):
        """Change the status. Returns the new one."""
        self.status = TARGETS[event]
        self.history.append((event, self.status))
        return self.status
