"""All that a profile has judged, in runs and replays, and what people said of the same patches.

Numbers and codes only: the judge's words are nowhere in reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from evaluation.models import Evaluation, EvaluatorProfile, HumanLabel, InjectionReport
from experiments.models import Validation
from experiments.states import WorkState

MOST = 20_000  # rows, the latest: a panel is made while somebody waits for it
Scores = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`scores`: quality, risk, confidence; None unless it succeeded. `calls`: 0 where nothing was
    asked."""

    attempt_id: UUID
    task_id: UUID
    provider: str
    model: str
    state: str
    error_code: str
    scores: Scores | None
    calls: int
    cost_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """What people think of one patch, on the average. `accept` is None where they are split."""

    n_labels: int
    quality: float | None
    accept: bool | None


def judgements_of(profile: EvaluatorProfile) -> list[Judgement]:
    """The latest MOST, in the order in which they were planned."""
    rows = _latest(profile)
    columns = ("attempt_id", "attempt__task_id", "attempt__arm__provider", "attempt__arm__model")
    more = ("state", "error_code", "quality", "risk", "confidence", "provider_calls", "cost_usd")
    return [_judgement(*row) for row in reversed(list(rows.values_list(*columns, *more)))]


def labels_of(profile: EvaluatorProfile) -> Mapping[UUID, Human]:
    """By attempt, of those that the profile has judged of late."""
    judged = _latest(profile).values("attempt_id")
    rows = HumanLabel.objects.filter(attempt__in=judged).order_by("attempt_id", "pk")
    found: dict[UUID, list[tuple[float | None, bool | None]]] = {}
    for attempt_id, quality, accept in rows.values_list("attempt_id", "quality", "accept"):
        found.setdefault(attempt_id, []).append((quality, accept))
    return {attempt_id: _human(said) for attempt_id, said in found.items()}


def validated_by(profile: EvaluatorProfile) -> QuerySet[Validation]:
    """The validations of what the profile has judged of late: which count is said elsewhere."""
    judged = _latest(profile).values("attempt_id")
    rows: QuerySet[Validation] = Validation.objects.filter(attempt__in=judged)
    return rows


def last_canaries(profile: EvaluatorProfile) -> InjectionReport | None:
    report: InjectionReport | None = InjectionReport.objects.filter(profile=profile).first()
    return report


def _latest(profile: EvaluatorProfile) -> QuerySet[Evaluation]:
    rows: QuerySet[Evaluation] = Evaluation.objects.filter(profile=profile)
    return rows.order_by("-pk")[:MOST]


def _judgement(
    attempt_id: UUID,
    task_id: UUID,
    provider: str,
    model: str,
    state: str,
    error_code: str,
    quality: float | None,
    risk: float | None,
    confidence: float | None,
    calls: int,
    cost_usd: Decimal | None,
) -> Judgement:
    scores = None
    if quality is not None and risk is not None and confidence is not None:
        scores = (quality, risk, confidence)
    return Judgement(
        attempt_id=attempt_id,
        task_id=task_id,
        provider=provider,
        model=model,
        state=state,
        error_code=error_code if state == WorkState.FAILED else "",
        scores=scores,
        calls=calls,
        cost_usd=cost_usd,
    )


def _human(said: list[tuple[float | None, bool | None]]) -> Human:
    """Who only gave a quality, accepts from one half on; who only accepts, gave no quality."""
    qualities = [quality for quality, _ in said if quality is not None]
    accepts = [_accepts(quality, accept) for quality, accept in said]
    half = sum(accepts) * 2 - len(accepts)
    return Human(
        n_labels=len(said),
        quality=sum(qualities) / len(qualities) if qualities else None,
        accept=None if half == 0 else half > 0,
    )


def _accepts(quality: float | None, accept: bool | None) -> bool:
    return accept if accept is not None else (quality or 0.0) >= 0.5
