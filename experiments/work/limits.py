"""What an organisation's allowlist says of a provider, counted over all of its runs.

The ledger is what is counted: a call is in flight while it is open, and was made when it started.
The allowlist's entry is locked meanwhile, so that two claims never count the same room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from experiments.models import Attempt, ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from providers.models import AllowlistEntry

MINUTE = timedelta(seconds=60)
# Retries are a tenth of the calls of two minutes (Google, "Site Reliability Engineering", ch. 21),
# but so many are always free: a small run is not starved.
RETRY_WINDOW, RETRY_SHARE, RETRY_FLOOR = timedelta(seconds=120), 0.1, 20
UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """So many more calls may start now; where it is none, from when on it is worth to ask."""

    calls: int
    opens_at: datetime | None = None


def hold(entries: Iterable[AllowlistEntry]) -> None:
    """Lock those that limit anything, always in the same order."""
    ids = sorted(entry.pk for entry in entries if _limits(entry))
    if ids:
        rows = AllowlistEntry.objects.select_for_update(no_key=True).order_by("pk")
        list(rows.filter(pk__in=ids).values_list("pk"))


def room_of(entry: AllowlistEntry, *, run: Run, wanted_by: int, now: datetime) -> Room:
    """Calls that the provider may be sent now for this run. `wanted_by`: how many runs share it."""
    calls = UNLIMITED
    if entry.max_concurrency is not None:
        calls = _concurrency(entry, run=run, wanted_by=wanted_by)
    if entry.requests_per_minute is None or calls <= 0:
        return Room(calls=max(0, calls))
    this_minute = _this_minute(entry, now=now)
    return Room(calls=max(0, min(calls, this_minute.calls)), opens_at=this_minute.opens_at)


def retries_left(entry: AllowlistEntry, *, now: datetime) -> int:
    """How many more of the provider's calls may be retries."""
    made = _calls(entry).filter(started_at__gt=now - RETRY_WINDOW)
    allowed = max(RETRY_FLOOR, int(RETRY_SHARE * made.count()))
    return max(0, allowed - made.filter(retry=True).count())


def wanted_by(entry: AllowlistEntry, *, run: Run) -> int:
    """How many of the organisation's runs have calls to make there, this one included."""
    running = Run.objects.filter(
        experiment__organization_id=entry.organization_id, state=RunState.RUNNING, paused_at=None
    ).exclude(pk=run.pk)
    of_run = Q(run=OuterRef("pk"))
    waiting = Attempt.objects.filter(of_run, state=WorkState.PENDING, arm__provider=entry.provider)
    calling = _calls(entry).filter(of_run, outcome=CallOutcome.OPEN)
    return 1 + running.filter(Exists(waiting) | Exists(calling)).count()


def _concurrency(entry: AllowlistEntry, *, run: Run, wanted_by: int) -> int:
    assert entry.max_concurrency is not None
    in_flight = _calls(entry).filter(outcome=CallOutcome.OPEN)
    of_run: dict[UUID, int] = {}
    for run_id in in_flight.values_list("run_id", flat=True):
        of_run[run_id] = of_run.get(run_id, 0) + 1
    share = ceil(entry.max_concurrency / wanted_by)
    return min(entry.max_concurrency - sum(of_run.values()), share - of_run.get(run.pk, 0))


def _this_minute(entry: AllowlistEntry, *, now: datetime) -> Room:
    """Exactly: the calls that started in the last 60 seconds."""
    limit = entry.requests_per_minute
    assert limit is not None
    started = _calls(entry).filter(started_at__gt=now - MINUTE).order_by("-started_at")
    latest = list(started.values_list("started_at", flat=True)[:limit])
    if len(latest) < limit:
        return Room(calls=limit - len(latest))
    return Room(calls=0, opens_at=latest[-1] + MINUTE if latest else now + MINUTE)


def _calls(entry: AllowlistEntry) -> QuerySet[ProviderCall]:
    return ProviderCall.objects.filter(
        organization_id=entry.organization_id, provider=entry.provider
    )


def _limits(entry: AllowlistEntry) -> bool:
    limits = (entry.max_concurrency, entry.requests_per_minute, entry.monthly_budget_usd)
    return any(limit is not None for limit in limits)
