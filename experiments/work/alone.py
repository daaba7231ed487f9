"""Waiting until the other drains of this process have nothing in flight."""

import asyncio
from collections.abc import Callable
from time import monotonic

from experiments.work.active import Key, active_drains

LOOK_SECONDS = 0.25


async def left_alone(key: Key, *, unless: Callable[[], bool]) -> bool:
    """Whether the process is this drain's, until it gives it back. The others claim nothing while
    it waits, which it does for as long as their jobs may take; one that hangs longer is not waited
    for. `unless`: gives up where this becomes true."""
    while not active_drains.take_alone(key):
        if unless() or monotonic() >= active_drains.others_end(key):
            active_drains.give_back(key)
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
