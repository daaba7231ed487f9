"""From what two judges said of the same attempts to the document of their comparison."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
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
from experiments.models import Attempt, Run, Validation
from experiments.states import WorkState
from leaderboards.formats import moment, money
from leaderboards.statistics.comparison import JudgedTwice, Scores, compare
from leaderboards.statistics.flags import flag
from leaderboards.statistics.repeatability import noise, self_agreement
from leaderboards.statistics.summary import STATISTICS_VERSION
from leaderboards.validations import scores_of_validations
from organizations.digests import digest
from providers.prices import PRICES_VERSION

SCHEMA_VERSION = "1.0"
LIBRARIES = ("numpy", "scipy")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgings:
    """What two judges said of the attempts of a run, and what is known of both. `errors`: by side,
    judgements that failed, by code."""

    rows: Sequence[JudgedTwice]
    old_profile: Json | None
    new_profile: Json | None
    errors: Mapping[str, Mapping[str, int]]
    self_agreement: Json
    cost_usd: Decimal | None


def replayed(replay: Replay) -> Judgings:
    """The run's own judgements and those of the replay."""
    run, work = replay.run, replay.work
    old, new = scores_of_run(run), scores_of_run(work)
    profiles = (profile_of(run), work.judged_by.profile)
    return Judgings(
        rows=list(_judged_twice(run, old=old, new=new)),
        old_profile=_profile(profiles[0]),
        new_profile=_profile(profiles[1]),
        errors={"old": _errors(old), "new": _errors(new)},
        self_agreement=_self_agreement(run, *profiles),
        cost_usd=judging_cost(work),
    )


def imported(rows: Iterable[JudgedTwice], *, profiles: tuple[Json, Json]) -> Judgings:
    """The same attempts imported twice, with the scores of each judge, of whom no more is known
    than the import said."""
    return Judgings(
        rows=list(rows),
        old_profile=profiles[0],
        new_profile=profiles[1],
        errors={"old": {}, "new": {}},
        self_agreement=dict.fromkeys(("old", "new", "noise_sd")),
        cost_usd=None,
    )


def comparison_of(replay: Replay, judgings: Judgings, *, now: datetime) -> Json:
    """Schema 1.0: old against new, on the attempts that both scored.

    The seed comes from the scores, so the same scores give the same figures.
    """
    input_digest = _input_digest(judgings.rows)
    seed = int(input_digest.removeprefix("sha256:")[:8], 16)
    figures = compare(judgings.rows, seed=seed)
    originals = _originals(replay)
    found = figures.pop("flags")
    return {
        "schema_version": SCHEMA_VERSION,
        **_about(replay, now=now),
        "old_profile": judgings.old_profile,
        "new_profile": judgings.new_profile,
        "attempt_set_digest": replay.attempt_set_digest,
        "n_attempts": replay.n_attempts,
        "errors": sum(judgings.errors["new"].values()),
        "errors_by_code": judgings.errors,
        **figures,
        "self_agreement": judgings.self_agreement,
        "originals": originals,
        "cost_usd": money(judgings.cost_usd),
        "flags": [*_flags(replay, judgings, originals=originals), *_fitting(found, judgings)],
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
    outcomes = outcomes_of(run)
    rows = Attempt.objects.filter(run=run).values_list("id", "arm__key", "task__key", "repeat")
    for attempt_id, arm, task, repeat in rows.iterator():
        if attempt_id in old or attempt_id in new:
            yield JudgedTwice(
                id=str(attempt_id),
                arm=arm,
                task=task,
                repeat=repeat,
                old=scores_of(old.get(attempt_id)),
                new=scores_of(new.get(attempt_id)),
                outcome=outcomes.get(attempt_id),
            )


def outcomes_of(run: Run) -> Mapping[UUID, float]:
    """By attempt, what its validation came to."""
    return scores_of_validations(Validation.objects.filter(run=run))


def scores_of(score: Score | None) -> Scores | None:
    """None where nothing was judged, or the judgement failed."""
    if score is None or score.state != WorkState.SUCCEEDED:
        return None
    known = (score.quality, score.risk, score.confidence)
    return tuple(each for each in known if each is not None)


def _input_digest(rows: Iterable[JudgedTwice]) -> str:
    """Whatever the order of the rows, and whatever their ids."""
    return digest(
        sorted([row.arm, row.task, row.repeat, row.old, row.new, row.outcome] for row in rows)
    )


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


def _flags(replay: Replay, judgings: Judgings, *, originals: Json) -> list[Json]:
    found = list(_unseen_tasks(replay, judgings))
    if not originals["unchanged"]:
        found.append(flag("originals_changed", observed=None, threshold=None))
    profiles = {"old": judgings.old_profile, "new": judgings.new_profile}
    unknown = [side for side, known in profiles.items() if not (known and known["digest"])]
    unmeasured = [side for side in profiles if judgings.self_agreement[side] is None]
    for code, sides in (("profile_unknown", unknown), ("self_agreement_unmeasured", unmeasured)):
        if sides:
            found.append(flag(code, observed=len(sides), threshold=0) | {"sides": sides})
    if failed := sum(judgings.errors["new"].values()):
        found.append(flag("judge_errors", observed=failed, threshold=0))
    return found


def _unseen_tasks(replay: Replay, judgings: Judgings) -> Iterator[Json]:
    """Tasks that came with imported results are keys: who judges them here reads no prompt."""
    tasks, judged_here = replay.run.task_set, (judgings.new_profile or {}).get("digest")
    if tasks.keys_only and judged_here:
        yield flag("tasks_unseen", observed=tasks.n_tasks, threshold=0)


def _fitting(found: Sequence[Json], judgings: Judgings) -> list[Json]:
    """That one and the same judge says the same twice is no reason to wonder."""
    digests = [(each or {}).get("digest") for each in (judgings.old_profile, judgings.new_profile)]
    same = digests[0] is not None and digests[0] == digests[1]
    return [each for each in found if not (same and each["code"] == "identical_scores")]
