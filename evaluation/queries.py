"""Scores for those above: numbers and codes only.

A judgement belongs to an attempt and to a run: the attempt's own, or what works a replay of it. Who
asks for a run gets that run's; who asks for attempts gets their own runs'.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum

from evaluation.models import Evaluation, EvaluatorProfile, Replay, RunProfile
from experiments.models import Artifact, Attempt, Run
from experiments.states import WorkState
from organizations.access import get_or_404
from organizations.digests import digest
from organizations.models import Organization, User


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


# All that a judgement says and was made of.
RECORDED = (
    "attempt_id",
    "profile_id",
    "state",
    "quality",
    "risk",
    "confidence",
    "error_code",
    "error_detail",
    "prompt_digest",
    "provider_calls",
    "latency_ms",
    "cost_usd",
    "cost_source",
    "finished_at",
)
ATTRIBUTES = ("quality", "risk", "confidence")


def scores_of(attempt_ids: Collection[UUID]) -> dict[UUID, Score]:
    """By attempt, what its own run's judge said: never what a replay did."""
    own = Evaluation.objects.filter(run_id=F("attempt__run_id"))
    return _by_attempt(own.filter(attempt_id__in=attempt_ids))


def with_judgements(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """With `judgement`, what each one's own run's judge said: never what a replay did."""
    own = FilteredRelation("evaluations", condition=Q(evaluations__run=F("run")))
    return attempts.annotate(judgement=own)


def scores_of_run(run: Run) -> dict[UUID, Score]:
    """By attempt, for the whole run, or for all of what works a replay."""
    return _by_attempt(Evaluation.objects.filter(run=run))


def judging_span(attempt_id: UUID) -> tuple[datetime | None, datetime | None]:
    """From when until when its own run's judge was at an attempt."""
    own = Evaluation.objects.filter(attempt_id=attempt_id, run_id=F("attempt__run_id"))
    return own.values_list("started_at", "finished_at").first() or (None, None)


def is_evaluated(run: Run) -> bool:
    """Whether any attempt of the run has a score of its own."""
    return Evaluation.objects.filter(run=run, state=WorkState.SUCCEEDED).exists()


def judgements_digest(run: Run) -> str:
    """Over the run's own judgements: it changes with whatever is changed of any."""
    rows = Evaluation.objects.filter(run=run).order_by("attempt_id").values_list(*RECORDED)
    return digest([[None if v is None else str(v) for v in row] for row in rows.iterator()])


def repeated_scores(run: Run, *, profile: EvaluatorProfile) -> dict[UUID, list[tuple[float, ...]]]:
    """By attempt of the run, the scores of each time that this profile judged it: in the run and
    in any replay of it."""
    rows = Evaluation.objects.filter(
        attempt__run=run, profile=profile, state=WorkState.SUCCEEDED
    ).order_by("attempt_id", "pk")
    found: dict[UUID, list[tuple[float, ...]]] = {}
    for attempt_id, *scores in rows.values_list("attempt_id", *ATTRIBUTES):
        found.setdefault(attempt_id, []).append(tuple(scores))
    return found


def judging_cost(run: Run) -> Decimal | None:
    """USD of the calls for the run's judgements; None where one is unknown."""
    called = Evaluation.objects.filter(run=run, provider_calls__gt=0)
    if called.filter(cost_usd=None).exists():
        return None
    total: Decimal | None = called.aggregate(usd=Sum("cost_usd"))["usd"]
    return total or Decimal(0)


def replay_worked_by(run: Run) -> Replay | None:
    """The replay that this is the work of; None for every other run."""
    replays = Replay.objects.select_related("run__experiment__organization", "run__task_set")
    return replays.filter(work=run).first()


def replays_for(user: User) -> QuerySet[Replay]:
    """Those of the organisations within the user's reach, the latest first."""
    rows: QuerySet[Replay] = Replay.objects.for_user(user)
    return rows.select_related(
        "run__experiment__organization",
        "work__experiment__organization",
        "work__judged_by__profile",
        "work__created_by",
    )


def judge_of(replay: Replay) -> str:
    """As people call who judged again."""
    profile = profile_of(replay.work)
    return f"{profile.name} v{profile.version}" if profile else "an imported judge"


def judgeable(run: Run) -> QuerySet[Artifact]:
    """The patches of the run that a judge could be shown."""
    rows: QuerySet[Artifact] = Artifact.objects.filter(
        attempt__run=run, attempt__state=WorkState.SUCCEEDED
    ).exclude(diff="")
    return rows


def _by_attempt(rows: QuerySet[Evaluation]) -> dict[UUID, Score]:
    return {
        attempt_id: _score(*values)
        for attempt_id, *values in rows.values_list(*COLUMNS).iterator(chunk_size=5_000)
    }


def profile_of(run: Run) -> EvaluatorProfile | None:
    """The profile that judges the run, with its texts; None where nobody does."""
    judged_by = (
        RunProfile.objects.filter(run=run)
        .select_related("profile__rubric", "profile__prompt_template")
        .first()
    )
    return judged_by.profile if judged_by else None


def profiles_of(organization: Organization) -> QuerySet[EvaluatorProfile]:
    """With their texts and connections, by name, the latest version of each first."""
    rows: QuerySet[EvaluatorProfile] = EvaluatorProfile.objects.in_organization(organization)
    texts = rows.select_related("organization", "connection", "rubric", "prompt_template")
    return texts.order_by("name", "-version")


def profile_or_404(organization: Organization, *, profile_id: UUID) -> EvaluatorProfile:
    return get_or_404(profiles_of(organization), pk=profile_id)


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
