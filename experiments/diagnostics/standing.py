"""What stands in the way of a run, and who works on it at the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from experiments.models import ProviderCall, Run, WorkerBeat
from providers.models import Breaker, Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerState:
    """`state` is open (nothing is called before `open_until`), probing (one call at a time) or
    closed. `error_code` is what opened it."""

    connection: str
    provider: str
    state: str
    error_code: str
    trips: int
    opened_at: datetime | None
    open_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A drain. `silent` ones were not heard of for a lease: their rows go to others."""

    stage: str
    host: str
    pid: int
    slots: int
    in_flight: int
    started_at: datetime
    seen_at: datetime
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedCredential:
    """Refused by its provider: nothing more is called through the connection in this run."""

    connection: str | None
    connection_id: str
    error_code: str


def breakers_of(run: Run, *, now: datetime) -> list[BreakerState]:
    """Of the connections of its arms, and of those that its calls went through."""
    called = ProviderCall.objects.filter(run=run).order_by().values("connection_id").distinct()
    mine = Q(connection__in=run.arms.values("connection")) | Q(connection_id__in=called)
    rows = Breaker.objects.filter(mine, opened_at__isnull=False).select_related("connection")
    in_organization = rows.filter(connection__organization=run.experiment.organization_id)
    return [_state(each, now=now) for each in in_organization.order_by("connection__name")]


def workers_of(run: Run, *, now: datetime) -> list[Worker]:
    alive = now - timedelta(seconds=settings.LEASE_SECONDS)
    return [
        Worker(
            stage=beat.stage,
            host=beat.host,
            pid=beat.pid,
            slots=beat.slots,
            in_flight=beat.in_flight,
            started_at=beat.started_at,
            seen_at=beat.seen_at,
            silent=beat.seen_at < alive,
        )
        for beat in WorkerBeat.objects.filter(run=run)
    ]


def blocked_of(run: Run) -> list[BlockedCredential]:
    blocked: Mapping[str, str] = run.blocked_credentials
    mine = Connection.objects.filter(organization=run.experiment.organization_id)
    names = {str(pk): name for pk, name in mine.values_list("pk", "name")} if blocked else {}
    return [
        BlockedCredential(connection=names.get(each), connection_id=each, error_code=code)
        for each, code in sorted(blocked.items())
    ]


def _state(breaker: Breaker, *, now: datetime) -> BreakerState:
    connection, until = breaker.connection, breaker.open_until
    state = "closed" if until is None else "open" if until > now else "probing"
    return BreakerState(
        connection=connection.name,
        provider=connection.provider,
        state=state,
        error_code=breaker.error_code,
        trips=breaker.trips,
        opened_at=breaker.opened_at,
        open_until=until,
    )
