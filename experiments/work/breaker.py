"""The circuit breaker of a connection: while its provider is down, nothing is claimed for it.

It is opened by the ledger: INFRASTRUCTURE failures among the last WINDOW calls. Open means "do not
claim": attempts wait, and none of their calls is used up. After a pause one probe is claimed; an
answer closes the breaker, another failure opens it for longer.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from experiments.models import ProviderCall
from experiments.states import CallOutcome
from providers.codes import ErrorCode
from providers.models import Breaker

WINDOW, LEAST = 20, 10
SHARE = 0.5
# A quota, a refusal or a bad request tells that the provider is there.
INFRASTRUCTURE = frozenset(
    {ErrorCode.TIMEOUT, ErrorCode.CONNECTION_ERROR, ErrorCode.PROVIDER_UNAVAILABLE}
)
FIRST_PAUSE, SHORT_PAUSE, LONG_PAUSE = 1.0, 12.0, 60.0  # seconds
SHORT_TRIPS = 10  # so often the pause stays short: most outages are over by then
# Jitter spreads the probes of many connections; it keeps no secret.
_jitter = random.Random()  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """How many calls a breaker lets through now (None: any number), else from when on."""

    room: int | None = None
    opens_at: datetime | None = None


def gate_of(breaker: Breaker | None, *, now: datetime) -> Gate:
    if breaker is None or breaker.open_until is None:
        return Gate()
    closed_until = max(breaker.open_until, breaker.probe_until or breaker.open_until)
    return Gate(room=0, opens_at=closed_until) if now < closed_until else Gate(room=1)


def breakers_of(connection_ids: Iterable[UUID]) -> dict[UUID, Breaker]:
    """Those that were ever opened, by connection."""
    return Breaker.objects.in_bulk(list(connection_ids))


def begin_probe(connection_id: UUID, *, now: datetime, until: datetime) -> bool:
    """Take the one probe of a breaker whose pause is over; False where somebody else has it."""
    free = Q(probe_until__isnull=True) | Q(probe_until__lte=now)
    waiting = Breaker.objects.filter(free, connection_id=connection_id, open_until__lte=now)
    return bool(waiting.update(probe_until=until))


def note(
    calls: Mapping[UUID, Sequence[ProviderCall]], *, known: Iterable[UUID], now: datetime
) -> None:
    """Hold what came of these calls, by connection, against their breakers.

    `known`: the connections whose breaker is not closed. Costs nothing where all went well.
    Runs in the record's transaction, after the ledger was closed.
    """
    open_ones = set(known)
    for connection_id, closed in sorted(calls.items()):
        if connection_id in open_ones or any(_is_infrastructure(call) for call in closed):
            _note(connection_id, closed, now=now)


def _note(connection_id: UUID, calls: Sequence[ProviderCall], *, now: datetime) -> None:
    Breaker.objects.get_or_create(connection_id=connection_id)
    breaker = Breaker.objects.select_for_update(no_key=True).get(connection_id=connection_id)
    if breaker.open_until is None:
        if _is_down(breaker):
            _open(breaker, calls, now=now)
        return
    probes = [call for call in calls if call.started_at >= breaker.open_until]
    if any(_answered(call) for call in probes):
        _close(breaker, now=now)
    elif any(_is_infrastructure(call) for call in probes):
        _open(breaker, probes, now=now)


def _is_down(breaker: Breaker) -> bool:
    """Whether at least half of the last 20 calls failed for want of a provider."""
    closed = ProviderCall.objects.filter(
        connection_id=breaker.connection_id,
        outcome__in=(CallOutcome.SUCCEEDED, CallOutcome.FAILED),
    )
    if breaker.closed_at:
        closed = closed.filter(started_at__gte=breaker.closed_at)
    codes = list(closed.order_by("-finished_at").values_list("error_code", flat=True)[:WINDOW])
    failed = sum(code in INFRASTRUCTURE for code in codes)
    return len(codes) >= LEAST and failed >= SHARE * len(codes)


def _open(breaker: Breaker, calls: Sequence[ProviderCall], *, now: datetime) -> None:
    breaker.trips += 1
    breaker.opened_at = breaker.opened_at if breaker.open_until else now
    breaker.open_until = now + timedelta(seconds=pause_seconds(breaker.trips, jitter=_jitter))
    breaker.probe_until = None
    failed = [call.error_code for call in calls if _is_infrastructure(call)]
    breaker.error_code = failed[-1] if failed else breaker.error_code
    breaker.save()


def _close(breaker: Breaker, *, now: datetime) -> None:
    breaker.opened_at = breaker.open_until = breaker.probe_until = None
    breaker.closed_at, breaker.trips, breaker.error_code = now, 0, ""
    breaker.save()


def pause_seconds(trips: int, *, jitter: random.Random) -> float:
    """How long after its n-th failure in a row a provider is left alone: doubling from a second,
    equal jitter, under 12 seconds for the first ten and under a minute from then on."""
    cap = SHORT_PAUSE if trips <= SHORT_TRIPS else LONG_PAUSE
    pause = min(cap, FIRST_PAUSE * 2 ** min(trips - 1, 10))
    return pause * jitter.uniform(0.5, 1.0)


def _is_infrastructure(call: ProviderCall) -> bool:
    return call.outcome == CallOutcome.FAILED and call.error_code in INFRASTRUCTURE


def _answered(call: ProviderCall) -> bool:
    """It came back, whatever with."""
    done = call.outcome in (CallOutcome.SUCCEEDED, CallOutcome.FAILED)
    return done and call.error_code not in INFRASTRUCTURE
