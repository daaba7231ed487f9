"""The circuit breaker of a connection: while its provider is of no use, nothing is claimed for it.

It is opened by the ledger: by INFRASTRUCTURE failures among the last WINDOW calls, by limits that
most of them met, or by nothing but USELESS ones among those that began last. Open means "do not
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
from experiments.work.stage import Outcome
from providers.codes import ErrorCode
from providers.models import Breaker, Connection

WINDOW, LEAST = 20, 10
LATEST, LEAST_WITHOUT_EXCEPTION = 8, 5
SHARE = 0.5
# A quota, a refusal or a bad request tells that the provider is there.
INFRASTRUCTURE = frozenset(
    {ErrorCode.TIMEOUT, ErrorCode.CONNECTION_ERROR, ErrorCode.PROVIDER_UNAVAILABLE}
)
# What a provider that works says now and then, too; one that says nothing else does not work.
USELESS = INFRASTRUCTURE | {
    ErrorCode.RATE_LIMITED,
    ErrorCode.NO_PROVIDER,
    ErrorCode.INVALID_RESPONSE,
}
FIRST_PAUSE, SHORT_PAUSE, LONG_PAUSE = 1.0, 10.0, 60.0  # seconds
SHORT_TRIPS = 40  # so often the pause stays short: about five minutes
LONGEST_WAIT = 120.0  # seconds that a Retry-After may hold up a whole connection
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
    """Those that are not closed, by connection."""
    return Breaker.objects.filter(open_until__isnull=False).in_bulk(list(connection_ids))


def begin_probe(connection_id: UUID, *, now: datetime, until: datetime) -> bool:
    """Take the one probe of a breaker whose pause is over; False where somebody else has it."""
    free = Q(probe_until__isnull=True) | Q(probe_until__lte=now)
    waiting = Breaker.objects.filter(free, connection_id=connection_id, open_until__lte=now)
    return bool(waiting.update(probe_until=until))


def give_back_probes(calls: Iterable[ProviderCall]) -> None:
    """Nothing will come of these calls: where one was a probe, another may be made at once."""
    latest: dict[UUID, datetime] = {}
    for call in calls:
        if call.connection_id:
            before = latest.get(call.connection_id, call.started_at)
            latest[call.connection_id] = max(before, call.started_at)
    for connection_id, started_at in sorted(latest.items()):
        probed = Breaker.objects.filter(connection_id=connection_id, open_until__lte=started_at)
        probed.update(probe_until=None)


def note(
    outcomes: Mapping[UUID, Sequence[Outcome]], *, known: Iterable[UUID], now: datetime
) -> None:
    """Hold what came of calls, by connection, against their breakers.

    `known`: the connections whose breaker is not closed. Costs nothing where all went well.
    Runs in the record's transaction, after the ledger was closed.
    """
    open_ones = set(known)
    for connection_id, closed in sorted(outcomes.items()):
        if connection_id in open_ones or any(_is_useless(each) for each in closed):
            _note(connection_id, closed, now=now)


def _note(connection_id: UUID, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    breaker = _locked(connection_id)
    if breaker is None:
        return
    if breaker.open_until is None:
        if _is_down(breaker, told_to_wait=_wait_asked_for(outcomes) > 0):
            _open(breaker, outcomes, now=now)
        return
    probes = [each for each in outcomes if _call(each).started_at >= breaker.open_until]
    if any(_is_answered(probe) for probe in probes):
        _close(breaker, now=now)
    elif any(_is_useless(probe) for probe in probes):
        _open(breaker, probes, now=now)
    elif probes:  # our side cut it off, or it was never sent: the next one may go
        breaker.probe_until = None
        breaker.save(update_fields=["probe_until"])


def _locked(connection_id: UUID) -> Breaker | None:
    """None where the connection was deleted since it was called."""
    rows = Breaker.objects.select_for_update(no_key=True).filter(pk=connection_id)
    breaker: Breaker | None = rows.first()
    if breaker is None and Connection.objects.filter(pk=connection_id).exists():
        Breaker.objects.get_or_create(connection_id=connection_id)
        breaker = rows.first()
    return breaker


def _is_down(breaker: Breaker, *, told_to_wait: bool) -> bool:
    """Whether of the last 20 calls half failed for want of a provider, or met its limit and were
    told for how long; or the eight that began last were all useless, or as few as five if there
    are no more."""
    closed = ProviderCall.objects.filter(
        connection_id=breaker.connection_id,
        outcome__in=(CallOutcome.SUCCEEDED, CallOutcome.FAILED),
    )
    if breaker.closed_at:
        closed = closed.filter(started_at__gte=breaker.closed_at)
    latest = closed.order_by("-finished_at").values_list("started_at", "error_code")[:WINDOW]
    begun = sorted(latest)
    codes = [code for _, code in begun]
    failed = sum(code in INFRASTRUCTURE for code in codes)
    limited = codes.count(ErrorCode.RATE_LIMITED) if told_to_wait else 0
    if len(codes) >= LEAST and max(failed, limited) >= SHARE * len(codes):
        return True
    if len(codes) < LEAST_WITHOUT_EXCEPTION:
        return False
    since, _ = begun[-LATEST:][0]  # what began before it has answers from before the outage
    return all(code in USELESS for started_at, code in begun if started_at >= since)


def _open(breaker: Breaker, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    breaker.trips += 1
    breaker.opened_at = breaker.opened_at if breaker.open_until else now
    pause = max(pause_seconds(breaker.trips, jitter=_jitter), _wait_asked_for(outcomes))
    breaker.open_until = now + timedelta(seconds=pause)
    breaker.probe_until = None
    failed = [_call(each).error_code for each in outcomes if _is_useless(each)]
    breaker.error_code = failed[-1] if failed else breaker.error_code
    breaker.save()


def _close(breaker: Breaker, *, now: datetime) -> None:
    breaker.opened_at = breaker.open_until = breaker.probe_until = None
    breaker.closed_at, breaker.trips, breaker.error_code = now, 0, ""
    breaker.save()


def pause_seconds(trips: int, *, jitter: random.Random) -> float:
    """How long after its n-th failure in a row a provider is left alone: doubling from a second,
    equal jitter, up to ten seconds for the first forty and up to a minute from then on."""
    cap = SHORT_PAUSE if trips <= SHORT_TRIPS else LONG_PAUSE
    pause = min(cap, FIRST_PAUSE * 2 ** min(trips - 1, 10))
    return pause * jitter.uniform(0.5, 1.0)


def _wait_asked_for(outcomes: Iterable[Outcome]) -> float:
    """Seconds; 0 where no limit that was met said for how long."""
    waits = (
        each.error.retry_after or 0.0
        for each in outcomes
        if each.error and each.error.code == ErrorCode.RATE_LIMITED
    )
    return min(LONGEST_WAIT, max(waits, default=0.0))


def _call(outcome: Outcome) -> ProviderCall:
    assert outcome.job.call is not None
    return outcome.job.call


def _is_useless(outcome: Outcome) -> bool:
    call = _call(outcome)
    return call.outcome == CallOutcome.FAILED and call.error_code in USELESS


def _is_answered(outcome: Outcome) -> bool:
    """It came back, whatever with; a fault of our own says nothing of the provider."""
    call = _call(outcome)
    done = call.outcome in (CallOutcome.SUCCEEDED, CallOutcome.FAILED)
    return done and call.error_code not in USELESS | {ErrorCode.INTERNAL_ERROR}
