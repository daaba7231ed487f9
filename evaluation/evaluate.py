"""The stage of judgements, worked by the same engine as attempts.

This module alone touches the rationale: it hands it to `evaluation.internal` and forgets it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluation.asking import asking_of, read_verdict, schema_explained
from evaluation.internal.models import Rationale
from evaluation.internal.store import keep
from evaluation.judging import Verdict
from evaluation.models import Evaluation, EvaluatorProfile, RunProfile
from evaluation.profiles import (
    evaluator_problems,
    judges_of,
    planned_judging,
    profile_named,
)
from experiments.models import Artifact, Attempt, Run, Validation
from experiments.states import ENGINE_SOURCE, TERMINAL, WorkState
from experiments.targets import Target, open_target
from experiments.tracing import event
from experiments.work import observed
from experiments.work.admission import Route
from experiments.work.calls import CallPayload, CallSession
from experiments.work.refusals import Refusal
from experiments.work.retry import REPAIRABLE
from experiments.work.stage import (
    Among,
    Job,
    Judge,
    Outcome,
    PlannedCalls,
    Problem,
    Session,
    Stage,
)
from organizations.digests import digest
from organizations.models import Organization
from providers.codes import ErrorCode
from providers.contract import Generation
from providers.policy import entries_of
from providers.text import storable

SCORE = "gen_ai.evaluation.score.value"
NO_PATCH = "The attempt succeeded without a patch, so there is nothing to judge."
VALIDATION_FAILED = "Normalising the answer failed, so there is no patch to judge."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    generation: Generation
    verdict: Verdict


class EvaluationStage(Stage):
    name = "evaluation"
    model = Evaluation
    provider_path = "profile__provider"
    connection_path = "profile__connection"
    result_fields = (
        "prompt_digest",
        "quality",
        "risk",
        "confidence",
        "latency_ms",
        "cost_usd",
        "cost_source",
    )

    def preflight(self, draft: Any) -> list[Problem]:
        return evaluator_problems(draft)

    def planned_calls(self, draft: Any) -> list[PlannedCalls]:
        return planned_judging(draft)

    def judges(self, organization: Organization) -> Sequence[Judge]:
        return judges_of(organization)

    def begin(self, run: Run) -> None:
        if run.config.get("evaluator"):
            profile = profile_named(run.experiment.organization, reference=run.config["evaluator"])
            RunProfile.objects.create(run=run, profile=profile)

    def take_in(self, run: Run, attempts: Sequence[Attempt] | None = None) -> int:
        judged_by = RunProfile.objects.filter(run=run).first() if run.config["evaluator"] else None
        if judged_by is None:
            return 0
        if attempts is None:
            attempts = _unjudged(run)
        with_patch, failed = _with_patch(attempts), _failed_validations(attempts)
        rows = [
            Evaluation(run_id=run.pk, attempt_id=attempt.pk, profile_id=judged_by.profile_id)
            for attempt in attempts
        ]
        for row in rows:
            if row.attempt_id not in with_patch:
                _end_without_patch(row, failed_with=failed.get(row.attempt_id))
        Evaluation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
        observed.ended_unworked(self, rows)
        return len(rows)

    def session(self, run: Run) -> Session:
        return EvaluationSession(run)


class EvaluationSession(CallSession):
    stage_name = EvaluationStage.name

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.slots = min(settings.DRAIN_SLOTS, run.max_concurrency)

    def open_targets(self) -> None:
        profiles = EvaluatorProfile.objects.select_related(
            "connection", "rubric", "prompt_template"
        )
        self.profile = profiles.filter(runs__run=self.run).first()
        self.asking = asking_of(self.profile) if self.profile else None
        self.allowlist = entries_of(self.run.experiment.organization)
        self.target = self._open()

    def rows(self) -> QuerySet[Any]:
        return Evaluation.objects.filter(run=self.run)

    def routes(self) -> list[tuple[Route, Among]]:
        return [] if self.profile is None else [(_route(self.profile), {})]

    def route_of(self, item: Evaluation) -> Route:
        assert self.profile is not None
        return _route(self.profile)

    def target_of(self, item: Evaluation) -> Target:
        assert self.target is not None
        return self.target

    def refusals(self) -> list[Refusal]:
        if self.target is None or self.target.refusal is None:
            return []
        denied = self.target.denied(arm=None)
        return [Refusal(where=Q(), error=self.target.refusal, denied=denied)]

    def payloads(self, items: Sequence[Evaluation]) -> list[CallPayload]:
        attempts = Attempt.objects.select_related("task", "artifact")
        by_id = attempts.in_bulk([item.attempt_id for item in items])
        for item in items:
            item.attempt = by_id[item.attempt_id]
        return [self._payload(item) for item in items]

    async def perform(self, job: Job) -> Judged:
        with schema_explained(job.payload.request):
            generation = await self.call(job)
        verdict = read_verdict(generation)
        _trace(verdict)
        return Judged(generation=generation, verdict=verdict)

    def generation_of(self, answer: Judged) -> Generation:
        return answer.generation

    def apply_answer(self, outcome: Outcome, generation: Generation | None) -> None:
        item = outcome.job.item
        item.prompt_digest = digest([m.content for m in outcome.job.payload.request.messages])
        if outcome.answer:
            verdict: Verdict = outcome.answer.verdict
            item.quality, item.risk, item.confidence = (
                verdict.quality,
                verdict.risk,
                verdict.confidence,
            )

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        super().save_results(outcomes)
        said = ((outcome, self.arrived(outcome)) for outcome in outcomes)
        keep(_in_words(outcome, answer) for outcome, answer in said if answer and answer.text)

    def _open(self) -> Target | None:
        if self.profile is None:
            return None
        return open_target(
            self.run.experiment.organization,
            connection=self.profile.connection,
            model=self.profile.model,
            allowlist=self.allowlist,
        )

    def _payload(self, item: Evaluation) -> CallPayload:
        target, asking = self.target, self.asking
        assert target is not None
        assert asking is not None
        request = asking.request(
            task=item.attempt.task.prompt,
            patch=item.attempt.artifact.diff,
            timeout_seconds=self.run.attempt_timeout_seconds,
            repair=item.error_code in REPAIRABLE,
        )
        return CallPayload(target=target, request=request)


def _in_words(outcome: Outcome, answer: Generation) -> Rationale:
    """Also of what was no verdict: whoever may see it finds out there what the judge said."""
    rationale = outcome.answer.verdict.rationale if outcome.answer else ""
    return Rationale(
        evaluation_id=outcome.job.id, text=storable(rationale), answer=storable(answer.text)
    )


def _route(profile: EvaluatorProfile) -> Route:
    """The connection says whom it calls. Without one, all rows are refused, under whatever id."""
    if profile.connection is None:
        return Route(connection_id=profile.pk, provider=profile.provider)
    return Route(connection_id=profile.connection.pk, provider=profile.connection.provider)


def _trace(verdict: Verdict) -> None:
    """The scores, never the explanation that the conventions have a name for as well."""
    for name in ("quality", "risk", "confidence"):
        score = {"gen_ai.evaluation.name": name}
        event("gen_ai.evaluation.result", score | {SCORE: getattr(verdict, name)})


def _unjudged(run: Run) -> list[Attempt]:
    """Succeeded attempts whose validation is over and that have no row of the run's own."""
    over = Attempt.objects.filter(
        run=run,
        state=WorkState.SUCCEEDED,
        validations__source=ENGINE_SOURCE,
        validations__state__in=TERMINAL,
    )
    own = Evaluation.objects.filter(attempt=OuterRef("pk"), run=OuterRef("run_id"))
    return list(over.filter(~Exists(own)).only("id", "run_id", "state"))


def _with_patch(attempts: Sequence[Attempt]) -> frozenset[UUID]:
    ids = [attempt.pk for attempt in attempts]
    return frozenset(
        Artifact.objects.filter(attempt_id__in=ids)
        .exclude(diff="")
        .values_list("attempt_id", flat=True)
    )


def _failed_validations(attempts: Sequence[Attempt]) -> dict[UUID, str]:
    """The error code by attempt, where the engine could not even read the answer."""
    rows = Validation.objects.filter(
        attempt_id__in=[attempt.pk for attempt in attempts],
        source=ENGINE_SOURCE,
        state=WorkState.FAILED,
    )
    return dict(rows.values_list("attempt_id", "error_code"))


def _end_without_patch(row: Evaluation, *, failed_with: str | None) -> None:
    row.state, row.finished_at, row.retryable = WorkState.FAILED, row.queued_at, False
    row.error_code = failed_with or ErrorCode.ARTIFACT_MISSING
    row.error_detail = VALIDATION_FAILED if failed_with else NO_PATCH
