"""Attempts that live through all stages without a worker: planned, claimed, recorded, validated,
judged. Every row is inserted and updated as the engine does it, in batches of one transaction, so
that tables, indexes and the write-ahead log grow as they would; only what was answered is made up.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from evaluation.evaluate import EvaluationStage
from evaluation.internal.models import Rationale
from evaluation.models import Evaluation, EvaluatorProfile
from experiments.models import Artifact, Attempt, ProviderCall, Run, RunArm, Validation
from experiments.stages.attempts import AttemptStage
from experiments.stages.validation import ValidationStage
from experiments.states import CallOutcome, ValidationStatus, WorkState
from experiments.work.ledger import CLOSING_FIELDS
from experiments.work.record import ENGINE_FIELDS
from organizations.digests import digest
from organizations.models import Organization

LEASE = timedelta(seconds=30)
USAGE = {
    "input_tokens": 1843,
    "cached_input_tokens": 0,
    "output_tokens": 612,
    "reasoning_tokens": None,
    "valid": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes on average: what a model answers, the patch in it, and what a judge answers."""

    answer: int = 2_500
    diff: int = 900
    verdict: int = 600


class Texts:
    """Pieces of this project's own source: as compressible as what models write."""

    def __init__(self, *, seed: int = 0) -> None:
        root = Path(__file__).resolve().parent.parent
        files = sorted(root.glob("experiments/**/*.py"))
        self._source = "".join(file.read_text(encoding="utf-8") for file in files)
        self._random = random.Random(seed)

    def piece(self, size: int) -> str:
        """Between half and one and a half times as long."""
        length = self._random.randint(size // 2, size + size // 2)
        start = self._random.randrange(len(self._source) - length)
        return self._source[start : start + length]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    run: Run
    organization: Organization
    profile: EvaluatorProfile
    arms: dict[UUID, RunArm]
    texts: Texts
    sizes: Sizes

    def live(self, ids: Sequence[UUID]) -> None:
        attempts = list(Attempt.objects.filter(pk__in=ids).order_by("id"))
        calls = self.claimed(AttemptStage.name, attempts, arms=True)
        validations = self.answered(attempts, calls)
        mark_claimed(validations)
        evaluations = self.validated(attempts, validations)
        calls = self.claimed(EvaluationStage.name, evaluations)
        self.judged(evaluations, calls)

    @transaction.atomic
    def claimed(self, stage: str, items: list[Any], *, arms: bool = False) -> list[ProviderCall]:
        mark_claimed(items)
        now = timezone.now()
        calls = [
            ProviderCall(
                run=self.run,
                organization=self.organization,
                provider=self.profile.provider,
                connection_id=self.profile.connection_id,
                model=self.arms[item.arm_id].model if arms else self.profile.model,
                stage=stage,
                work_id=item.pk,
                number=item.claims,
                arm_id=item.arm_id if arms else None,
                started_at=now,
            )
            for item in items
        ]
        return ProviderCall.objects.bulk_create(calls)

    @transaction.atomic
    def answered(self, attempts: list[Attempt], calls: list[ProviderCall]) -> list[Validation]:
        """With what the next stage takes in, in the same transaction."""
        close(calls)
        for attempt in attempts:
            attempt.output_text = self.texts.piece(self.sizes.answer)
            attempt.finish_reason = attempt.native_finish_reason = "stop"
            attempt.model_served, attempt.request_id = "model-1-2026-01-01", f"req_{uuid4().hex}"
            attempt.usage, attempt.latency_ms = USAGE, 8431.25
            attempt.cost_usd, attempt.cost_source = Decimal("0.010845000000"), "table"
            attempt.responded_at = timezone.now()
        finish(attempts, fields=AttemptStage.result_fields)
        validations = [Validation(run=self.run, attempt=attempt) for attempt in attempts]
        return Validation.objects.bulk_create(validations, ignore_conflicts=True)

    @transaction.atomic
    def validated(self, attempts: list[Attempt], validations: list[Validation]) -> list[Evaluation]:
        for validation in validations:
            validation.status, validation.score = ValidationStatus.PASSED, 1.0
            validation.checks = [
                {"kind": kind, "status": "passed", "score": 1.0, "detail": ""}
                for kind in ("applies", "tests")
            ]
        finish(validations, fields=ValidationStage.result_fields)
        Artifact.objects.bulk_create([self.artifact(attempt) for attempt in attempts])
        evaluations = [
            Evaluation(run=self.run, attempt=attempt, profile=self.profile) for attempt in attempts
        ]
        return Evaluation.objects.bulk_create(evaluations, ignore_conflicts=True)

    def artifact(self, attempt: Attempt) -> Artifact:
        diff = self.texts.piece(self.sizes.diff)
        change = {"path": "module.py", "old_path": "module.py", "change": "modified"}
        return Artifact(
            attempt=attempt,
            format="unified",
            diff=diff,
            diff_sha256=digest(diff).removeprefix("sha256:"),
            files=[{**change, "added": 4, "removed": 2}],
            applies=True,
            apply_method="git",
        )

    @transaction.atomic
    def judged(self, evaluations: list[Evaluation], calls: list[ProviderCall]) -> None:
        close(calls)
        for each in evaluations:
            each.quality, each.risk, each.confidence = 0.8, 0.1, 0.7
            each.prompt_digest, each.latency_ms = digest(str(each.pk)), 3120.5
            each.cost_usd, each.cost_source = Decimal("0.004120000000"), "table"
        finish(evaluations, fields=EvaluationStage.result_fields)
        said = [(each.pk, self.texts.piece(self.sizes.verdict)) for each in evaluations]
        Rationale.objects.bulk_create(
            [Rationale(evaluation_id=pk, text=text[:-80], answer=text) for pk, text in said]
        )


def mark_claimed(items: list[Any]) -> None:
    now, token = timezone.now(), uuid4()
    type(items[0])._default_manager.filter(pk__in=[item.pk for item in items]).update(
        state=WorkState.RUNNING,
        claim_token=token,
        lease_expires_at=now + LEASE,
        claims=1,
        provider_calls=1,
        started_at=now,
    )
    for item in items:
        item.claims = item.provider_calls = 1
        item.claim_token, item.started_at = token, now


def close(calls: list[ProviderCall]) -> None:
    for call in calls:
        call.outcome, call.finished_at = CallOutcome.SUCCEEDED, timezone.now()
        call.latency_ms, call.usage, call.request_id = 8431.25, USAGE, f"req_{uuid4().hex}"
        call.cost_usd, call.cost_source = Decimal("0.010845000000"), "table"
        call.price_version = "genai-prices 0.2.3"
    ProviderCall.objects.bulk_create(
        calls, update_conflicts=True, unique_fields=["id"], update_fields=CLOSING_FIELDS
    )


def finish(items: list[Any], *, fields: Sequence[str]) -> None:
    for item in items:
        item.state, item.finished_at, item.lease_expires_at = (
            WorkState.SUCCEEDED,
            timezone.now(),
            None,
        )
    type(items[0])._default_manager.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*ENGINE_FIELDS, *fields],
    )


def batches(ids: Sequence[UUID], *, size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
