"""What a stage must offer so that the engine can work it, and the table of stages.

A stage owns one model of work rows. The engine claims rows, asks the stage's session to
perform them, and records what came of it; the stage never touches states or leases.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from experiments.models import Attempt, ProviderCall, Run
from experiments.states import WorkState
from experiments.work.item import WorkItem
from organizations.models import Organization
from providers.contract import ProviderError

Claim = tuple[UUID, int]  # a row, and which claim of it
Among = Mapping[str, Sequence[UUID]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a run must not start. `arm` is None for the evaluator. Provider and model are those
    that policy denied, empty for other problems."""

    arm: str | None
    code: str
    sentence: str
    provider: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """An evaluator that an experiment may name. `refusal` says why it may not be called."""

    reference: str
    label: str
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCalls:
    """What a run would ask of one model, for the estimate of its cost; `arm` is None for the
    evaluator. A prompt has `around` bytes of its own besides what it `shows` of an attempt:
    prompt, files, patch."""

    arm: str | None
    provider: str
    model: str
    max_output_tokens: int | None
    around: int
    shows: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Pending rows that share one limit, and how many more of them may run now. `among`: the ids
    of which each of these columns has one; empty for all of a run's rows."""

    room: int
    among: Among = field(default_factory=dict)

    @property
    def where(self) -> Q:
        return within(self.among)


