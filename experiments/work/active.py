"""The drains of this process: at most one for a stage of a run, reachable from any thread."""

import threading
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Protocol
from uuid import UUID

Key = tuple[str, UUID]
ALONE_SHARE = 0.1  # of the others' time at most is lost to drains that need the process alone


class Drainable(Protocol):
    def wake(self) -> None: ...

    def stop(self, *, abort: bool) -> None: ...


class ActiveDrains:
    """A hint for a drain that is already at work wakes it instead of starting a second one."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.RLock()  # a signal's handler may come while it is held
        self._drains: dict[Key, Drainable] = {}
        self._stopping = False
        # Those with jobs in flight, or about to claim some, and by when these will have ended.
        self._holding: dict[Key, float] = {}
        self._alone: Key | None = None  # the one that has, or waits for, the process to itself
        self._alone_since = 0.0
        self._others_until = 0.0  # until then the process belongs to all of them

    def enter(self, key: Key, drain: Drainable) -> bool:
        """False where one is at work already (it was woken) or the process is stopping."""
        with self._lock:
            if self._stopping or self.wake(key):
                return False
            self._drains[key] = drain
            return True

    def wake(self, key: Key) -> bool:
        """False where there is no such drain."""
        with self._lock:
            if key in self._drains:
                self._drains[key].wake()
            return key in self._drains

    def leave(self, key: Key) -> None:
        with self._lock:
            self._drains.pop(key, None)
            self._holding.pop(key, None)
            self._give_back(key)

    def hold(self, key: Key, *, seconds: float = inf) -> bool:
        """Before a claim of jobs that end within so many seconds; False while another drain needs
        the process to itself."""
        with self._lock:
            if self._alone not in (None, key):
                return False
            self._holding[key] = self._clock() + seconds
            return True

    def rest(self, key: Key) -> None:
        """Nothing of this drain is in flight."""
        with self._lock:
            self._holding.pop(key, None)

    def may_be_alone(self, key: Key) -> bool:
        """Whether this drain may ask for the process: while another does, and where the others have
        not had theirs since the last time, it may not."""
        with self._lock:
            others = self._drains.keys() - {key}
            due = not others or self._clock() >= self._others_until
            return self._alone == key or (self._alone is None and due)

    def take_alone(self, key: Key) -> bool:
        """Whether this drain has the process to itself now. Until it has, and gives it back, the
        others claim nothing more, so that asking again helps."""
        with self._lock:
            if self._alone not in (None, key):
                return False
            if self._alone is None:
                self._alone, self._alone_since = key, self._clock()
            return not self._holding.keys() - {key}

    def others_end(self, key: Key) -> float:
        """By when (of the clock) the others' jobs will have ended."""
        with self._lock:
            return max((end for each, end in self._holding.items() if each != key), default=inf)

    def give_back(self, key: Key) -> None:
        with self._lock:
            self._give_back(key)

    def _give_back(self, key: Key) -> None:
        if self._alone == key:
            now = self._clock()
            self._others_until = now + (now - self._alone_since) * (1 / ALONE_SHARE - 1)
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
        """Let drains start again: what was stopped was not the whole process."""
        with self._lock:
            self._stopping = False


active_drains = ActiveDrains()
