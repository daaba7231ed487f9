"""Whose turn it is to reconcile: one at a time over all processes, for as long as it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from experiments.models import Reconciling


@dataclass(slots=True)
class Turn:
    """`sweeps`: whether leases that ran out are to be taken."""

    until: datetime
    sweeps: bool


def begin() -> Turn | None:
    """None where another one is at it. One that goes silent loses its turn after a lease.

    After a silence leases are spared for as long as one lasts: workers that live could not prolong
    theirs, and do so first.
    """
    now = timezone.now()
    Reconciling.objects.get_or_create(pk=1, defaults={"last_at": now, "sweep_after": now})
    with transaction.atomic():
        row = Reconciling.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if row is None or (row.busy_until and row.busy_until > now):
            return None
        if now - row.last_at > _silence():
            row.sweep_after = now + _lease()
        row.last_at, row.busy_until = now, now + _lease()
        row.save()
    return Turn(until=row.busy_until, sweeps=row.sweep_after <= now)


def go_on(turn: Turn) -> bool:
    """Say that it goes on; False where it took too long and another one has begun."""
    now = timezone.now()
    if turn.until - now > _lease() / 2:
        return True
    return _stamp(turn, now=now, until=now + _lease())


def end(turn: Turn) -> None:
    _stamp(turn, now=timezone.now(), until=None)


def _stamp(turn: Turn, *, now: datetime, until: datetime | None) -> bool:
    mine = Reconciling.objects.filter(pk=1, busy_until=turn.until)
    turn.until = until or turn.until
    return bool(mine.update(last_at=now, busy_until=until))


def _silence() -> timedelta:
    """So long without a reconciliation is no mere interval: leases may have run out meanwhile."""
    return max(_lease() / 2, timedelta(seconds=2 * settings.RECONCILE_SECONDS))


def _lease() -> timedelta:
    return timedelta(seconds=settings.LEASE_SECONDS)
