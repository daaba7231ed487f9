"""How the rows of one stage stand, and for what they failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import RowNumber

from experiments.diagnostics.percentiles import Percentiles, latencies
from experiments.models import Attempt, Run
from experiments.queries import Counts
from experiments.states import WorkState
from experiments.work.stage import Stage
from providers.codes import ErrorCode

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRows:
    """`due` of those pending wait for a slot, a limit or a breaker, the first of them since
    `due_since`; `rate_limited` wait because their provider said so."""

    stage: str
    counts: Counts
    due: int
    due_since: datetime | None
    rate_limited: int
    interruptions: int
    latency_ms: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Rows that ended failed for one reason. `provider` is None where none is asked. `examples`
    are attempts."""

    stage: str
    provider: str | None
    error_code: str
    n: int
    examples: tuple[UUID, ...]


def stage_rows(stage: Stage, run: Run, *, now: datetime) -> StageRows:
    rows = stage.rows().filter(run=run)
    found = rows.aggregate(**_wanted(now))
    return StageRows(
        stage=stage.name,
        counts=Counts(**{state: found[state] for state in WorkState.values}),
        due=found["due"],
        due_since=found["due_since"],
        rate_limited=found["rate_limited"],
        interruptions=found["lost"] or 0,
        latency_ms=latencies(rows),
    )


def failures(stage: Stage, run: Run) -> list[Failure]:
    """The most frequent first."""
    by_reason: dict[tuple[str, str], list[Any]] = {}
    for row in _examples(stage, run):
        by_reason.setdefault((row["provider"], row["error_code"]), []).append(row)
    found = [
        _failure(stage, provider, code, rows=rows) for (provider, code), rows in by_reason.items()
    ]
    return sorted(found, key=lambda each: (-each.n, each.provider or "", each.error_code))


def _wanted(now: datetime) -> dict[str, Any]:
    due = Q(state=WorkState.PENDING, available_at__lte=now)
    waits = Q(state=WorkState.PENDING, error_code=ErrorCode.RATE_LIMITED)
    counts = {state: Count("id", filter=Q(state=state)) for state in WorkState.values}
    return counts | {
        "due": Count("id", filter=due),
        "due_since": Min("available_at", filter=due),
        "rate_limited": Count("id", filter=waits),
        "lost": Sum("interruptions"),
    }


def _examples(stage: Stage, run: Run) -> QuerySet[Any, Any]:
    """The first few rows of each reason, each with how many there are."""
    reason = ["provider", "error_code"]
    provider = F(stage.provider_path) if stage.provider_path else Value("")
    attempt = "pk" if stage.model is Attempt else "attempt_id"
    rows = stage.rows().filter(run=run, state=WorkState.FAILED)
    numbered = rows.annotate(provider=provider).annotate(
        n=Window(Count("id"), partition_by=reason),
        place=Window(RowNumber(), partition_by=reason, order_by="id"),
        attempt_pk=F(attempt),
    )
    return numbered.filter(place__lte=EXAMPLES).values(*reason, "n", "attempt_pk").order_by("place")


def _failure(stage: Stage, provider: str, code: str, *, rows: Sequence[Any]) -> Failure:
    return Failure(
        stage=stage.name,
        provider=provider or None,
        error_code=code,
        n=rows[0]["n"],
        examples=tuple(row["attempt_pk"] for row in rows),
    )
