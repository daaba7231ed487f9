"""What a running run did lately: at what pace its stages go, and what failed last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from experiments.models import Run
from experiments.states import WorkState
from experiments.work.stage import Stage, stages

WINDOW = timedelta(minutes=1)
SHORTEST = timedelta(seconds=2)  # before that there is no pace to speak of
SHOWN = 5  # reasons of each stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many rows of each stage ended within the last so many seconds."""

    seconds: float
    ended: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestFailure:
    """Rows of a stage that ended failed for one reason, and when the last of them did."""

    stage: str
    error_code: str
    n: int
    last_at: datetime | None


def pace_of(run: Run, *, now: datetime) -> Pace:
    """One query for each stage."""
    since = max(now - WINDOW, run.started_at)
    span = max(now - since, SHORTEST)
    ended = {
        stage.name: stage.rows().filter(run=run, finished_at__gte=since).count()
        for stage in stages()
    }
    return Pace(seconds=span.total_seconds(), ended=ended)


def latest_failures(run: Run) -> list[LatestFailure]:
    """By stage, the latest reason first; one query for each stage."""
    return [failure for stage in stages() for failure in _latest(stage, run)]


def _latest(stage: Stage, run: Run) -> list[LatestFailure]:
    rows = stage.rows().filter(run=run, state=WorkState.FAILED).values_list("error_code")
    grouped = rows.annotate(n=Count("id"), last_at=Max("finished_at"))
    return [
        LatestFailure(stage=stage.name, error_code=code, n=n, last_at=last_at)
        for code, n, last_at in grouped.order_by("-last_at", "error_code")[:SHOWN]
    ]
