"""Which runs a process works: of each stage so many at once, and of those an organisation half.

Every drain keeps a thread and a connection for as long as its slowest job takes. Without a bound
the runs of one organisation, whose provider hangs, would have them all. Pure.
"""

import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

Key = tuple[str, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A run that wants, or has, one of `most` seats of a stage."""

    key: Key
    organization: UUID
    most: int

    @property
    def stage(self) -> str:
        return self.key[0]


class Seats:
    """Thread-safe. Who finds no seat is remembered, and gets one that becomes free."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[Key, Guest] = {}
        self._waiting: dict[Key, Guest] = {}

    def has(self, key: Key) -> bool:
        with self._lock:
            return key in self._taken

    def take(self, guest: Guest) -> bool:
        """False where it has one already, or must wait."""
        with self._lock:
            if guest.key in self._taken:
                return False
            self._waiting.setdefault(guest.key, guest)
            if self._next(guest.stage, among=[guest]) is None:
                return False
            self._seat(guest)
            return True

    def pass_on(self, key: Key) -> Key | None:
        """Leave; returns the run that has a seat now instead."""
        with self._lock:
            self._taken.pop(key, None)
            following = self._next(key[0], among=self._waiting.values())
            if following is None:
                return None
            self._seat(following)
            return following.key

    def wanted(self, key: Key) -> bool:
        """Whether another run would have a seat if this one left."""
        with self._lock:
            return self._next(key[0], among=self._waiting.values(), without=key) is not None

    def _seat(self, guest: Guest) -> None:
        self._taken[guest.key] = self._waiting.pop(guest.key)

    def _next(
        self, stage: str, *, among: Collection[Guest], without: Key | None = None
    ) -> Guest | None:
        """Of the organisation that has the fewest seats; who has waited longest."""
        taken = [each for each in self._taken.values() if each.stage == stage]
        held = Counter(each.organization for each in taken if each.key != without)
        fitting = [
            each
            for each in among
            if each.stage == stage
            and held.total() < each.most
            and held[each.organization] < share(each.most)
        ]
        return min(fitting, key=lambda each: held[each.organization], default=None)


def share(most: int) -> int:
    """How many of so many seats one organisation may have."""
    return max(2, most // 2)
