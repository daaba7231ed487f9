"""The same attempts imported twice, with the scores of two judges: what a comparison is made of.

Two imported runs of an experiment hold the same attempts where their `attempts` digests are equal:
the same arms, tasks, repeats, outcomes and outputs, whatever was found out about them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evaluation.queries import Score, is_evaluated, scores_of_run
from experiments.models import Attempt, Run
from experiments.states import WorkState

Identity = tuple[str, str, int]  # arm, task and repeat
Scores = tuple[float, ...]  # quality, risk, confidence
NOT_TOLD = ("version", "digest", "model", "rubric", "prompt_template")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An attempt with what each judge said; None where he did not. `id` is that of the older."""

    id: str
    arm: str
    task: str
    repeat: int
    old: Scores | None
    new: Scores | None


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

    def rows(self) -> Iterator[Judged]:
        """Every attempt that either judge scored, by arm, task and repeat."""
        attempts = _attempts(self.old)
        old, new = _scores(self.old, attempts), _scores(self.new, _attempts(self.new))
        for identity, attempt_id in sorted(attempts.items()):
            if identity in old or identity in new:
                arm, task, repeat = identity
                yield Judged(
                    id=str(attempt_id),
                    arm=arm,
                    task=task,
                    repeat=repeat,
                    old=old.get(identity),
                    new=new.get(identity),
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


def _scores(run: Run, attempts: Mapping[Identity, UUID]) -> Mapping[Identity, Scores]:
    scores = scores_of_run(run)
    return {
        identity: _values(scores[id])
        for identity, id in attempts.items()
        if id in scores and scores[id].state == WorkState.SUCCEEDED
    }


def _values(score: Score) -> Scores:
    known = (score.quality, score.risk, score.confidence)
    return tuple(each for each in known if each is not None)


def _profile(run: Run) -> dict[str, Any]:
    return {"name": run.config.get("judge")} | dict.fromkeys(NOT_TOLD)
