"""What a scenario plays in: one database, one crew, providers that it opens itself."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from benchmarks.chaos.crew import Crew, celery_beat, celery_worker, crew
from benchmarks.chaos.figures import Figures
from benchmarks.chaos.watch import Watch, watching
from benchmarks.services import SAYS_READY

# The workers know one key, by which it is seen whether they keep it to themselves.
CANARY, CANARY_SLUG = 'canary-9/+="&?~0123456789', "guarded"
SLOTS = 16  # calls in flight of one worker
WORKERS = 2
IN_FLIGHT = SLOTS * WORKERS


class Where(StrEnum):
    """What a scenario is played on."""

    SERVERS = "PostgreSQL + Redis"
    EMBEDDED = "SQLite embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: how long a lease is, and how often is reconciled."""

    lease: float
    reconcile: float

    def environment(self) -> dict[str, str]:
        return {
            "BAKEOFF_LEASE_SECONDS": str(self.lease),
            "BAKEOFF_RECONCILE_SECONDS": str(self.reconcile),
            "BAKEOFF_DRAIN_SLOTS": str(SLOTS),
            "BAKEOFF_EGRESS_ALLOWED_CIDRS": "127.0.0.0/8",
            "BAKEOFF_API_REQUESTS_PER_MINUTE": "1000000",
            "PYTHONUNBUFFERED": "1",
        }


# Leases are waited for often; what heartbeats and reconciliations cost is another question.
HURRIED, AS_SHIPPED = Pace(lease=4.0, reconcile=1.0), Pace(lease=30.0, reconcile=10.0)


@dataclass(slots=True, kw_only=True)
class World:
    """`environment` names the database that this process is connected to as well."""

    directory: Path
    environment: Mapping[str, str]
    pace: Pace
    crew: Crew | None = None
    watch: Watch | None = None
    played: dict[str, int] = field(default_factory=dict)

    def workers(self) -> Crew:
        """The standing crew, all of them up."""
        assert self.crew, "no crew was started"
        self.crew.await_ready()
        return self.crew

    def watched(self) -> Watch:
        """What can be seen of the standing crew."""
        assert self.watch, "no crew was started"
        return self.watch

    def new_slug(self, name: str) -> str:
        """An organisation that no other scenario has."""
        self.played[name] = self.played.get(name, 0) + 1
        return f"{name}-{self.played[name]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`path` names how it is played in the benchmark, at its full size; `path_small` in tests.
    They leave out what has none."""

    name: str
    promise: str
    full: int
    small: int
    path: str
    path_small: str
    where: Where
    pace: Pace

    def play(self, world: World, *, size: int | None = None) -> Figures:
        return _function(self.path)(world, size or self.full)

    def play_small(self, world: World) -> Figures:
        return _function(self.path_small)(world, self.small)


@contextmanager
def standing_crew(world: World) -> Iterator[World]:
    """Celery workers and beat, for as long as the block lasts."""
    with watching(world.directory) as watch:
        commands = [
            celery_worker(number, metrics_port=watch.port_of(number)) for number in range(WORKERS)
        ]
        with crew(
            commands,
            others=[celery_beat(world.directory)],
            environment={
                **world.environment,
                **watch.environment(),
                **SAYS_READY,
                canary_variable(): CANARY,
            },
            logs=world.directory,
        ) as found:
            world.crew, world.watch = found, watch
            yield world
            world.crew = world.watch = None


def canary_variable() -> str:
    return f"BAKEOFF_CREDENTIAL_{CANARY_SLUG.upper()}_LOCAL"


def _function(path: str) -> Callable[[World, int], Figures]:
    module, _, name = path.partition(".")
    found: Callable[[World, int], Figures] = getattr(
        import_module(f"benchmarks.chaos.scenarios.{module}"), name
    )
    return found
