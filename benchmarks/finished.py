"""A published run of a given size, its rows stored in bulk rather than worked: what is read.

Arms differ in how often they solve a task, in speed and in price, so that boards, pairs and tasks
have something to tell. The same seed gives the same figures.
"""

import random
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from benchmarks.lived import USAGE, Life, Sizes, Texts, batches, finish
from benchmarks.planned import store_experiment
from evaluation.models import Evaluation, EvaluatorProfile
from experiments.actions import start_run
from experiments.models import Artifact, Attempt, Run, Validation
from experiments.stages.attempts import AttemptStage
from experiments.states import ValidationStatus, WorkState
from experiments.work.finish import finish as end_run
from providers.codes import ErrorCode

BATCH = 1_000
TIMED_OUT = 0.02  # of the attempts


def finished_run(*, arms: int, tasks: int, sizes: Sizes, seed: int = 0) -> Run:
    """Of one repeat, with a patch, a validation and a judgement for each attempt that succeeded."""
    experiment = store_experiment(attempts=arms * tasks, arms=arms, most_tasks=tasks, judged=True)
    run = start_run(experiment, actor=None)
    ended = Ended(run, sizes=sizes, chance=random.Random(seed))
    ids = Attempt.objects.filter(run=run).order_by("arm__key", "task__key").values_list("pk")
    for some in batches([pk for (pk,) in ids], size=BATCH):
        ended.store(list(Attempt.objects.filter(pk__in=some).order_by("arm__key", "task__key")))
    end_run(run.pk)
    run.refresh_from_db()
    return run


class Ended:
    """What became of the attempts of one run."""

    def __init__(self, run: Run, *, sizes: Sizes, chance: random.Random) -> None:
        self.run, self.chance = run, chance
        arms = {arm.pk: arm for arm in run.arms.order_by("key")}
        self.places = {pk: place for place, pk in enumerate(arms)}
        self.life = Life(
            run=run,
            organization=run.experiment.organization,
            profile=EvaluatorProfile.objects.get(runs__run=run),
            arms=arms,
            texts=Texts(),
            sizes=sizes,
        )

    @transaction.atomic
    def store(self, attempts: list[Attempt]) -> None:
        timed_out = [each for each in attempts if self.chance.random() < TIMED_OUT]
        lost = {each.pk for each in timed_out}
        answered = [each for each in attempts if each.pk not in lost]
        for attempt in attempts:
            self._called(attempt)
        for attempt in answered:
            self._answered(attempt)
        finish(attempts, fields=AttemptStage.result_fields)
        Attempt.objects.filter(pk__in=lost).update(
            state=WorkState.FAILED, error_code=ErrorCode.TIMEOUT, retryable=True
        )
        Artifact.objects.bulk_create([self.life.artifact(each) for each in answered])
        Validation.objects.bulk_create([self._validated(each) for each in answered])
        Evaluation.objects.bulk_create([self._judged(each) for each in answered])

    def _called(self, attempt: Attempt) -> None:
        attempt.claims = attempt.provider_calls = 1
        attempt.started_at = timezone.now()
        place = self.places[attempt.arm_id]
        attempt.latency_ms = 2_000 + 400 * place + self.chance.random() * 9_000

    def _answered(self, attempt: Attempt) -> None:
        life, place = self.life, self.places[attempt.arm_id]
        attempt.output_text = life.texts.piece(life.sizes.answer)
        attempt.finish_reason = attempt.native_finish_reason = "stop"
        attempt.model_served, attempt.request_id = "model-1-2026-01-01", f"req_{attempt.pk.hex}"
        attempt.usage = USAGE
        attempt.cost_usd = Decimal("0.0108") + Decimal(place) / 1_000
        attempt.cost_source = "table"
        took = timedelta(milliseconds=attempt.latency_ms or 0)
        attempt.responded_at = (attempt.started_at or timezone.now()) + took

    def _validated(self, attempt: Attempt) -> Validation:
        passed = self.chance.random() < 0.5 + 0.03 * self.places[attempt.arm_id]
        status = ValidationStatus.PASSED if passed else ValidationStatus.FAILED
        checks = [
            {"kind": "applies", "status": "passed", "score": 1.0, "detail": ""},
            {"kind": "tests", "status": status.value, "score": float(passed), "detail": ""},
        ]
        return Validation(
            run=self.run,
            attempt=attempt,
            status=status,
            score=float(passed),
            checks=checks,
            state=WorkState.SUCCEEDED,
            claims=1,
            finished_at=attempt.responded_at,
        )

    def _judged(self, attempt: Attempt) -> Evaluation:
        quality = round(self.chance.random(), 2)
        return Evaluation(
            run=self.run,
            attempt=attempt,
            profile=self.life.profile,
            quality=quality,
            risk=round(1 - quality, 2),
            confidence=0.7,
            state=WorkState.SUCCEEDED,
            claims=1,
            provider_calls=1,
            finished_at=attempt.responded_at,
            cost_usd=Decimal("0.00412"),
            cost_source="table",
        )
