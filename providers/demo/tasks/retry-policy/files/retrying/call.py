"""The loop."""

import time


def call_with_retries(function, policy, sleep=time.sleep):
    """The result of `function`, called as often as `policy` allows."""
    error = None
    for delay in policy.delays():
        try:
            return function()
        except Exception as caught:
            error = caught
            sleep(delay)
    raise error
