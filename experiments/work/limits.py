"""What an organisation's allowlist says of a provider, counted over all of its runs.

The ledger is what is counted: a call is in flight while it is open, and was made when it started.
The allowlist's entry is locked meanwhile, so that two claims never count the same room.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, QuerySet

from experiments.models import ProviderCall
from experiments.states import CallOutcome
from providers.models import AllowlistEntry

# A provider counts calls as they come, we as they are claimed, some moments before: a call that
# was slow to set out and one that was not may come closer together by as much.
SETTING_OUT = timedelta(seconds=1)
MINUTE = timedelta(seconds=60) + SETTING_OUT
# Retries are a share of the latest calls (Google, "Site Reliability Engineering", ch. 21: a tenth).
# Ours is a fifth: a provider that fails one call in seven is still worth its run. So many are
# always free within the window: neither a small run nor the tail of a large one is starved.
RETRY_WINDOW, RETRY_SHARE, RETRY_FLOOR = timedelta(seconds=10), 0.2, 20
UNLIMITED = 1_000_000
Party = tuple[UUID, str]  # a run, and one of its stages
Key = TypeVar("Key", bound=Hashable)


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


def room_of(
    entry: AllowlistEntry, *, party: Party, waiting: Mapping[Party, int], now: datetime
) -> Room:
    """Calls that the provider may be sent now for this party. `waiting`: how many more each of the
    others could make of it."""
    calls = UNLIMITED
    if entry.max_concurrency is not None:
        calls = _share(entry.max_concurrency, party, in_flight=_in_flight(entry), waiting=waiting)
    if entry.requests_per_minute is None or calls <= 0:
        return Room(calls=max(0, calls))
    this_minute = _this_minute(entry, limit=entry.requests_per_minute, now=now)
    return Room(calls=max(0, min(calls, this_minute.calls)), opens_at=this_minute.opens_at)


def fair_share(
    limit: int, own: Key, *, in_flight: Mapping[Key, int], waiting: Mapping[Key, int]
) -> int:
    """How many more calls one may start under a limit that others share: its equal part of it,
    and what the others leave over."""
    others = ({*in_flight} | {*waiting}) - {own}
    part = ceil(limit / (1 + len(others)))
    left = limit - sum(in_flight.values())
    kept = sum(
        max(0, min(part - in_flight.get(other, 0), waiting.get(other, 0))) for other in others
    )
    return min(left, max(left - kept, part - in_flight.get(own, 0)))


def retries_left(entry: AllowlistEntry, *, now: datetime) -> int:
    """How many more of the provider's calls may be retries."""
    made = _calls(entry).filter(started_at__gt=now - RETRY_WINDOW)
    allowed = max(RETRY_FLOOR, int(RETRY_SHARE * made.count()))
    return max(0, allowed - made.filter(retry=True).count())


def _share(
    limit: int, party: Party, *, in_flight: Mapping[Party, int], waiting: Mapping[Party, int]
) -> int:
    """Runs share the limit, and the stages of a run what is the run's."""
    run_id, _ = party
    of_run = fair_share(limit, run_id, in_flight=_by_run(in_flight), waiting=_by_run(waiting))
    inside = {each: n for each, n in in_flight.items() if each[0] == run_id}
    beside = {each: n for each, n in waiting.items() if each[0] == run_id}
    return fair_share(sum(inside.values()) + of_run, party, in_flight=inside, waiting=beside)


def _by_run(counted: Mapping[Party, int]) -> Counter[UUID]:
    runs: Counter[UUID] = Counter()
    for (run_id, _), n in counted.items():
        runs[run_id] += n
    return runs


def _in_flight(entry: AllowlistEntry) -> dict[Party, int]:
    open_calls = _calls(entry).filter(outcome=CallOutcome.OPEN).order_by()
    counted = open_calls.values_list("run_id", "stage").annotate(n=Count("pk"))
    return {(run_id, stage): n for run_id, stage, n in counted}


def _this_minute(entry: AllowlistEntry, *, limit: int, now: datetime) -> Room:
    """The calls that may have come to the provider in its last 60 seconds."""
    started = _calls(entry).filter(started_at__gt=now - MINUTE).order_by("-started_at")
    made = started[:limit].count()
    if made < limit:
        return Room(calls=limit - made)
    first = started.values_list("started_at", flat=True)[limit - 1 : limit].first()
    return Room(calls=0, opens_at=(first or now) + MINUTE)


def _calls(entry: AllowlistEntry) -> QuerySet[ProviderCall]:
    return ProviderCall.objects.filter(
        organization_id=entry.organization_id, provider=entry.provider
    )


def _limits(entry: AllowlistEntry) -> bool:
    limits = (entry.max_concurrency, entry.requests_per_minute, entry.monthly_budget_usd)
    return any(limit is not None for limit in limits)
