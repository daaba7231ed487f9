"""Scores for those above: numbers and codes only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from evaluation.models import Evaluation, EvaluatorProfile, RunProfile
from experiments.models import Run
from experiments.states import WorkState


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


COLUMNS = (
    "attempt_id",
    "state",
    "quality",
    "risk",
    "confidence",
    "error_code",
    "finished_at",
    "cost_usd",
)


def scores_of(attempt_ids: Iterable[UUID]) -> dict[UUID, Score]:
    """By attempt, the score under its run's own profile."""
    return _by_attempt(_of_own_profile().filter(attempt_id__in=list(attempt_ids)))


def scores_of_run(run: Run) -> dict[UUID, Score]:
    """By attempt, for the whole run."""
    return _by_attempt(_of_own_profile().filter(run=run))


def _of_own_profile() -> QuerySet[Evaluation]:
    """Without the judgements of other profiles; an imported score has no profile at all."""
    own = Q(profile_id=F("run__judged_by__profile_id"))
    rows: QuerySet[Evaluation] = Evaluation.objects.filter(Q(profile__isnull=True) | own)
    return rows


def _by_attempt(rows: QuerySet[Evaluation]) -> dict[UUID, Score]:
    return {
        attempt_id: _score(*values)
        for attempt_id, *values in rows.values_list(*COLUMNS).iterator(chunk_size=5_000)
    }


def is_evaluated(run: Run) -> bool:
    """Whether any attempt of the run has a score of its own."""
    return Evaluation.objects.filter(run=run, state=WorkState.SUCCEEDED).exists()


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
