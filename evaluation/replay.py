"""Judging the stored artifacts of a run again: what it would cost, starting it, taking it up.

A replay is worked by the engine like a run: the same claims, leases, ledger, limits, budgets and
breakers. It makes no attempts, and its judgements are rows of its own: those of the run stay.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from math import ceil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from evaluation.bodies import REASON_LENGTH
from evaluation.models import Evaluation, EvaluatorProfile, Replay, RunProfile
from evaluation.profiles import (
    evaluator_problems,
    judges_of,
    planned_judging,
    profile_named,
)
from evaluation.queries import judgeable, judgements_digest
from experiments.bulk import insert_alike
from experiments.denials import keep_denials
from experiments.estimate import Estimate, estimate_calls, tokens_of
from experiments.models import Run
from experiments.preflight import RunDraft, RunRefused, draft_run
from experiments.run_controls import cancel_run, retry_errors, retryable_failures
from experiments.sizes import Bytes
from experiments.states import RunState
from experiments.tasks import hint
from experiments.tracing import traced, traceparent
from experiments.work.stage import Judge, Problem, stage_of
from organizations.digests import digest
from organizations.errors import DomainError, Invalid
from organizations.ids import ascending_uuid7s
from organizations.models import User
from providers.codes import DenialPoint
from providers.own_prices import price_book
from providers.text import storable

logger = logging.getLogger(__name__)
SHOWN = {"prompt": "attempt__task__prompt", "patch": "diff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """What a replay would be. `problems`: what stands in its way, one at the most."""

    profile: EvaluatorProfile
    n_attempts: int
    estimate: Estimate
    problems: tuple[Problem, ...]


def plan_replay(run: Run, *, reference: str, starting: bool = False) -> ReplayPlan:
    """Nothing is stored, and nothing called. `reference` is NAME or NAME:VERSION. A credential is
    asked for where it is `starting`.

    Raises Invalid profile_unknown; DomainError run_not_finished, nothing_to_judge.
    """
    profile = _named(run, reference)
    draft = _draft(run, profile=profile, starting=starting)
    _require_ended(run)
    n_attempts = judgeable(run).count()
    _require_patches(n_attempts)
    return ReplayPlan(
        profile=profile,
        n_attempts=n_attempts,
        estimate=_estimate(run, draft=draft),
        problems=tuple(evaluator_problems(draft)),
    )


@traced("start_replay")
def start_replay(
    run: Run,
    *,
    reference: str,
    actor: User | None,
    reason: str = "",
    then: Callable[[Replay], None] = lambda replay: None,
) -> Replay:
    """Fix what is judged and under which profile; `then` is part of the deed.

    Raises like `plan_replay`, and RunRefused where the judge may not be called. Call it outside
    of a transaction, or what policy denied is not kept.
    """
    plan = plan_replay(run, reference=reference, starting=True)
    reason = checked_reason(reason)
    if plan.problems:
        organization, experiment_id = run.experiment.organization, run.experiment_id
        keep_denials(
            organization,
            plan.problems,
            at=DenialPoint.START,
            experiment_id=experiment_id,
            actor=actor,
        )
        raise RunRefused(plan.problems)
    with transaction.atomic():
        replay = _store(run, profile=plan.profile, actor=actor, reason=reason)
        then(replay)
        transaction.on_commit(partial(hint, stage_of(Evaluation).name, replay.pk))
    logger.info("Replay %s of run %s was started", replay.pk, run.pk)
    return replay


def unfinished_replay(run: Run, *, reference: str) -> Replay | None:
    """The latest one under this profile that is not over. Raises Invalid profile_unknown."""
    going_on = Replay.objects.filter(
        run=run,
        work__state=RunState.RUNNING,
        work__cancel_requested_at=None,
        work__judged_by__profile=_named(run, reference),
    )
    found: Replay | None = going_on.select_related("work").first()
    return found


def cancel_replay(replay: Replay) -> None:
    """Call no judge any more. What was judged stays, and nothing is compared or sealed.

    Raises DomainError run_not_running.
    """
    cancel_run(replay.work)


def retry_replay(replay: Replay) -> None:
    """Ask again where a judgement failed for a reason that may have passed or been mended. It ends
    in a further comparison; the one before stays sealed.

    Raises DomainError run_not_finished, run_cancelled, run_imported, nothing_to_retry.
    """
    _require_ended(replay.run)
    retry_errors(replay.work)


def retryable_judgements(replay: Replay) -> int:
    """How many `retry_replay` would ask for again; 0 where it would refuse."""
    ended = replay.run.state != RunState.RUNNING
    return retryable_failures(replay.work) if ended else 0


def ended_replay(run: Run, *, reference: str) -> Replay | None:
    """The latest one under this profile that was compared. Raises Invalid profile_unknown."""
    ended = Replay.objects.filter(
        run=run, work__state=RunState.COMPLETED, work__judged_by__profile=_named(run, reference)
    )
    found: Replay | None = ended.select_related("work", "run").first()
    return found


def judges_for(run: Run) -> list[Judge]:
    """Whom the run could be judged again by."""
    return judges_of(run.experiment.organization)


def checked_reason(reason: str) -> str:
    """Raises Invalid."""
    reason = storable(reason).strip()
    if len(reason) > REASON_LENGTH:
        raise Invalid("reason_invalid", f"A reason has at most {REASON_LENGTH} characters.")
    return reason


def _named(run: Run, reference: str) -> EvaluatorProfile:
    return profile_named(run.experiment.organization, reference=storable(reference))


def _draft(run: Run, *, profile: EvaluatorProfile, starting: bool) -> RunDraft:
    """As if a run of the experiment were to start in which the judge alone is called."""
    draft = draft_run(run.experiment, starting=starting)
    return replace(draft, arms=(), evaluator=str(profile))


def _require_ended(run: Run) -> None:
    if run.state == RunState.RUNNING:
        raise DomainError("run_not_finished", "The run goes on: its judgements are not complete.")


def _require_patches(n_attempts: int) -> None:
    if not n_attempts:
        raise DomainError("nothing_to_judge", "The run has no patch that could be judged.")


def _estimate(run: Run, *, draft: RunDraft) -> Estimate:
    """From the prompts that there will be: the patches are known."""
    [planned] = planned_judging(draft)
    columns = {name: Sum(Bytes(path)) for name, path in SHOWN.items()}
    found: dict[str, Any] = judgeable(run).aggregate(n=Count("pk"), **columns)
    shown = sum(found[name] or 0 for name in planned.shows)
    judging = estimate_calls(
        planned,
        calls=found["n"],
        reads=tokens_of(planned.around + ceil(shown / max(1, found["n"]))),
        own=price_book(draft.organization),
        at=timezone.now(),
    )
    budget: Decimal | None = draft.experiment.budget_usd
    return Estimate(models=(judging,), budget_usd=budget)


def _store(run: Run, *, profile: EvaluatorProfile, actor: User | None, reason: str) -> Replay:
    """With the run held, so that nobody tries its errors again meanwhile."""
    held = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    _require_ended(held)
    patches = list(
        judgeable(held)
        .order_by("attempt__arm__key", "attempt__task__key", "attempt__repeat")
        .values_list(
            "attempt_id",
            "attempt__arm__key",
            "attempt__task__key",
            "attempt__repeat",
            "diff_sha256",
        )
    )
    _require_patches(len(patches))
    work = _create_work(run, profile=profile, actor=actor, now=timezone.now())
    replay: Replay = Replay.objects.create(
        work=work,
        run=run,
        reason=reason,
        n_attempts=len(patches),
        attempt_set_digest=digest([patch[1:] for patch in patches]),
        originals_digest=judgements_digest(held),
    )
    _queue([patch[0] for patch in patches], work=work, profile=profile)
    return replay


def _create_work(run: Run, *, profile: EvaluatorProfile, actor: User | None, now: datetime) -> Run:
    """The experiment's limits as they are now bind it."""
    experiment = run.experiment
    seconds = experiment.deadline_seconds
    config: dict[str, Any] = {"deadline_seconds": seconds} if seconds else {}
    config |= {"replay_of": str(run.pk), "evaluator": str(profile), "profile": profile.digest}
    work: Run = Run.objects.create(
        experiment=experiment,
        task_set=run.task_set,
        config=config,
        config_digest=digest(config),
        repeats=0,
        max_concurrency=experiment.max_concurrency,
        attempt_timeout_seconds=experiment.attempt_timeout_seconds,
        deadline_at=now + timedelta(seconds=seconds) if seconds else None,
        budget_usd=experiment.budget_usd,
        on_interrupt=experiment.on_interrupt,
        created_by=actor,
        traceparent=traceparent(),
        started_at=now,
    )
    RunProfile.objects.create(run=work, profile=profile)
    return work


def _queue(attempt_ids: Sequence[UUID], *, work: Run, profile: EvaluatorProfile) -> None:
    """Ids ascend in this order: so are the patches judged."""
    insert_alike(
        Evaluation(
            run=work, profile=profile, available_at=work.started_at, queued_at=work.started_at
        ),
        columns=("id", "attempt_id"),
        rows=zip(ascending_uuid7s(), attempt_ids, strict=False),
    )
