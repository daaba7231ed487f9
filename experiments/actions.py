"""Starting runs. What is done with them afterwards is in experiments.run_controls."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count, repeat
from typing import Any

from django.db import transaction
from django.utils import timezone

from experiments.bulk import insert_alike
from experiments.denials import keep_denials
from experiments.models import Arm, Attempt, Experiment, Run, RunArm, Task
from experiments.planning import plan
from experiments.preflight import (
    RunDraft,
    RunRefused,
    connection_missing,
    draft_run,
    problems_of,
)
from experiments.states import OnInterrupt, RunState
from experiments.tasks import hint
from experiments.tracing import traced, traceparent
from experiments.work.stage import stages
from organizations.digests import digest
from organizations.errors import DomainError
from organizations.ids import ascending_uuid7s
from organizations.models import User
from providers.actions import hold_connections
from providers.amounts import plain
from providers.codes import DenialPoint

logger = logging.getLogger(__name__)
APART, NEIGHBOURS = timedelta(microseconds=1), 32


@traced("start_run")
def start_run(
    experiment: Experiment,
    *,
    actor: User | None,
    then: Callable[[Run], None] = lambda run: None,
) -> Run:
    """Freeze the experiment's configuration and plan its attempts; `then` is part of the deed.

    Raises RunRefused with one problem per arm; then nothing was called, and nothing stored but
    what policy denied. Call it outside of a transaction, or that is undone as well.
    """
    draft = draft_run(experiment)
    problems = problems_of(draft)
    if problems:
        keep_denials(
            experiment.organization,
            problems,
            at=DenialPoint.START,
            experiment_id=experiment.pk,
            actor=actor,
        )
        raise RunRefused(problems)
    if not draft.arms:
        raise _no_arms()
    with transaction.atomic():
        _hold(draft)
        run = _create_run(draft, actor=actor)
        arms = RunArm.objects.bulk_create(_freeze(arm, run=run) for arm in draft.arms)
        _plan_attempts(run, arms=arms)
        for stage in stages():
            stage.begin(run)
        then(run)
        transaction.on_commit(lambda: hint(stages()[0].name, run.pk))
    logger.info("Run %s was started", run.pk)
    return run


def frozen_config(experiment: Experiment, arms: Sequence[Arm]) -> dict[str, Any]:
    """All that decides what a run does; two runs with the same digest do the same.

    What is as it was before it could be said has no key, so that digests from then still hold.
    """
    later: dict[str, Any] = {}
    if budget := plain(experiment.budget_usd):
        later["budget_usd"] = budget
    if experiment.on_interrupt != OnInterrupt.RETRY:
        later["on_interrupt"] = experiment.on_interrupt
    return {
        "task_set": experiment.task_set.digest,
        "repeats": experiment.repeats,
        "max_concurrency": experiment.max_concurrency,
        "deadline_seconds": experiment.deadline_seconds,
        "attempt_timeout_seconds": experiment.attempt_timeout_seconds,
        "prompt_template": experiment.prompt_template or None,
        "evaluator": experiment.evaluator or None,
        "arms": [_frozen_arm(arm) for arm in arms],
        **later,
    }


def run_like(experiment: Experiment, *, states: Sequence[RunState]) -> Run | None:
    """The latest run of this very configuration in one of these states."""
    config = frozen_config(experiment, tuple(experiment.arms.select_related("connection")))
    runs = experiment.runs.filter(state__in=states, config_digest=digest(config))
    return runs.filter(cancel_requested_at=None).order_by("-started_at").first()


def _hold(draft: RunDraft) -> None:
    """Nobody changes or deletes what the run is made of before it stands. Stores of credentials
    took their time to answer: raises as if they had been asked last."""
    rows = Experiment.objects.select_for_update(no_key=True)
    if not rows.filter(pk=draft.experiment.pk).exists():
        raise DomainError("experiment_deleted", "The experiment was deleted meanwhile.")
    held = hold_connections(arm.connection_id for arm in draft.arms if arm.connection_id)
    gone = [arm for arm in draft.arms if arm.connection_id not in held]
    if gone:
        raise RunRefused(connection_missing(arm.provider, arm=arm.key) for arm in gone)


def _create_run(draft: RunDraft, *, actor: User | None) -> Run:
    experiment, now = draft.experiment, timezone.now()
    config = frozen_config(experiment, draft.arms)
    seconds = experiment.deadline_seconds
    return Run.objects.create(
        experiment=experiment,
        task_set=experiment.task_set,
        config=config,
        config_digest=digest(config),
        repeats=experiment.repeats,
        max_concurrency=experiment.max_concurrency,
        attempt_timeout_seconds=experiment.attempt_timeout_seconds,
        deadline_at=now + timedelta(seconds=seconds) if seconds else None,
        budget_usd=experiment.budget_usd,
        on_interrupt=experiment.on_interrupt,
        created_by=actor,
        traceparent=traceparent(),
        started_at=now,
    )


def _freeze(arm: Arm, *, run: Run) -> RunArm:
    assert arm.connection is not None
    return RunArm(
        run=run,
        key=arm.key,
        provider=arm.provider,
        model=arm.model,
        parameters=arm.parameters,
        connection=arm.connection,
        connection_name=arm.connection.name,
        connection_settings=arm.connection.settings,
    )


def _frozen_arm(arm: Arm) -> dict[str, Any]:
    return {
        "key": arm.key,
        "provider": arm.provider,
        "model": arm.model,
        "parameters": arm.parameters,
        "connection": arm.connection.name if arm.connection else None,
        "settings": arm.connection.settings if arm.connection else None,
    }


def _plan_attempts(run: Run, *, arms: Sequence[RunArm]) -> None:
    """Ids ascend as planned: that is the order in which attempts are claimed."""
    tasks = Task.objects.filter(task_set=run.task_set).order_by("key").values_list("id", flat=True)
    planned = plan([arm.pk for arm in arms], list(tasks), repeats=run.repeats)
    ids, moments = ascending_uuid7s(), moments_from(run.started_at)
    insert_alike(
        Attempt(run=run, queued_at=run.started_at),
        columns=("id", "available_at", "arm_id", "task_id", "repeat"),
        rows=((id, at, *cell) for id, at, cell in zip(ids, moments, planned, strict=False)),
    )


def moments_from(start: datetime) -> Iterator[datetime]:
    """When attempts may be claimed: as planned, so that an index of that alone has them in order
    but for a few neighbours. To plan an attempt takes longer than they are apart."""
    for n in count():
        yield from repeat(start + n * APART, NEIGHBOURS)


def _no_arms() -> DomainError:
    return DomainError("no_arms", "The experiment has no arms.")
