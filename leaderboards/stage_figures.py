"""How the stages of a run fared: counts, retries, latencies."""

from typing import Any

import numpy as np
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work.stage import stages

QUANTILES = (0.5, 0.9, 0.99)


def attempt_counts(run: Run) -> dict[str, Any]:
    rows = Attempt.objects.filter(run=run)
    by_state = dict(rows.values_list("state").annotate(n=Count("id")).order_by())
    failed = rows.filter(state=WorkState.FAILED)
    by_code = failed.values_list("error_code").annotate(n=Count("id")).order_by("error_code")
    return {
        "total": sum(by_state.values()),
        "succeeded": by_state.get(WorkState.SUCCEEDED, 0),
        "failed": by_state.get(WorkState.FAILED, 0),
        "cancelled": by_state.get(WorkState.CANCELLED, 0),
        "by_error_code": dict(by_code),
    }


def stage_figures(run: Run) -> dict[str, Any]:
    """For each stage: rows, failures, calls beyond the first, and percentiles of latency."""
    return {stage.name: _figures(stage.rows().filter(run=run)) for stage in stages()}


def _figures(rows: QuerySet[Any]) -> dict[str, Any]:
    counts = rows.aggregate(
        n=Count("id"),
        failed=Count("id", filter=Q(state=WorkState.FAILED)),
        retries=Sum(Greatest(F("provider_calls") - 1, 0)),
    )
    return {
        "n": counts["n"],
        "failed": counts["failed"],
        "retries": counts["retries"] or 0,
        "latency_ms": _percentiles(_latencies(rows)),
    }


def _latencies(rows: QuerySet[Any]) -> list[float]:
    """Of the call where the stage makes one, else from start to end. Milliseconds."""
    if any(field.name == "latency_ms" for field in rows.model._meta.concrete_fields):
        return list(rows.exclude(latency_ms=None).values_list("latency_ms", flat=True))
    spans = rows.exclude(started_at=None).exclude(finished_at=None)
    pairs = spans.values_list("started_at", "finished_at")
    return [(ended - started).total_seconds() * 1000 for started, ended in pairs]


def _percentiles(latencies: list[float]) -> dict[str, float | None]:
    names = [f"p{round(q * 100)}" for q in QUANTILES]
    if not latencies:
        return dict.fromkeys(names)
    return dict(zip(names, map(float, np.quantile(latencies, QUANTILES)), strict=True))
