"""From events to an account."""

from ledger.account import Account


def replay(events, snapshot=None):
    account = Account(**snapshot) if snapshot else Account()
    for event in events:
        account.apply(event)
    return account
