"""Stopping a worker: it claims no more, what is in flight ends, or is ended after a grace."""

import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol


class Stoppable(Protocol):
    def stop(self, *, abort: bool) -> None: ...


class Stop:
    """Asked once, the drains claim no more, and what they have in flight is recorded as it ends.
    Asked again, or `grace_seconds` later, they abort it and put its rows back."""

    def __init__(self, drains: Stoppable) -> None:
        self._drains = drains
        # Its put is reentrant: a signal's handler may interrupt itself, or the thread's start.
        self._asked: SimpleQueue[None] = SimpleQueue()

    def watch(self, *, grace_seconds: float) -> None:
        """From now on, in a thread: a handler must not start one, nor wait for a lock."""
        thread = threading.Thread(
            target=self._await, args=(grace_seconds,), name="stop", daemon=True
        )
        thread.start()

    def ask(self) -> None:
        """Returns at once; may be called by a signal's handler."""
        self._asked.put(None)

    def _await(self, grace_seconds: float) -> None:
        self._asked.get()
        self._drains.stop(abort=False)
        with suppress(Empty):
            self._asked.get(timeout=grace_seconds)
        self._drains.stop(abort=True)
