"""What a process counts of its own work, for Prometheus.

Labels have few values by construction: stages, kinds of provider, states, outcomes and codes that
are spelled in this program. No id, name, model or text becomes one, so that no figure is about one
organisation. What waits or runs at the moment is not counted here but asked of the database: see
`experiments.gauges`.
"""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.multiprocess import MultiProcessCollector

from experiments.models import ProviderCall
from experiments.states import CallOutcome
from providers.kinds import ProviderKind

disable_created_metrics()

OTHER = "other"
KINDS = frozenset(ProviderKind.values)
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600)
AT = ["stage", "provider"]

CALLS = Counter(
    "bakeoff_provider_calls",
    "Provider calls closed in the ledger, by what became of them when they were first closed.",
    [*AT, "outcome", "code"],
)
RETRIES = Counter("bakeoff_retries", "Calls among them that follow one that failed.", AT)
SUPERSEDED = Counter(
    "bakeoff_superseded_results",
    "Results that came after their lease was lost: costed, and used for nothing.",
    AT,
)
SPEND = Counter(
    "bakeoff_spend_usd", "What calls are known to have cost, in US dollars.", ["provider"]
)
UNKNOWN_COST = Counter(
    "bakeoff_calls_of_unknown_cost", "Calls that were answered at an unknown price.", ["provider"]
)
LATENCY = Histogram(
    "bakeoff_stage_seconds",
    "A call from sending to its last byte or its failure; a validation from start to end.",
    ["stage"],
    buckets=SECONDS,
)
ENDED = Counter(
    "bakeoff_work_ended",
    "Attempts, validations and evaluations that came to their end, by how.",
    ["stage", "state", "code"],
)
LOST_CLAIMS = Counter(
    "bakeoff_lost_claims", "Claims whose worker went silent for a lease.", ["stage"]
)
RATE_LIMIT_WAITS = Counter(
    "bakeoff_rate_limit_waits", "Calls put off because the provider's rate limit said so.", AT
)
RATE_LIMIT_SECONDS = Counter(
    "bakeoff_rate_limit_wait_seconds", "For how long they were put off.", AT
)


def registry() -> CollectorRegistry:
    """All that this process counts; with PROMETHEUS_MULTIPROC_DIR, all that the processes that
    share the directory do."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def provider_label(provider: str) -> str:
    return provider if provider in KINDS else OTHER


def count_calls(calls: Iterable[ProviderCall]) -> None:
    """Calls as they were closed. One that was `ambiguous` is counted as such; what it brings when
    it is superseded adds its cost only."""
    for call in calls:
        at = (call.stage, provider_label(call.provider))
        if call.outcome == CallOutcome.SUPERSEDED:
            _of(SUPERSEDED, *at).inc()
        else:
            _of(CALLS, *at, str(call.outcome), str(call.error_code)).inc()
            if call.retry:
                _of(RETRIES, *at).inc()
            _observe(call)
        _spend(call, provider=at[1])


@cache
def _of(metric: Any, *labels: str) -> Any:
    """Looking them up each time would take most of the time that counting takes."""
    return metric.labels(*labels)


def _observe(call: ProviderCall) -> None:
    """Not what never left, nor what nobody waited for to the end."""
    if call.outcome not in (CallOutcome.SUCCEEDED, CallOutcome.FAILED) or not call.finished_at:
        return
    latency_ms = call.latency_ms
    seconds = max(0.0, (call.finished_at - call.started_at).total_seconds())
    _of(LATENCY, call.stage).observe(seconds if latency_ms is None else latency_ms / 1000)


def _spend(call: ProviderCall, *, provider: str) -> None:
    if call.cost_usd is not None:
        _of(SPEND, provider).inc(float(call.cost_usd))
    elif call.answered:
        _of(UNKNOWN_COST, provider).inc()


def observe_work(item: Any, *, stage: str) -> None:
    """A row that no call was made for."""
    if item.started_at and item.finished_at:
        seconds = (item.finished_at - item.started_at).total_seconds()
        _of(LATENCY, stage).observe(max(0.0, seconds))


def count_ended(stage: str, *, state: str, code: str, n: int) -> None:
    _of(ENDED, stage, state, code).inc(n)
