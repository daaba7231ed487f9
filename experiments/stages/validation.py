"""The stage that turns an answer into a normalised patch and runs the task's checks on it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet

from experiments import artifacts
from experiments.artifacts import AnswerSpec
from experiments.checks import Check, ChecksResult, parse_checks, run_checks
from experiments.checks.kinds import MAX_TIMEOUT_SECONDS
from experiments.models import Artifact, Attempt, Run, Validation
from experiments.stages.shipped import place_for
from experiments.states import ENGINE_SOURCE, WorkState
from experiments.work.stage import Job, Lane, Outcome, Past, Session, Stage


class ValidationStage(Stage):
    name = "validation"
    model = Validation
    calls_provider: ClassVar[bool] = False
    runs_at_once: ClassVar[int] = settings.VALIDATION_RUNS
    result_fields = ("status", "score", "checks")

    def take_in(self, run: Run, attempts: Sequence[Attempt] | None = None) -> int:
        waiting = _unchecked(run) if attempts is None else attempts
        rows = [
            Validation(run=run, attempt_id=attempt.pk, source=ENGINE_SOURCE)
            for attempt in waiting
            if attempt.state == WorkState.SUCCEEDED
        ]
        Validation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
        return len(rows)

    def rows(self) -> QuerySet[Validation]:
        return super().rows().filter(source=ENGINE_SOURCE)

    def session(self, run: Run) -> Session:
        return ValidationSession(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    output_text: str
    files: dict[str, str]
    reference_patch: str
    answer: AnswerSpec
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    artifact: artifacts.Artifact
    checks: ChecksResult | None


class ValidationSession(Session):
    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.slots = settings.VALIDATION_SLOTS
        self.place = place_for(run)

    @property
    def longest_seconds(self) -> float:
        return MAX_TIMEOUT_SECONDS

    def lanes(self, run: Run, *, now: datetime) -> Sequence[Lane]:
        return [Lane(room=self.slots)]

    def payloads(self, items: Sequence[Validation]) -> list[Payload]:
        attempts = Attempt.objects.select_related("task").in_bulk([i.attempt_id for i in items])
        for item in items:
            item.attempt = attempts[item.attempt_id]
        return [_payload(item.attempt) for item in items]

    async def perform(self, job: Job) -> Inspected:
        payload: Payload = job.payload
        artifact = await asyncio.to_thread(
            artifacts.normalise, payload.output_text, files=payload.files, answer=payload.answer
        )
        checked = await run_checks(
            payload.checks,
            artifact=artifact,
            base_files=payload.files,
            reference_patch=payload.reference_patch,
            sandbox=self.place,
        )
        return Inspected(artifact=artifact, checks=checked)

    def apply(self, outcome: Outcome, *, past: Past) -> None:
        inspected: Inspected | None = outcome.answer
        if inspected and inspected.checks:
            item, checks = outcome.job.item, inspected.checks
            item.status, item.score = checks.status, checks.score
            item.checks = [asdict(result) for result in checks.results]

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        rows = [
            _artifact_row(outcome.job.item.attempt_id, outcome.answer.artifact)
            for outcome in outcomes
            if outcome.answer
        ]
        Artifact.objects.bulk_create(rows, ignore_conflicts=True)


def _unchecked(run: Run) -> list[Attempt]:
    succeeded = Attempt.objects.filter(run=run, state=WorkState.SUCCEEDED)
    return list(succeeded.exclude(validations__source=ENGINE_SOURCE).only("id", "state"))


def _payload(attempt: Attempt) -> Payload:
    task = attempt.task
    return Payload(
        output_text=attempt.output_text or "",
        files=task.files,
        reference_patch=task.reference_patch,
        answer=AnswerSpec.parse(task.answer),
        checks=parse_checks(task.validation),
    )


def _artifact_row(attempt_id: Any, artifact: artifacts.Artifact) -> Artifact:
    return Artifact(
        attempt_id=attempt_id,
        format=artifact.format,
        diff=artifact.diff,
        diff_sha256=artifact.diff_sha256 or "",
        files=[asdict(file) for file in artifact.files],
        applies=artifact.applies,
        apply_method=artifact.apply_method or "",
        warnings=list(artifact.warnings),
    )
