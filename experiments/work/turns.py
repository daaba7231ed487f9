"""The turns of a drain: what one visit to the database brought, and the states that it leads to."""

from dataclasses import dataclass
from enum import Enum, auto

from experiments.work.stage import Exchange


class State(Enum):
    WORKING = auto()  # jobs are in flight
    BLOCKED = auto()  # rows wait for a moment that is near, for room, or for a drain that isolates
    ISOLATING = auto()  # rows that lost their workers go one by one, with nothing else beside them
    ENDED = auto()


class Ends(Enum):
    """Why a drain claims nothing more. What it has in flight comes to its end first."""

    STOPPED = auto()  # the process ends
    RUN = auto()  # the run is paused, cancelled or past its deadline
    SLICE = auto()  # others wait for the place
    LATER = auto()  # the reconciler hints again


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One exchange: how many jobs it asked for, of how many idle slots, and what came of it."""

    free: int
    idle: int
    done: Exchange

    @property
    def filled(self) -> bool:
        return len(self.done.claimed) == self.free > 0

    @property
    def more(self) -> bool:
        """Whether slots and, it seems, rows are left for another one at once."""
        return self.filled and self.free < self.idle