def within(among: Among) -> Q:
    return Q(**{f"{column}__in": ids for column, ids in among.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed row with all that is needed to perform it without the database."""

    item: Any
    payload: Any = None
    call: ProviderCall | None = None
    earlier_code: str = ""  # what the row's last call failed with
    earlier_calls: int = 0

    @property
    def id(self) -> UUID:
        return self.item.id

    @property
    def claim(self) -> Claim:
        return (self.item.id, self.item.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What performing a job gave: an answer or an error. `aborted`: neither, put it back."""

    job: Job
    finished_at: datetime
    answer: Any = None
    error: ProviderError | None = None
    aborted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the earlier calls for a row came to. A cost is None where it is unknown."""

    failures: int = 0
    timeouts: int = 0
    costs: tuple[Decimal | None, ...] = ()


class Session(ABC):
    """One drain's view of one run. Everything but `perform` runs in the database thread."""

    slots: int
    # After a claim: from when on more may be let through, where that is known; whether rows were
    # given up instead of claimed, so that the next ones are due at once; whether there are only
    # rows that might be claimed now by who has the process to itself.
    opens_at: datetime | None = None
    gave_up: bool = False
    suspects: bool = False

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def longest_seconds(self) -> float:
        """What performing one job takes at most."""
        return float(self.run.attempt_timeout_seconds)

    def refresh(self) -> None:
        """Ask again what may have changed and is slow to ask: called before the claim's
        transaction, since stores of credentials answer over the network."""

    def hold(self) -> None:
        """Lock what all runs share. Called first in every transaction, lest two wait for each
        other."""

    def room(self, run: Run) -> int:
        """How many more rows may run now. All that follows until `open_calls` is asked in this
        order in the claim's transaction; `now` is when what is claimed will have started."""
        return self.slots

    def turn_away(self, run: Run) -> None:
        """End, or put off, the pending rows that must not be performed."""

    @abstractmethod
    def lanes(self, run: Run, *, now: datetime) -> Sequence[Lane]:
        """Where the others are, and how many of each may be performed. The run is locked."""

    def admit(self, items: Sequence[Any], *, payloads: Mapping[UUID, Any]) -> list[Any]:
        """Take of these rows, found in the lanes, those that may be performed now. `payloads`:
        by the rows' ids."""
        return list(items)

    def give_up(self) -> None:
        """End the rows that were not admitted and never will be."""

    def open_calls(self, items: Sequence[Any], *, now: datetime) -> Sequence[ProviderCall | None]:
        """The ledger's rows for these, stored before anything is sent; None where none is sent."""
        return [None] * len(items)

    def counts(self, call: ProviderCall) -> bool:
        """Whether a budget counts what the call comes to."""
        return False

    def closed(self, outcomes: Sequence[Outcome], *, uncounted: frozenset[UUID]) -> None:
        """The ledger was closed with these. `uncounted`: the calls that a budget counts now, since
        it did not before."""

    @abstractmethod
    def payloads(self, items: Sequence[Any]) -> list[Any]:
        """What `perform` needs, one for each item, in order."""

    @abstractmethod
    async def perform(self, job: Job) -> Any:
        """Do the work. Raises ProviderError where it fails."""

    @abstractmethod
    def apply(self, outcome: Outcome, *, past: Past) -> None:
        """Fill the item's own columns from the answer or the error, not its state."""

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        """Store rows beside the items, in the record's transaction."""

    async def aclose(self) -> None:
        """Release what `perform` opened."""


class Stage(ABC):
    name: ClassVar[str]
    model: ClassVar[type[WorkItem]]
    calls_provider: ClassVar[bool] = True
    runs_at_once: ClassVar[int] = 8  # of so many runs one process works this stage at once
    result_fields: ClassVar[tuple[str, ...]]  # columns that a session's `apply` fills
    provider_path: ClassVar[str] = ""  # from a row to the kind of provider that it asks
    connection_path: ClassVar[str] = ""  # and to the connection that it is asked through

    def preflight(self, draft: Any) -> list[Problem]:
        """What forbids the start of this run, before anything is stored or called."""
        return []

    def planned_calls(self, draft: Any) -> Sequence[PlannedCalls]:
        """What a run of this draft would call, as far as that is known before it starts."""
        return ()

    def judges(self, organization: Organization) -> Sequence[Judge]:
        """Whom an experiment of this organisation may name as its evaluator."""
        return ()

    def begin(self, run: Run) -> None:
        """Store what the stage needs for a run that starts."""

    def take_in(self, run: Run, attempts: Sequence[Attempt] | None = None) -> int:
        """Create the rows that these recorded attempts need (None: all of the run's).
        Returns how many. Idempotent: a row that exists is left alone."""
        return 0

    @abstractmethod
    def session(self, run: Run) -> Session: ...

    def ends_at(self, run: Run) -> datetime | None:
        """From when on nothing more of the run is begun here. The deadline forbids calls; what
        they brought in time is worked on for a while."""
        if self.calls_provider or run.deadline_at is None:
            return run.deadline_at
        return run.deadline_at + timedelta(seconds=settings.DEADLINE_GRACE_SECONDS)

    def rows(self) -> QuerySet[Any]:
        """The rows that the engine works, which may not be all of the model's."""
        return self.model._default_manager.all()

    def unfinished(self, run_id: Any) -> QuerySet[Any]:
        """Rows that keep the run open; `run_id` may be an OuterRef."""
        unfinished = Q(state=WorkState.PENDING) | Q(state=WorkState.RUNNING)  # an index each
        return self.model._default_manager.filter(unfinished, run_id=run_id)


@cache
def stages() -> tuple[Stage, ...]:
    """The stages of settings.RUN_STAGES, in order. Known by their names: threads that ask for
    the first time at the same moment may each get stages of their own."""
    return tuple(import_string(path)() for path in settings.RUN_STAGES)


def stage_named(name: str) -> Stage:
    return next(stage for stage in stages() if stage.name == name)


def stage_of(model: type[WorkItem]) -> Stage:
    return next(stage for stage in stages() if stage.model is model)


def stage_after(stage: Stage) -> Stage | None:
    names = [each.name for each in stages()]
    following = stages()[names.index(stage.name) + 1 :]
    return following[0] if following else None


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One visit to the database: results handed in, new jobs handed out."""

    claimed: list[Job] = field(default_factory=list)
    fed: tuple[str, ...] = ()
    next_at: datetime | None = None
    suspects: bool = False  # rows wait that may be performed now, but only alone
    stopped: bool = False

    def due_in(self, *, blocked: float) -> float | None:
        """Seconds until a row may be claimed that could not be claimed now; None: there is none.
        `blocked`: where it is due, and waits for room that others take up."""
        if self.next_at is None:
            return None
        seconds = (self.next_at - timezone.now()).total_seconds()
        return max(seconds, 0.05) if seconds > 0 else blocked
