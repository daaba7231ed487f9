"""Scores for those above: numbers and codes only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from evaluation.models import Evaluation, EvaluatorProfile, RunProfile
from experiments.models import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The public part of an evaluation. The three scores are null unless it succeeded."""

    state: str
    quality: float | None
    risk: float | None
    confidence: float | None
    error_code: str | None
    evaluated_at: datetime | None
    cost_usd: Decimal | None


def scores_of(attempt_ids: Iterable[UUID]) -> dict[UUID, Score]:
    """By attempt, the score under its run's own profile."""
    rows = Evaluation.objects.filter(attempt_id__in=list(attempt_ids)).values_list(
        "attempt_id",
        "state",
        "quality",
        "risk",
        "confidence",
        "error_code",
        "finished_at",
        "cost_usd",
    )
    return {attempt_id: _score(*values) for attempt_id, *values in rows}


def profile_of(run: Run) -> EvaluatorProfile | None:
    """The profile that judges the run, with its texts; None where nobody does."""
    judged_by = (
        RunProfile.objects.filter(run=run)
        .select_related("profile__rubric", "profile__prompt_template")
        .first()
    )
    return judged_by.profile if judged_by else None


def _score(
    state: str,
    quality: float | None,
    risk: float | None,
    confidence: float | None,
    error_code: str,
    finished_at: datetime | None,
    cost_usd: Decimal | None,
) -> Score:
    return Score(
        state=state,
        quality=quality,
        risk=risk,
        confidence=confidence,
        error_code=error_code or None,
        evaluated_at=finished_at,
        cost_usd=cost_usd,
    )
