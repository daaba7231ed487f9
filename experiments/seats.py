"""How many runs of one stage a process works at once.

Every drain takes a thread of its worker for as long as its slowest job takes. Without a bound, the
validations of a few runs could take all of them, and hold up the attempts of others. Pure.
"""

import threading
from collections import defaultdict, deque
from uuid import UUID


class Seats:
    """Thread-safe. Who finds no seat is remembered, and named when one is free again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[str, set[UUID]] = defaultdict(set)
        self._waiting: dict[str, deque[UUID]] = defaultdict(deque)

    def has(self, stage: str, run_id: UUID) -> bool:
        with self._lock:
            return run_id in self._taken[stage]

    def take(self, stage: str, run_id: UUID, *, most: int | None) -> bool:
        """False where `most` are taken (None: there is no bound), or this one is already."""
        with self._lock:
            taken, waiting = self._taken[stage], self._waiting[stage]
            if run_id in taken:
                return False
            if most is not None and len(taken) >= most:
                if run_id not in waiting:
                    waiting.append(run_id)
                return False
            taken.add(run_id)
            return True

    def leave(self, stage: str, run_id: UUID) -> UUID | None:
        """The run that has waited longest for this."""
        with self._lock:
            self._taken[stage].discard(run_id)
            waiting = self._waiting[stage]
            return waiting.popleft() if waiting else None
