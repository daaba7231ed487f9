"""One order."""

from orders.workflow import TRANSITIONS, InvalidTransition


class Order:
    def __init__(self, total_cents, approved=False):
        self.total_cents = total_cents
        self.approved = approved
        self.status = "new"
        self.history = []

    def apply(self, event):
        """Change the status. Returns the new one."""
        if event not in self.allowed_events():
            raise InvalidTransition(f"{event} is not possible while {self.status}")
        self.status = TRANSITIONS[self.status][event]
        self.history.append((event, self.status))
        if event == "ship" and self.total_cents > 100_000 and not self.approved:
            raise InvalidTransition(f"{event} needs an approval while {self.status}")
        return self.status

    def allowed_events(self):
        return sorted(TRANSITIONS.get(self.status, {}))
