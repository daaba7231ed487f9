"""Publishing: from a run's rows to one immutable summary document."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from evaluation.queries import profile_of
from experiments.models import Attempt, Run
from leaderboards.facts import facts_digest, facts_of
from leaderboards.formats import moment
from leaderboards.models import RunSummary
from leaderboards.queries import latest_summary
from leaderboards.stage_figures import attempt_counts, ended_of, judging_flags, stage_figures
from leaderboards.statistics.boards import BoardData
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.flags import flag
from leaderboards.statistics.latency import LATENCY
from leaderboards.statistics.summary import (
    STATISTICS_VERSION,
    cells_of_boards,
    measured,
    summarise,
)
from leaderboards.stored_cells import store_cells
from providers.prices import PRICES_VERSION

SCHEMA_VERSION = "1.0"


def publish(run: Run) -> RunSummary:
    """Store a revision for the run's present rows, unless the latest says the same already.

    Readers show the latest, so rows that went back to what they were are a new revision.
    """
    facts = facts_of(run)
    digest = facts_digest(facts)
    latest = latest_summary(run)
    now = timezone.now()
    boards = measured(facts, seed=seed_of(digest))
    content = document(run, facts=facts, boards=boards, input_digest=digest, now=now)
    if latest and _untimed(json.loads(latest.content)) == _untimed(content):
        return latest
    summary: RunSummary = RunSummary.objects.create(
        run=run,
        revision=latest.revision + 1 if latest else 1,
        input_digest=digest,
        content=json.dumps(content, ensure_ascii=False, allow_nan=False),
        computed_at=now,
    )
    store_cells(summary, cells_of_boards(facts, boards))
    return summary


def seed_of(input_digest: str) -> int:
    """It comes from the digest, so it is the rows' own."""
    return int(input_digest.removeprefix("sha256:")[:8], 16)


def document(
    run: Run,
    *,
    facts: RunFacts,
    boards: Mapping[str, BoardData],
    input_digest: str,
    now: datetime,
) -> dict[str, Any]:
    """The summary of schema 1.0; `boards` are measured with the digest's seed."""
    seed = seed_of(input_digest)
    figures = summarise(facts, seed=seed, boards=boards)
    attempts = ended_of(Attempt.objects.filter(run=run))
    stages = stage_figures(run, attempts=attempts, attempts_took=facts.latency_ms)
    return {
        "schema_version": SCHEMA_VERSION,
        "run": _run(run),
        "arms": [
            {"key": arm.key, "provider": arm.provider, "model": arm.model}
            for arm in run.arms.order_by("key")
        ],
        "attempts": attempt_counts(attempts),
        "leaderboards": {
            name: {**board, "flags": _caveats(run, board)}
            for name, board in figures["leaderboards"].items()
        },
        "pairwise": figures["pairwise"],
        "stages": stages,
        "flags": figures["flags"] + judging_flags(stages),
        "methods": {"statistics": STATISTICS_VERSION, "prices": PRICES_VERSION},
        "seed": seed,
        "input_digest": input_digest,
        "computed_at": moment(now),
    }


def _untimed(content: dict[str, Any]) -> dict[str, Any]:
    """Without the moments of a revision itself: what it says of the rows."""
    return {**content, "computed_at": None, "run": {**content["run"], "finished_at": None}}


def _caveats(run: Run, board: dict[str, Any]) -> list[dict[str, Any]]:
    """What holds for a board as a whole: times that were not taken here say so."""
    if not run.imported or board["metric"] != LATENCY.metric:
        return []
    timed = sum(entry["n_scored"] for entry in board["entries"])
    return [flag("measured_elsewhere", observed=timed, threshold=None)] if timed else []


def _run(run: Run) -> dict[str, Any]:
    experiment, task_set = run.experiment, run.task_set
    return {
        "id": str(run.pk),
        "organization": experiment.organization.slug,
        "experiment": experiment.name,
        "state": run.state,
        "imported": run.imported,
        "started_at": moment(run.started_at),
        "finished_at": moment(run.finished_at),
        "repeats": run.repeats,
        "task_set": {
            "name": task_set.name,
            "version": task_set.version,
            "digest": task_set.digest,
            "n_tasks": task_set.n_tasks,
        },
        "evaluator_profile": _profile(run),
        "judge": run.config.get("judge") if run.imported else None,
    }


def _profile(run: Run) -> dict[str, Any] | None:
    profile = profile_of(run)
    if profile is None:
        return None
    return {"name": profile.name, "version": profile.version, "digest": profile.digest}
