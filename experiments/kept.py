"""Figures that took long to ask for are kept for a minute, by each process for itself."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
KEPT_SECONDS = 60.0
SLOW_SECONDS = 0.2  # what is faster is asked for each time, and is never out of date
MOST = 1_000

_kept: dict[Hashable, tuple[float, object]] = {}


def kept_if_slow(key: Hashable, ask: Callable[[], Found]) -> Found:
    """The answer to `ask`, or one that is less than KEPT_SECONDS old."""
    known = _kept.get(key)
    if known and known[0] > monotonic():
        return known[1]  # type: ignore[return-value]  # what is under the key came from its `ask`
    began = monotonic()
    found = ask()
    if monotonic() - began >= SLOW_SECONDS:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (monotonic() + KEPT_SECONDS, found)
    return found
