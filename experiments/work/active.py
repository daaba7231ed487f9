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
        self._holding: set[Key] = set()  # those with jobs in flight, or about to claim some
        self._alone: Key | None = None  # the one that has, or waits for, the process to itself

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
            self._holding.discard(key)
            self._give_back(key)

    def hold(self, key: Key) -> bool:
        """Before a claim; False while another drain needs the process to itself."""
        with self._lock:
            if self._alone not in (None, key):
                return False
            self._holding.add(key)
            return True

    def rest(self, key: Key) -> None:
        """Nothing of this drain is in flight."""
        with self._lock:
            self._holding.discard(key)

    def take_alone(self, key: Key) -> bool:
        """Whether this drain has the process to itself now. Until it has, and gives it back, the
        others claim nothing more, so that asking again helps."""
        with self._lock:
            if self._alone not in (None, key):
                return False
            self._alone = key
            return not self._holding - {key}

    def give_back(self, key: Key) -> None:
        with self._lock:
            self._give_back(key)

    def _give_back(self, key: Key) -> None:
        if self._alone == key:
            self._alone = None

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
