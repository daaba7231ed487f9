"""Which of the rows that wait may be called now: by breaker, by the allowlist's limits, by money.

One admission lives as long as one claim's transaction. It counts down what it lets through, so
that connections of the same provider share the provider's room.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from experiments.work import limits
from experiments.work.breaker import Gate, begin_probe, gate_of
from experiments.work.budget import Purses
from experiments.work.limits import Party
from experiments.work.retry import REPAIRABLE
from providers.models import AllowlistEntry, Breaker

RETRIES_AGAIN = timedelta(seconds=1)  # when the retry budget is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a row's call goes."""

    connection_id: UUID
    provider: str


@dataclass(slots=True, kw_only=True)
class Admission:
    party: Party
    now: datetime
    probe_seconds: float
    rooms: dict[str, int] = field(default_factory=dict)
    gates: dict[UUID, Gate] = field(default_factory=dict)
    retries: dict[str, int] = field(default_factory=dict)
    purses: Purses = field(default_factory=Purses)
    reserved: dict[UUID, Decimal] = field(default_factory=dict)
    exhausted: list[Any] = field(default_factory=list)
    opens: list[datetime] = field(default_factory=list)

    def lane_room(
        self, route: Route, *, entry: AllowlistEntry | None, waiting: Mapping[Party, int]
    ) -> int:
        """At most so many rows of this connection; 0 where they must wait."""
        gate = self.gates.setdefault(route.connection_id, Gate())
        if entry and route.provider not in self.rooms:
            room = limits.room_of(entry, party=self.party, waiting=waiting, now=self.now)
            self.rooms[route.provider] = room.calls
            self._opens_at(room.opens_at)
        self._opens_at(gate.opens_at)
        room_there = self.rooms.get(route.provider, limits.UNLIMITED)
        return room_there if gate.room is None else min(gate.room, room_there)

    def admit(
        self,
        items: Iterable[Any],
        *,
        route_of: Callable[[Any], Route],
        entries: Mapping[str, AllowlistEntry],
        worst_of: Mapping[UUID, Decimal | None],
    ) -> list[Any]:
        """The rows that may be called, in order; what is held for them is in `reserved`."""
        return [
            item
            for item in items
            if self._admits(item, route_of(item), entries=entries, worst_of=worst_of)
        ]

    def _admits(
        self,
        item: Any,
        route: Route,
        *,
        entries: Mapping[str, AllowlistEntry],
        worst_of: Mapping[UUID, Decimal | None],
    ) -> bool:
        if self.rooms.get(route.provider, 1) <= 0:
            return False
        if not self._may_retry(item, entries.get(route.provider)):
            return False
        if not self._can_pay(item, route, worst=worst_of.get(item.id)):
            return False
        if not self._passes_gate(route):
            return False
        self._take(item, route, worst=worst_of.get(item.id))
        return True

    def _passes_gate(self, route: Route) -> bool:
        """Through a breaker that waits for its probe goes one call, whoever is first."""
        gate = self.gates.get(route.connection_id, Gate())
        if gate.room is None:
            return True
        self.gates[route.connection_id] = Gate(room=0)
        until = self.now + timedelta(seconds=self.probe_seconds)
        return gate.room > 0 and begin_probe(route.connection_id, now=self.now, until=until)

    def _may_retry(self, item: Any, entry: AllowlistEntry | None) -> bool:
        if entry is None or not item.error_code or item.error_code in REPAIRABLE:
            return True
        if entry.provider not in self.retries:
            self.retries[entry.provider] = limits.retries_left(entry, now=self.now)
        if self.retries[entry.provider] > 0:
            return True
        self._opens_at(self.now + RETRIES_AGAIN)
        return False

    def _can_pay(self, item: Any, route: Route, *, worst: Decimal | None) -> bool:
        """A row that no purse will ever hold is given up: see `exhausted`."""
        purses = self.purses.for_provider(route.provider)
        if any(worst is None or purse.never_holds(worst) for purse in purses):
            self.exhausted.append(item)
            return False
        return all(worst is not None and purse.holds(worst) for purse in purses)

    def _take(self, item: Any, route: Route, *, worst: Decimal | None) -> None:
        if route.provider in self.rooms:
            self.rooms[route.provider] -= 1
        if item.error_code and route.provider in self.retries:
            self.retries[route.provider] -= 1
        for purse in self.purses.for_provider(route.provider):
            assert worst is not None
            purse.take(worst)
            self.reserved[item.id] = worst

    def _opens_at(self, moment: datetime | None) -> None:
        if moment is not None:
            self.opens.append(moment)


def gates_of(breakers: Mapping[UUID, Breaker], *, now: datetime) -> dict[UUID, Gate]:
    return {connection_id: gate_of(each, now=now) for connection_id, each in breakers.items()}
