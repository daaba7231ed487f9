"""Waiting until the other drains of this process have nothing in flight."""

import asyncio
from time import monotonic

from experiments.work.active import Key, active_drains

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 10.0


async def left_alone(key: Key, *, patience_seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether the process is this drain's, until it gives it back. The others claim nothing while
    it waits, so it does not wait for long: one of them may be at something that hangs."""
    patient_until = monotonic() + patience_seconds
    while not active_drains.take_alone(key):
        if monotonic() >= patient_until:
            active_drains.give_back(key)
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
