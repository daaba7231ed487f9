"""What an organisation's allowlist says of a provider, counted over all of its runs.

The ledger is what is counted: a call is in flight while it is open, and was made when it started.
The allowlist's entry is locked meanwhile, so that two claims never count the same room.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from experiments.models import Attempt, ProviderCall, Run
from experiments.states import CallOutcome, RunState, WorkState
from providers.models import AllowlistEntry

MINUTE = timedelta(seconds=60)
# Retries are a share of the latest calls (Google, "Site Reliability Engineering", ch. 21: a tenth).
# Ours is a fifth: a provider that fails one call in seven is still worth its run. So many are
# always free within the window: neither a small run nor the tail of a large one is starved.
RETRY_WINDOW, RETRY_SHARE, RETRY_FLOOR = timedelta(seconds=10), 0.2, 20
UNLIMITED = 1_000_000
_OPEN = Q(outcome=CallOutcome.OPEN)


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


def room_of(entry: AllowlistEntry, *, run: Run, waiting: Mapping[UUID, int], now: datetime) -> Room:
    """Calls that the provider may be sent now for this run. `waiting`: how many rows each of the
    other runs has for it."""
    calls = UNLIMITED
    if entry.max_concurrency is not None:
        in_flight = Counter(_calls(entry).filter(_OPEN).values_list("run_id", flat=True))
        calls = fair_share(entry.max_concurrency, run.pk, in_flight=in_flight, waiting=waiting)
    if entry.requests_per_minute is None or calls <= 0:
        return Room(calls=max(0, calls))
    this_minute = _this_minute(entry, now=now)
    return Room(calls=max(0, min(calls, this_minute.calls)), opens_at=this_minute.opens_at)


def fair_share(
    limit: int, run_id: UUID, *, in_flight: Mapping[UUID, int], waiting: Mapping[UUID, int]
) -> int:
    """How many more calls a run may start under a limit that others share: its equal part of it,
    and what the others leave over."""
    others = ({*in_flight} | {*waiting}) - {run_id}
    part = ceil(limit / (1 + len(others)))
    left = limit - sum(in_flight.values())
    kept = sum(
        max(0, min(part - in_flight.get(other, 0), waiting.get(other, 0))) for other in others
    )
    return min(left, max(left - kept, part - in_flight.get(run_id, 0)))


def retries_left(entry: AllowlistEntry, *, now: datetime) -> int:
    """How many more of the provider's calls may be retries."""
    made = _calls(entry).filter(started_at__gt=now - RETRY_WINDOW)
    allowed = max(RETRY_FLOOR, int(RETRY_SHARE * made.count()))
    return max(0, allowed - made.filter(retry=True).count())


def waiting_elsewhere(entry: AllowlistEntry, *, run: Run, now: datetime) -> dict[UUID, int]:
    """How many attempts the organisation's other runs could send to the provider now."""
    running = Run.objects.filter(
        experiment__organization_id=entry.organization_id, state=RunState.RUNNING, paused_at=None
    ).exclude(pk=run.pk)
    rows = Attempt.objects.filter(
        run__in=running,
        state=WorkState.PENDING,
        available_at__lte=now,
        arm__provider=entry.provider,
    )
    return dict(rows.values_list("run").annotate(Count("id")))


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
