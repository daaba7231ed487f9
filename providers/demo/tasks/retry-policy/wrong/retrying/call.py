"""The loop."""

import time

from retrying.errors import Transient


def call_with_retries(function, policy, sleep=time.sleep):
    """The result of `function`, called as often as `policy` allows."""
    error = None
    for delay in policy.delays():
        try:
            return function()
        except Transient as caught:
            error = caught
            sleep(min(caught.retry_after or delay, policy.cap))
    raise error
