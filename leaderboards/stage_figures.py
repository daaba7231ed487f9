"""How the stages of a run fared: counts, retries, latencies."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from experiments.diagnostics.percentiles import latencies
from experiments.models import Attempt, Run
from experiments.states import WorkState
from experiments.work.stage import stages
from leaderboards.statistics.flags import flag


def attempt_counts(run: Run) -> dict[str, Any]:
    rows = Attempt.objects.filter(run=run)
    by_state = dict(rows.values_list("state").annotate(n=Count("id")).order_by())
    return {
        "total": sum(by_state.values()),
        "succeeded": by_state.get(WorkState.SUCCEEDED, 0),
        "failed": by_state.get(WorkState.FAILED, 0),
        "cancelled": by_state.get(WorkState.CANCELLED, 0),
        "by_error_code": _by_error_code(rows),
    }


def stage_figures(run: Run) -> dict[str, Any]:
    """For each stage: rows, failures by code, calls beyond the first, percentiles of latency."""
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
        "by_error_code": _by_error_code(rows),
        "retries": counts["retries"] or 0,
        "latency_ms": asdict(latencies(rows)),
    }


def judging_flags(stages: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of the run as a whole, where judging was tried and brought no score."""
    judging = stages.get("evaluation", {})
    if not judging.get("n") or judging["failed"] < judging["n"]:
        return []
    return [flag("judging_failed", observed=judging["failed"], threshold=0)]


def _by_error_code(rows: QuerySet[Any]) -> dict[str, int]:
    failed = rows.filter(state=WorkState.FAILED).exclude(error_code="")  # an import may have none
    by_code = failed.values_list("error_code").annotate(n=Count("id"))
    return dict(by_code.order_by("error_code"))
