"""From a replay's rows to the document of its comparison."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any
from uuid import UUID

from evaluation.models import EvaluatorProfile, Replay
from evaluation.queries import (
    Score,
    judgements_digest,
    judging_cost,
    profile_of,
    repeated_scores,
    scores_of_run,
)
from experiments.models import Attempt, Run
from experiments.states import WorkState
from leaderboards.formats import moment, money
from leaderboards.statistics.comparison import JudgedTwice, Scores, compare
from leaderboards.statistics.flags import flag
from leaderboards.statistics.repeatability import noise, self_agreement
from leaderboards.statistics.summary import STATISTICS_VERSION
from organizations.digests import digest
from providers.prices import PRICES_VERSION

SCHEMA_VERSION = "1.0"
LIBRARIES = ("numpy", "scipy")
Json = dict[str, Any]


def comparison_of(replay: Replay, *, now: datetime) -> Json:
    """Schema 1.0: the run's own judgements against the replay's, on the attempts that both scored.

    The seed comes from the scores, so the same scores give the same figures.
    """
    run, work = replay.run, replay.work
    old_scores, new_scores = scores_of_run(run), scores_of_run(work)
    rows = list(_judged_twice(run, old=old_scores, new=new_scores))
    input_digest = _input_digest(rows)
    seed = int(input_digest.removeprefix("sha256:")[:8], 16)
    figures = compare(rows, seed=seed)
    profiles = (profile_of(run), work.judged_by.profile)
    own = _self_agreement(run, *profiles)
    originals = _originals(replay)
    errors = {"old": _errors(old_scores), "new": _errors(new_scores)}
    found = figures.pop("flags")
    return {
        "schema_version": SCHEMA_VERSION,
        **_about(replay, now=now),
        "old_profile": _profile(profiles[0]),
        "new_profile": _profile(profiles[1]),
        "attempt_set_digest": replay.attempt_set_digest,
        "n_attempts": replay.n_attempts,
        "errors": sum(errors["new"].values()),
        "errors_by_code": errors,
        **figures,
        "self_agreement": own,
        "originals": originals,
        "cost_usd": money(judging_cost(work)),
        "flags": [*_flags(errors, own=own, originals=originals, old=profiles[0]), *found],
        "methods": {
            "statistics": STATISTICS_VERSION,
            "prices": PRICES_VERSION,
            **{name: version(name) for name in LIBRARIES},
        },
        "seed": seed,
        "input_digest": input_digest,
    }


def _about(replay: Replay, *, now: datetime) -> Json:
    run, work = replay.run, replay.work
    return {
        "replay": str(replay.pk),
        "organization": run.experiment.organization.slug,
        "experiment": run.experiment.name,
        "run": str(run.pk),
        "imported": run.imported,
        "actor": work.created_by.username if work.created_by else None,
        "reason": replay.reason or None,
        "started_at": moment(work.started_at),
        "created_at": moment(now),
    }


def _judged_twice(
    run: Run, *, old: Mapping[UUID, Score], new: Mapping[UUID, Score]
) -> Iterator[JudgedTwice]:
    """Every attempt of the run that either judge has a row of."""
    rows = Attempt.objects.filter(run=run).values_list("id", "arm__key", "task__key", "repeat")
    for attempt_id, arm, task, repeat in rows.iterator():
        if attempt_id in old or attempt_id in new:
            yield JudgedTwice(
                id=str(attempt_id),
                arm=arm,
                task=task,
                repeat=repeat,
                old=_scores(old.get(attempt_id)),
                new=_scores(new.get(attempt_id)),
            )


def _scores(score: Score | None) -> Scores | None:
    if score is None or score.state != WorkState.SUCCEEDED:
        return None
    known = (score.quality, score.risk, score.confidence)
    return tuple(each for each in known if each is not None)


def _input_digest(rows: list[JudgedTwice]) -> str:
    """Whatever the order of the rows, and whatever their ids."""
    return digest(sorted([row.arm, row.task, row.repeat, row.old, row.new] for row in rows))


def _errors(scores: Mapping[UUID, Score]) -> dict[str, int]:
    """Judgements that failed, by code."""
    codes = (s.error_code or "" for s in scores.values() if s.state == WorkState.FAILED)
    return dict(sorted(Counter(codes).items()))


def _profile(profile: EvaluatorProfile | None) -> Json | None:
    """All that a judge was made of; None: the scores were imported, by whom is not known."""
    if profile is None:
        return None
    return {
        "name": profile.name,
        "version": profile.version,
        "digest": profile.digest,
        "provider": profile.provider,
        "model": profile.model,
        "parameters": profile.parameters,
        "parser_version": profile.parser_version,
        "rubric": _text(profile.rubric),
        "prompt_template": _text(profile.prompt_template),
    }


def _text(text: Any) -> Json:
    return {"version": text.version, "digest": text.digest, "text": text.text}


def _self_agreement(run: Run, old: EvaluatorProfile | None, new: EvaluatorProfile) -> Json:
    """Of each judge, from all his judgements of the run's artifacts. `noise_sd`: how far the two
    would lie apart if they meant the same and merely wavered."""
    measured = {
        side: self_agreement(list(repeated_scores(run, profile=profile).values()))
        if profile
        else None
        for side, profile in (("old", old), ("new", new))
    }
    return {**measured, "noise_sd": noise(measured["old"], measured["new"])}


def _originals(replay: Replay) -> Json:
    """The run's own judgements when the replay started and now: they must be the same."""
    now = judgements_digest(replay.run)
    before = replay.originals_digest
    return {"digest_before": before, "digest_after": now, "unchanged": before == now}


def _flags(
    errors: Mapping[str, Mapping[str, int]],
    *,
    own: Json,
    originals: Json,
    old: EvaluatorProfile | None,
) -> list[Json]:
    found = []
    if not originals["unchanged"]:
        found.append(flag("originals_changed", observed=None, threshold=None))
    if old is None:
        found.append(flag("old_profile_unknown", observed=None, threshold=None))
    unmeasured = [side for side in ("old", "new") if own[side] is None]
    if unmeasured:
        item = flag("self_agreement_unmeasured", observed=len(unmeasured), threshold=0)
        found.append(item | {"sides": unmeasured})
    if failed := sum(errors["new"].values()):
        found.append(flag("judge_errors", observed=failed, threshold=0))
    return found
