"""How the work stands at this moment, asked of the database when Prometheus comes: over all
processes and all organisations, in as many queries as there are stages, and a few."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from experiments.models import Run, WorkerBeat
from experiments.states import RunState, WorkState
from experiments.work.meters import provider_label
from experiments.work.stage import stages
from providers.kinds import ProviderKind
from providers.models import Breaker

logger = logging.getLogger(__name__)
OPEN, PROBING = BREAKER_STATES = ("open", "probing")


def standing() -> CollectorRegistry:
    found = CollectorRegistry()
    found.register(_Standing())
    return found


class _Standing(Collector):
    def describe(self) -> Iterable[Any]:
        """Nothing in advance: that would ask the database."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("bakeoff_database_up", "Whether the database answered.")
        try:
            families = [*_work(), _runs(), *_drains(), _breakers()]
        except Error:
            logger.warning("The database did not answer", exc_info=True)
            families = []
        up.add_metric([], 1 if families else 0)
        yield from [up, *families]


def _work() -> list[GaugeMetricFamily]:
    """By stage, two queries each: its partial indexes are for one state each."""
    items = GaugeMetricFamily(
        "bakeoff_work_items", "Rows that wait or run.", labels=["stage", "state"]
    )
    age = GaugeMetricFamily(
        "bakeoff_queue_age_seconds",
        "For how long the row has been due that has waited longest, of runs that are not paused.",
        labels=["stage"],
    )
    now = timezone.now()
    for stage in stages():
        rows = stage.model._default_manager
        pending = rows.filter(state=WorkState.PENDING).aggregate(n=Count("id"), since=_since(now))
        running = rows.filter(state=WorkState.RUNNING).count()
        items.add_metric([stage.name, WorkState.PENDING.value], pending["n"])
        items.add_metric([stage.name, WorkState.RUNNING.value], running)
        age.add_metric([stage.name], _seconds(pending["since"], now=now))
    return [items, age]


def _since(now: datetime) -> Min:
    due = Q(available_at__lte=now, run__state=RunState.RUNNING, run__paused_at=None)
    return Min("available_at", filter=due)


def _seconds(since: datetime | None, *, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


def _runs() -> GaugeMetricFamily:
    family = GaugeMetricFamily("bakeoff_runs", "Runs that go on.", labels=["state"])
    counted = Run.worked.filter(state=RunState.RUNNING).aggregate(
        running=Count("id", filter=Q(paused_at=None)),
        paused=Count("id", filter=Q(paused_at__isnull=False)),
    )
    for state, n in counted.items():
        family.add_metric([state], n)
    return family


def _drains() -> list[GaugeMetricFamily]:
    """Those that were seen within a lease."""
    families = {
        "n": GaugeMetricFamily("bakeoff_drains", "Drains at work.", labels=["stage"]),
        "held": GaugeMetricFamily("bakeoff_drain_slots", "Their slots.", labels=["stage"]),
        "busy": GaugeMetricFamily("bakeoff_in_flight", "Jobs in them.", labels=["stage"]),
    }
    alive = timezone.now() - timedelta(seconds=settings.LEASE_SECONDS)
    rows = WorkerBeat.objects.filter(seen_at__gte=alive).order_by().values("stage")
    counted = rows.annotate(n=Count("id"), held=Sum("slots"), busy=Sum("in_flight"))
    found: dict[str, Any] = {row["stage"]: row for row in counted}
    for stage in stages():
        for name, family in families.items():
            family.add_metric([stage.name], found.get(stage.name, {}).get(name, 0))
    return list(families.values())


def _breakers() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "bakeoff_breakers",
        "Connections that are not called now (open), or are being tried again (probing).",
        labels=["provider", "state"],
    )
    now = timezone.now()
    rows = Breaker.objects.filter(open_until__isnull=False)
    counted = Counter(
        (provider_label(provider), OPEN if until and until > now else PROBING)
        for provider, until in rows.values_list("connection__provider", "open_until")
    )
    for kind in ProviderKind.values:
        for state in BREAKER_STATES:
            family.add_metric([kind, state], counted[kind, state])
    return family
