"""The facts of a run as they would be read without any haste: row by row, rule by rule."""

from evaluation.queries import scores_of_run
from experiments.models import Attempt, Run, Validation
from experiments.states import WorkState
from leaderboards.statistics.facts import AttemptFact, RunFacts
from leaderboards.validations import counted_validations, result_of


def facts_row_by_row(run: Run) -> RunFacts:
    checked = counted_validations(Validation.objects.filter(run=run))
    scores = scores_of_run(run)
    rows = Attempt.objects.filter(run=run).select_related("arm", "task")
    return RunFacts.from_rows(fact_of(row, checked.get(row.pk), scores.get(row.pk)) for row in rows)


def fact_of(row, validation, score):
    result = result_of(validation)
    judged = ("quality", "risk", "confidence") if score else ()
    return AttemptFact(
        arm=row.arm.key,
        task=row.task.key,
        repeat=row.repeat,
        succeeded=row.state == WorkState.SUCCEEDED,
        error_code=row.error_code or None,
        validation_status=result.status,
        validation_score=result.score,
        latency_ms=row.latency_ms,
        cost_usd=row.cost_usd,
        **{f"judge_{name}": getattr(score, name) for name in judged},
    )
