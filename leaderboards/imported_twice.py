"""The same attempts imported twice, with the scores of two judges: what a comparison is made of.

Two imported runs of an experiment hold the same attempts where their `attempts` digests are equal:
the same arms, tasks, repeats, outcomes and outputs, whatever was found out about them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evaluation.queries import is_evaluated, scores_of_run
from experiments.models import Attempt, Run
from leaderboards.comparing import outcomes_of, scores_of
from leaderboards.statistics.comparison import JudgedTwice, Scores

Identity = tuple[str, str, int]  # arm, task and repeat
NOT_TOLD = (
    *("version", "digest", "provider", "model", "parameters", "parser_version"),
    *("rubric", "prompt_template"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOfImports:
    """Two runs of the same attempts, both with evaluations; `old` was imported first."""

    old: Run
    new: Run
    attempt_set_digest: str

    @property
    def profiles(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is known of each judge: the name that was given with the import, if one was."""
        return _profile(self.old), _profile(self.new)

    def rows(self) -> Iterator[JudgedTwice]:
        """Every attempt that either judge scored, by arm, task and repeat, with the older's id and
        validation."""
        attempts, outcomes = _attempts(self.old), outcomes_of(self.old)
        both = _scores(self.old, attempts), _scores(self.new, _attempts(self.new))
        for identity, attempt_id in sorted(attempts.items()):
            (arm, task, repeat), (old, new) = identity, (said.get(identity) for said in both)
            if old or new:
                yield JudgedTwice(
                    id=str(attempt_id),
                    arm=arm,
                    task=task,
                    repeat=repeat,
                    old=old,
                    new=new,
                    outcome=outcomes.get(attempt_id),
                )


def judged_before(run: Run) -> PairOfImports | None:
    """The pair that an imported run with evaluations makes with the latest one before it."""
    if not run.config.get("attempts") or not is_evaluated(run):
        return None
    digest = run.config.get("attempts")
    same = run.experiment.runs.filter(imported=True, config__attempts=digest)
    earlier = same.filter(pk__lt=run.pk).order_by("-pk")
    old = next((each for each in earlier.iterator() if is_evaluated(each)), None)
    return PairOfImports(old=old, new=run, attempt_set_digest=digest) if old else None


def _attempts(run: Run) -> Mapping[Identity, UUID]:
    rows = Attempt.objects.filter(run=run).values_list("id", "arm__key", "task__key", "repeat")
    return {(arm, task, repeat): id for id, arm, task, repeat in rows.iterator()}


def _scores(run: Run, attempts: Mapping[Identity, UUID]) -> Mapping[Identity, Scores | None]:
    said = scores_of_run(run)
    return {identity: scores_of(said.get(id)) for identity, id in attempts.items()}


def _profile(run: Run) -> dict[str, Any]:
    return {"name": run.config.get("judge")} | dict.fromkeys(NOT_TOLD)
