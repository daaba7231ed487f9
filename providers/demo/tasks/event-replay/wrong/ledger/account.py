"""An account."""


class Account:
    def __init__(self, balance=0, version=0):
        self.balance = balance
        self.version = version

    def apply(self, event):
        if event["kind"] == "deposited":
            self.balance += event["amount"]
        elif event["kind"] == "withdrawn":
            self.balance -= event["amount"]
        self.version += 1

    def snapshot(self):
        return dict(vars(self))
