"""Rows that wait for a store of credentials: one that does not answer may do so in a while.

They are neither claimed nor called meanwhile, and fail when they have waited for LONGEST_SECONDS
since they first met the silence. Until when is kept in the row, so that it holds whichever worker
meets it next; the next claim ends it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When

from providers.credentials.kept import STALE_SECONDS

AGAIN_SECONDS = 15.0  # longer than a drain naps: meanwhile its process is free for others
LONGEST_SECONDS = STALE_SECONDS


def put_off(pending: QuerySet[Any], *, now: datetime) -> None:
    """Those of these rows that could be claimed now wait; it is no call, and no attempt at one."""
    until = Value(now + timedelta(seconds=LONGEST_SECONDS), output_field=DateTimeField())
    pending.filter(available_at__lte=now).update(
        waits_until=Case(When(_waits(now=now), then=F("waits_until")), default=until),
        available_at=now + timedelta(seconds=AGAIN_SECONDS),
    )


def waited_out(*, now: datetime) -> Q:
    """Rows that could be claimed now and have waited for as long as they may."""
    return _waits(now=now) & Q(available_at__lte=now, waits_until__lte=now)


def _waits(*, now: datetime) -> Q:
    """Rows that were put off of late: one that could be claimed for long since, and was not put
    off again, had its store back in the meantime."""
    recently = now - timedelta(seconds=LONGEST_SECONDS)
    return Q(waits_until__isnull=False, available_at__gt=recently)
