"""From stored attempts to the columns that the statistics read."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import numpy as np

from evaluation.queries import Score, scores_of_run
from experiments.models import Attempt, Run, Validation
from experiments.states import WorkState
from leaderboards.statistics.facts import MEASURES, AttemptFact, RunFacts
from leaderboards.validations import counted_validations, result_of
from organizations.digests import canonical


def facts_of(run: Run) -> RunFacts:
    """All attempts of the run, with what validated and judged them."""
    return RunFacts.from_rows(_rows(run))


def facts_digest(facts: RunFacts) -> str:
    """Over everything that the figures depend on, whatever the order of the rows was."""
    sha = hashlib.sha256(canonical({"arms": facts.arms, "tasks": facts.tasks}))
    for name in ("arm", "task", "repeat", "outcome", "quality_outcome", *MEASURES):
        sha.update(np.ascontiguousarray(getattr(facts, name)).tobytes())
    return f"sha256:{sha.hexdigest()}"


def _rows(run: Run) -> Iterator[AttemptFact]:
    checked, scores = _checked(run), scores_of_run(run)
    rows = Attempt.objects.filter(run=run).values_list(
        "id", "arm__key", "task__key", "repeat", "state", "error_code", "latency_ms", "cost_usd"
    )
    for attempt_id, arm, task, repeat, state, error_code, latency_ms, cost_usd in rows.iterator():
        result = result_of(checked.get(attempt_id))
        yield AttemptFact(
            arm=arm,
            task=task,
            repeat=repeat,
            succeeded=state == WorkState.SUCCEEDED,
            error_code=error_code or None,
            validation_status=result.status,
            validation_score=result.score,
            latency_ms=latency_ms,
            cost_usd=cost_usd,
            **_judged(scores.get(attempt_id)),
        )


def _checked(run: Run) -> dict[UUID, Validation]:
    rows = Validation.objects.filter(run=run)
    return counted_validations(rows.only("attempt_id", "source", "state", "status", "score"))


def _judged(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {}
    return {
        "judge_quality": score.quality,
        "judge_risk": score.risk,
        "judge_confidence": score.confidence,
    }
