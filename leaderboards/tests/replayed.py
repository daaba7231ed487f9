"""Sealed comparisons for the tests: stored rows, without an engine or a judge."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluation.models import Evaluation, EvaluatorProfile, Replay, RunProfile
from evaluation.profiles import save_profile
from evaluation.queries import judgeable, judgements_digest
from evaluation.tests.factories import EvaluatorProfileFactory
from evaluation.tests.runs import judge
from experiments.models import Artifact, Attempt, Run, Task
from experiments.states import RunState, WorkState
from experiments.tests.factories import (
    ArtifactFactory,
    ExperimentFactory,
    RunArmFactory,
    RunFactory,
)
from experiments.tests.runs import allowed_organization
from leaderboards.aggregation import publish
from leaderboards.models import Comparison
from leaderboards.sealing import seal_replay
from leaderboards.tests.published import published_run
from organizations.digests import digest

SCORES = {"quality": 0.25, "risk": 0.5, "confidence": 0.5}
Says = Callable[[Attempt], dict[str, Any] | None]


def replayable_run(**changes: Any) -> Run:
    """A published, judged run of two arms whose attempts have patches."""
    run = published_run(**changes)
    for attempt in Attempt.objects.filter(run=run):
        ArtifactFactory(attempt=attempt, diff_sha256=attempt.pk.hex * 2)
    return run


def second_profile(run: Run) -> EvaluatorProfile:
    """Another than the run's own."""
    organization, name = run.experiment.organization, "second"
    known = EvaluatorProfile.objects.filter(organization=organization, name=name).first()
    made: EvaluatorProfile = known or EvaluatorProfileFactory(organization=organization, name=name)
    return made


def started_replay(
    run: Run, *, profile: EvaluatorProfile | None = None, actor: Any = None, reason: str = "Why."
) -> Replay:
    """Running, with nothing judged yet and nothing to work on."""
    profile = profile or second_profile(run)
    work = Run.objects.create(
        experiment=run.experiment,
        task_set=run.task_set,
        config={"evaluator": str(profile)},
        config_digest=digest({}),
        repeats=0,
        max_concurrency=4,
        attempt_timeout_seconds=60,
        created_by=actor,
        started_at=timezone.now(),
    )
    RunProfile.objects.create(run=work, profile=profile)
    replay: Replay = Replay.objects.create(
        work=work,
        run=run,
        reason=reason,
        n_attempts=judgeable(run).count(),
        attempt_set_digest=digest(sorted(judgeable(run).values_list("diff_sha256", flat=True))),
        originals_digest=judgements_digest(run),
    )
    return replay


def judge_all(replay: Replay, *, says: Says = lambda attempt: {}) -> None:
    """`says`: what differs from SCORES for an attempt; None: the judgement failed."""
    for patch in judgeable(replay.run).select_related("attempt__arm", "attempt__task"):
        changes = says(patch.attempt)
        failed = {"state": WorkState.FAILED, "error_code": "verdict_invalid"}
        Evaluation.objects.create(
            run=replay.work,
            attempt=patch.attempt,
            profile=replay.work.judged_by.profile,
            provider_calls=1,
            finished_at=timezone.now(),
            **(failed if changes is None else {"state": WorkState.SUCCEEDED, **SCORES, **changes}),
        )


def sealed(replay: Replay) -> Comparison:
    """As the engine ends it."""
    Run.worked.filter(pk=replay.pk).update(state=RunState.COMPLETED, finished_at=timezone.now())
    with transaction.atomic():
        comparison = seal_replay(Run.worked.get(pk=replay.pk))
    assert comparison
    return comparison


def sealed_comparison(
    run: Run | None = None, *, says: Says = lambda attempt: {}, **changes: Any
) -> Comparison:
    replay = started_replay(run or replayable_run(), **changes)
    judge_all(replay, says=says)
    return sealed(replay)


def large_run(base_url: str, *, attempts: int, old: Callable[[int], float]) -> Run:
    """A judged run of two arms, stored at one stroke, whose judges may be asked at `base_url`.
    `old`: what the judge thought of the quality of both arms on task `Do N.`"""
    owner = allowed_organization(base_url)
    profile = save_profile(owner, judge(), actor=None)
    experiment = ExperimentFactory(organization=owner, max_concurrency=16)
    run: Run = RunFactory(experiment=experiment, finished=True)
    RunProfile.objects.create(run=run, profile=profile)
    tasks = Task.objects.bulk_create(
        Task(task_set=run.task_set, key=f"t{number:05}", prompt=f"Do {number}.")
        for number in range(attempts // 2)
    )
    arms = [RunArmFactory(run=run, key=key) for key in ("able", "slow")]
    ended = {"state": WorkState.SUCCEEDED, "finished_at": run.finished_at}
    rows = Attempt.objects.bulk_create(
        Attempt(run=run, arm=arm, task=task, repeat=1, **ended) for arm in arms for task in tasks
    )
    Artifact.objects.bulk_create(
        Artifact(attempt=row, format="unified", diff="+b\n", diff_sha256="1" * 64) for row in rows
    )
    Evaluation.objects.bulk_create(
        Evaluation(
            run=run,
            attempt=row,
            profile=profile,
            **ended,
            **SCORES | {"quality": old(place % len(tasks))},
        )
        for place, row in enumerate(rows)
    )
    publish(run)
    return run
