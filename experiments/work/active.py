"""The drains of this process: at most one for a stage of a run, reachable from any thread."""

import threading
from typing import Protocol
from uuid import UUID

Key = tuple[str, UUID]


class Drainable(Protocol):
    def wake(self) -> None: ...

    def stop(self, *, abort: bool) -> None: ...


class ActiveDrains:
    """A hint for a drain that is already at work wakes it instead of starting a second one."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal's handler may come while it is held
        self._drains: dict[Key, Drainable] = {}
        self._stopping = False

    def enter(self, key: Key, drain: Drainable) -> bool:
        """False where one is at work already (it was woken) or the process is stopping."""
        with self._lock:
            if self._stopping:
                return False
            if key in self._drains:
                self._drains[key].wake()
                return False
            self._drains[key] = drain
            return True

    def leave(self, key: Key) -> None:
        with self._lock:
            self._drains.pop(key, None)

    def stop(self, *, abort: bool) -> None:
        """Claim no more. `abort` also cancels the calls in flight and puts their rows back."""
        with self._lock:
            self._stopping = True
            drains = list(self._drains.values())
        for drain in drains:
            drain.stop(abort=abort)

    def at_work(self) -> bool:
        with self._lock:
            return bool(self._drains)

    def allow(self) -> None:
        """Let drains start again (a new embedded worker in the same process)."""
        with self._lock:
            self._stopping = False


active_drains = ActiveDrains()
