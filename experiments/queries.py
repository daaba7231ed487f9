"""Reading experiments, runs and attempts for those above. Whoever asks is an argument."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from experiments.models import Attempt, Experiment, ProviderCall, Run
from experiments.states import CallOutcome, WorkState
from experiments.work.stage import Stage, stages
from organizations.access import get_or_404
from organizations.models import Membership, Organization, User
from providers.registry import is_simulated

# Calls that may have been billed, and nobody knows at what: an answer with an error status is not
# billed, an open call has no cost yet.
OF_UNKNOWN_COST = (
    Q(cost_usd=None)
    & ~Q(outcome__in=[CallOutcome.OPEN, CallOutcome.NOT_SENT])
    & ~Q(http_status__gte=400)
)
ORDER = ("arm__key", "task__key", "repeat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many work rows are in which state."""

    pending: int = 0
    running: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.pending + self.running + self.done

    @property
    def done(self) -> int:
        return self.succeeded + self.failed + self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    id: UUID
    state: str
    imported: bool
    started_at: datetime
    finished_at: datetime | None
    attempts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmStage:
    """`expected` is how many rows the stage will have if nothing more fails before it."""

    name: str
    counts: Counts
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmProgress:
    arm: str
    simulated: bool
    stages: tuple[ArmStage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """`stages` are those that have work at all, summed over the arms; the first is `attempts`."""

    attempts: Counts
    stages: tuple[ArmStage, ...]
    arms: tuple[ArmProgress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Failed attempts of one arm for one reason."""

    arm: str
    error_code: str
    n: int


def organizations_of(user: User) -> QuerySet[Organization]:
    """By name, with `n_experiments` and the user's `role`."""
    mine = Membership.objects.filter(organization=OuterRef("pk"), user=user).values("role")
    return (
        Organization.objects.for_user(user)
        .annotate(n_experiments=Count("experiments", distinct=True), role=Subquery(mine[:1]))
        .order_by("name", "id")
    )


def experiment_or_404(user: User, *, experiment_id: UUID) -> Experiment:
    experiments = Experiment.objects.for_user(user).select_related("organization", "task_set")
    return get_or_404(experiments, pk=experiment_id)


def run_or_404(user: User, *, run_id: UUID) -> Run:
    runs = Run.objects.for_user(user).select_related("experiment__organization", "task_set")
    return get_or_404(runs, pk=run_id)


def attempt_or_404(user: User, *, attempt_id: UUID) -> Attempt:
    """With its arm, task, run and, where there is one, its artifact."""
    attempts = Attempt.objects.for_user(user).select_related(
        "arm", "task", "artifact", "run__experiment__organization", "run__task_set"
    )
    return get_or_404(attempts, pk=attempt_id)


def run_rows(runs: Iterable[Run]) -> list[RunRow]:
    """The runs as listed, each with the counts of its attempts, in one query."""
    runs = list(runs)
    counted = _counts_by(Attempt.objects.filter(run__in=runs), path="run_id")
    return [
        RunRow(
            id=run.pk,
            state=run.state,
            imported=run.imported,
            started_at=run.started_at,
            finished_at=run.finished_at,
            attempts=counted.get(run.pk, Counts()),
        )
        for run in runs
    ]


def progress_by_arm(run: Run) -> RunProgress:
    """From the work rows: one query for each stage."""
    counted = {stage.name: _counts_by_arm(stage, run) for stage in stages()}
    shown = [name for name, by_arm in counted.items() if by_arm]
    first = counted[stages()[0].name]
    arms = tuple(
        ArmProgress(
            arm=arm.key,
            simulated=is_simulated(arm.provider),
            stages=tuple(
                _arm_stage(name, counted[name].get(arm.pk), attempts=first.get(arm.pk))
                for name in shown
            ),
        )
        for arm in run.arms.all()
    )
    return RunProgress(
        attempts=_sum(first.values()),
        stages=tuple(_whole(arm.stages[place] for arm in arms) for place in range(len(shown))),
        arms=arms,
    )


def failures_of(run: Run) -> list[Failures]:
    rows = Attempt.objects.filter(run=run, state=WorkState.FAILED)
    grouped = rows.values_list("arm__key", "error_code").annotate(n=Count("id"))
    return [
        Failures(arm=arm, error_code=code, n=n)
        for arm, code, n in grouped.order_by("arm__key", "-n", "error_code")
    ]


def attempts_of(
    run: Run, *, arm: str = "", task: str = "", state: str = "", error_code: str = ""
) -> QuerySet[Attempt]:
    """The run's attempts in their order, without the texts that a list does not show."""
    wanted = {"arm__key": arm, "task__key": task, "state": state, "error_code": error_code}
    attempts: QuerySet[Attempt] = (
        Attempt.objects.filter(run=run, **{name: value for name, value in wanted.items() if value})
        .select_related("arm", "task")
        .defer("output_text", "task__prompt", "task__files", "task__reference_patch")
        .order_by(*ORDER)
    )
    return attempts


def neighbours_of(attempt: Attempt) -> tuple[UUID | None, UUID | None]:
    """The attempts of the same arm before and after it, in the order of the list."""
    key, repeat = attempt.task.key, attempt.repeat
    of_arm = Attempt.objects.filter(arm=attempt.arm_id).values_list("pk", flat=True)
    before = of_arm.filter(Q(task__key__lt=key) | Q(task__key=key, repeat__lt=repeat))
    after = of_arm.filter(Q(task__key__gt=key) | Q(task__key=key, repeat__gt=repeat))
    return before.order_by("-task__key", "-repeat").first(), after.order_by(*ORDER).first()


def siblings_of(attempt: Attempt) -> QuerySet[Attempt]:
    """What every arm made of the same task, this time; the attempt itself among them."""
    return attempts_of(attempt.run).filter(task=attempt.task_id, repeat=attempt.repeat)


def calls_of(attempt: Attempt) -> QuerySet[ProviderCall]:
    calls: QuerySet[ProviderCall] = ProviderCall.objects.filter(
        stage=stages()[0].name, work_id=attempt.pk
    ).order_by("number")
    return calls


def _counts_by_arm(stage: Stage, run: Run) -> dict[Any, Counts]:
    path = "arm_id" if stage.model is Attempt else "attempt__arm_id"
    return _counts_by(stage.rows().filter(run=run), path=path)


def _counts_by(rows: QuerySet[Any], *, path: str) -> dict[Any, Counts]:
    grouped: dict[Any, dict[str, int]] = defaultdict(dict)
    for key, state, n in rows.values_list(path, "state").annotate(n=Count("id")).order_by():
        grouped[key][state] = n
    return {key: Counts(**by_state) for key, by_state in grouped.items()}


def _sum(counts: Iterable[Counts]) -> Counts:
    counts = list(counts)
    return Counts(**{state: sum(getattr(each, state) for each in counts) for state in WorkState})


def _arm_stage(name: str, counts: Counts | None, *, attempts: Counts | None) -> ArmStage:
    counts, planned = counts or Counts(), attempts or Counts()
    first = name == stages()[0].name
    expected = planned.total if first else planned.total - planned.failed - planned.cancelled
    return ArmStage(name=name, counts=counts, expected=max(expected, counts.total))


def _whole(parts: Iterable[ArmStage]) -> ArmStage:
    parts = list(parts)
    return ArmStage(
        name=parts[0].name,
        counts=_sum(part.counts for part in parts),
        expected=sum(part.expected for part in parts),
    )
