"""The loop."""

import time

from retrying.errors import Transient


def call_with_retries(function, policy, sleep=time.sleep):
    """The result of `function`, called as often as `policy` allows."""
    for delay in policy.delays():
        try:
            return function()
        except Transient as error:
            told = error.retry_after
            sleep(delay if told is None else policy.limited(told))
    return function()
