"""How far a run is: counts by stage and state, in one query per stage."""

from dataclasses import dataclass

from django.db.models import Count

from experiments.models import Run
from experiments.states import TERMINAL, RunState
from experiments.work.stage import Stage, stages


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    stage: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return sum(self.counts.get(state, 0) for state in TERMINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    state: RunState
    paused: bool = False
    stages: tuple[StageProgress, ...]


def progress_of(run: Run) -> Progress:
    state, paused_at = Run.worked.values_list("state", "paused_at").get(pk=run.pk)
    return Progress(
        state=RunState(state),
        paused=paused_at is not None,
        stages=tuple(
            StageProgress(stage=stage.name, counts=_counts(stage, run)) for stage in stages()
        ),
    )


def _counts(stage: Stage, run: Run) -> dict[str, int]:
    rows = stage.rows().filter(run=run).values_list("state")
    return dict(rows.annotate(n=Count("id")).order_by())
