"""Waiting for what the database shows, although the database may be away for a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")
POLL_SECONDS = 0.05


class Stuck(Exception):
    """What a scenario waits for did not come about."""


def until(done: Callable[[], object], *, seconds: float, what: str) -> float:
    """Poll; returns the seconds that it took. Raises Stuck."""
    began = time.monotonic()
    while not patiently(done):
        if time.monotonic() - began > seconds:
            raise Stuck(f"not within {seconds:g} s: {what}")
        time.sleep(POLL_SECONDS)
    return time.monotonic() - began


def patiently(ask: Callable[[], T], *, seconds: float = 30) -> T:
    """Ask the database; one that is being restarted is asked again."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(POLL_SECONDS)
