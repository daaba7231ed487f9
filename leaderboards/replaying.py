"""A run judged again without the site: what the command line does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from evaluation.queries import Replay
from evaluation.replay import (
    ReplayPlan,
    ended_replay,
    plan_replay,
    retry_replay,
    start_replay,
    unfinished_replay,
)
from experiments.estimate_view import estimate_line
from experiments.models import Run
from experiments.preflight import RunRefused
from experiments.run_controls import resume_run
from leaderboards.headless import write_document
from organizations.errors import DomainError, Invalid

COMPARISON = "comparison.json"
Tell = Callable[[str], None]


def run_named(run_id: str) -> Run:
    """Raises Invalid run_unknown."""
    try:
        known = Run.objects.select_related("experiment__organization").filter(pk=UUID(run_id))
    except ValueError:
        known = Run.objects.none()
    run: Run | None = known.first()
    if run is None:
        raise Invalid("run_unknown", f"There is no run {run_id}.")
    return run


def planned(run: Run, *, reference: str, tell: Tell) -> ReplayPlan:
    """What it would cost, told. Raises like `plan_replay`, and RunRefused."""
    plan = plan_replay(run, reference=reference)
    if plan.problems:
        raise RunRefused(plan.problems)
    tell(f"{plan.n_attempts} patches under {plan.profile}. {estimate_line(plan.estimate)}")
    return plan


def taken_up(run: Run, *, reference: str, reason: str, tell: Tell) -> Replay:
    """The replay under this profile that was interrupted, else one that starts now; what it costs
    is told before. Raises like `planned`."""
    replay = unfinished_replay(run, reference=reference)
    if replay:
        tell(f"Going on with replay {replay.pk}.")
        resume_run(replay.work)
        return replay
    planned(run, reference=reference, tell=tell)
    return start_replay(run, reference=reference, reason=reason, actor=None)


def tried_again(run: Run, *, reference: str) -> Replay:
    """The latest replay under this profile, asking again where it failed. Raises DomainError."""
    replay = ended_replay(run, reference=reference)
    if replay is None:
        raise DomainError("nothing_to_retry", f"No replay of this run under {reference} has ended.")
    retry_replay(replay)
    return replay


def write_comparison(document: dict[str, Any], *, directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    write_document(document, path=directory / COMPARISON)
