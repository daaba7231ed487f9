"""From events to an account."""

from ledger.account import Account
from ledger.errors import Conflict, Gap


def replay(events, snapshot=None):
    """The account after `events`, in the order of their versions. Raises Gap and Conflict."""
    account = Account(**snapshot) if snapshot else Account()
    seen = set()
    for event in sorted(events, key=lambda event: event["version"]):
        if event["id"] in seen:
            continue
        seen.add(event["id"])
        if event["version"] <= account.version:
            raise Conflict(event["version"])
        if event["version"] > account.version + 1:
            raise Gap(account.version + 1)
        account.apply(event)
    return account
