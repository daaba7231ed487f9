"""How the stages of a run fared: counts, retries, latencies."""

from dataclasses import asdict
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from experiments.diagnostics.percentiles import latencies
from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work.stage import stages


def attempt_counts(run: Run) -> dict[str, Any]:
    rows = Attempt.objects.filter(run=run)
    by_state = dict(rows.values_list("state").annotate(n=Count("id")).order_by())
    failed = rows.filter(state=WorkState.FAILED)
    coded = failed.exclude(error_code="")  # those from elsewhere may have none
    by_code = coded.values_list("error_code").annotate(n=Count("id")).order_by("error_code")
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
        "latency_ms": asdict(latencies(rows)),
    }
