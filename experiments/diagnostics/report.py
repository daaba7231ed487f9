"""The whole of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from experiments.diagnostics.calls import (
    Calls,
    Spend,
    StageCalls,
    calls_of,
    rate_limit_seconds,
    spend,
    whole,
)
from experiments.diagnostics.stages import Failure, StageRows, failures, stage_rows
from experiments.diagnostics.standing import (
    BlockedCredential,
    BreakerState,
    Worker,
    blocked_of,
    breakers_of,
    workers_of,
)
from experiments.models import Run
from experiments.work.stage import stages


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    rows: StageRows
    calls: StageCalls
    rate_limit_seconds: float
    queue_age_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostics:
    run: Run
    computed_at: datetime
    stages: tuple[StageReport, ...]
    failures: tuple[Failure, ...]
    calls: tuple[Calls, ...]
    breakers: tuple[BreakerState, ...]
    blocked_credentials: tuple[BlockedCredential, ...]
    workers: tuple[Worker, ...]
    spend: Spend


def diagnose(run: Run) -> Diagnostics:
    """As it stands now. No text of an error, an answer or a judge is in it."""
    now = timezone.now()
    calls = calls_of(run)
    waited = rate_limit_seconds(run)
    return Diagnostics(
        run=run,
        computed_at=now,
        stages=tuple(
            _report(
                stage_rows(stage, run, now=now),
                calls=whole(calls, stage=stage.name),
                waited=waited.get(stage.name, 0.0),
                now=now,
            )
            for stage in stages()
        ),
        failures=tuple(each for stage in stages() for each in failures(stage, run)),
        calls=tuple(calls),
        breakers=tuple(breakers_of(run, now=now)),
        blocked_credentials=tuple(blocked_of(run)),
        workers=tuple(workers_of(run, now=now)),
        spend=spend(run, calls),
    )


def _report(rows: StageRows, *, calls: StageCalls, waited: float, now: datetime) -> StageReport:
    since = rows.due_since
    return StageReport(
        rows=rows,
        calls=calls,
        rate_limit_seconds=waited,
        queue_age_seconds=(now - since).total_seconds() if since else None,
    )
