"""From events to an account."""

from ledger.account import Account
from ledger.errors import Conflict, Gap


def replay(events, snapshot=None):
    """The account after `events`, in the order of their versions. Raises Gap and Conflict."""
    account = Account(**snapshot) if snapshot else Account()
    by_version = {}
    for event in events:
        known = by_version.setdefault(event["version"], event)
        if known["id"] != event["id"]:
            raise Conflict(event["version"])
    for version in sorted(v for v in by_version if v > account.version):
        if version != account.version + 1:
            raise Gap(account.version + 1)
        account.apply(by_version[version])
    return account
