"""The trust panel of an evaluator profile: what its scores were compared with, put together.

Facts come from `evaluation.judgements`, figures from `leaderboards.statistics`. A part that was not
measured is None, and `remedies` says how it could be.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

import numpy as np

from evaluation.judgements import (
    MOST,
    Human,
    Judgement,
    judgements_of,
    labels_of,
    last_canaries,
    validated_by,
)
from evaluation.profiles import caveats_of
from leaderboards.statistics.agreement import agreement, kappa
from leaderboards.statistics.evaluator import calibration
from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.repeatability import self_agreement
from leaderboards.statistics.trust import PASS, validity
from leaderboards.validations import scores_of_validations
from providers.amounts import plain
from providers.vendors import vendor_of

Json = dict[str, Any]
QUALITY, CONFIDENCE = 0, 2
REMEDIES = {
    "validation": "Give the tasks a validation, or post results from outside: then there is"
    " something to compare the scores with.",
    "humans": "Label some patches in the blind view of a run, or import labels over the API.",
    "repeatability": "Replay a run under this very profile: the same patches are judged once more.",
    "canaries": "Run ./bakeoff manage judge_canaries with this profile.",
}


def trust_of(profile: Any) -> Json:
    """Ready for JSON; `profile` is an EvaluatorProfile with its texts and connection."""
    rows = judgements_of(profile)
    scored = _first_scored(rows)
    figures = {
        "validation": _against_validation(scored, scores_of_validations(validated_by(profile))),
        "humans": _against_humans(scored, labels_of(profile)),
        "repeatability": _repeatability(rows),
        "canaries": _canaries(profile),
    }
    return {
        "profile": {
            "name": profile.name,
            "version": profile.version,
            "digest": profile.digest,
            "model": profile.model,
        },
        "judgements": _coverage(rows),
        "cost": _cost(rows),
        "family": _family(profile, rows),
        **figures,
        "remedies": {name: REMEDIES[name] for name, found in figures.items() if found is None},
        "caveats": [{"code": each.code, "sentence": each.sentence} for each in caveats_of(profile)],
    }


def _first_scored(rows: Sequence[Judgement]) -> dict[UUID, Judgement]:
    """By attempt, the first judgement that has scores: to judge twice is not to know more."""
    found: dict[UUID, Judgement] = {}
    for row in rows:
        if row.scores is not None:
            found.setdefault(row.attempt_id, row)
    return found


def _against_validation(
    scored: Mapping[UUID, Judgement], validated: Mapping[UUID, float]
) -> Json | None:
    rows = [row for attempt_id, row in scored.items() if attempt_id in validated]
    if not rows:
        return None
    outcomes = np.array([validated[row.attempt_id] for row in rows])
    quality, confidence = _column(rows, QUALITY), _column(rows, CONFIDENCE)
    found = validity(quality, outcomes, task=_tasks(rows))
    return found | {"confidence": calibration(quality, confidence, outcomes)}


def _against_humans(scored: Mapping[UUID, Judgement], labels: Mapping[UUID, Human]) -> Json | None:
    """`quality`: judge minus people; `accept`: the judge's score against their yes or no."""
    labelled = [row for attempt_id, row in scored.items() if attempt_id in labels]
    if not labelled:
        return None
    said = [labels[row.attempt_id] for row in labelled]
    return {
        "n": len(labelled),
        "n_labels": sum(human.n_labels for human in said),
        "n_split": sum(human.accept is None for human in said),
        "quality": _quality_of_humans(labelled, said),
        "accept": _accept_of_humans(labelled, said),
    }


def _quality_of_humans(rows: Sequence[Judgement], said: Sequence[Human]) -> Json | None:
    pairs = [(row, h.quality) for row, h in zip(rows, said, strict=True) if h.quality is not None]
    if not pairs:
        return None
    known = [row for row, _ in pairs]
    human = np.array([quality for _, quality in pairs])
    found = agreement(human, _column(known, QUALITY), task=_tasks(known))
    return {"n": len(known)} | found


def _accept_of_humans(rows: Sequence[Judgement], said: Sequence[Human]) -> Json | None:
    pairs = [(row, h.accept) for row, h in zip(rows, said, strict=True) if h.accept is not None]
    if not pairs:
        return None
    known = [row for row, _ in pairs]
    accepted, quality = np.array([a for _, a in pairs], dtype=float), _column(known, QUALITY)
    judged = (quality >= PASS).astype(np.int64)
    return validity(quality, accepted, task=_tasks(known)) | {
        "agreement": float((judged == accepted).mean()),
        "kappa": kappa(judged, accepted.astype(np.int64)),
    }


def _repeatability(rows: Sequence[Judgement]) -> Json | None:
    by_attempt: dict[UUID, list[tuple[float, ...]]] = defaultdict(list)
    for row in rows:
        if row.scores is not None:
            by_attempt[row.attempt_id].append(row.scores)
    return self_agreement(list(by_attempt.values()))


def _canaries(profile: Any) -> Json | None:
    report = last_canaries(profile)
    if report is None:
        return None
    return {
        "version": report.canaries_version,
        "threshold": report.threshold,
        "n": len(report.results),
        "n_moved": report.n_moved,
        "n_failed": report.n_failed,
        "cost_usd": plain(report.cost_usd),
        "asked_at": report.created_at.isoformat(),
        "results": report.results,
    }


def _coverage(rows: Sequence[Judgement]) -> Json:
    return {
        "n": len(rows),
        "truncated": len(rows) == MOST,
        "scored": sum(row.scores is not None for row in rows),
        "by_state": dict(sorted(Counter(row.state for row in rows).items())),
        "by_error_code": dict(sorted(Counter(r.error_code for r in rows if r.error_code).items())),
    }


def _cost(rows: Sequence[Judgement]) -> Json:
    """USD, over judgements for which somebody was asked. Unknown is never 0."""
    asked = [row.cost_usd for row in rows if row.calls]
    known = [cost for cost in asked if cost is not None]
    total = sum(known, Decimal(0))
    return {
        "n_known": len(known),
        "n_unknown": len(asked) - len(known),
        "mean_usd": float(total / len(known)) if known else None,
        "p50_usd": float(median(known)) if known else None,
        "total_usd": plain(total) if len(known) == len(asked) and known else None,
    }


def _family(profile: Any, rows: Sequence[Judgement]) -> Json:
    """Whether judge and arms are of one maker. `unknown` are those of which it cannot be told."""
    maker = vendor_of(profile.provider, profile.model)
    arms = sorted({(row.provider, row.model) for row in rows})
    makers = {arm: vendor_of(*arm) for arm in arms}
    same = [model for (_, model), made in makers.items() if maker is not None and made == maker]
    return {
        "judge": maker,
        "same": sorted(set(same)),
        "unknown": sorted({model for (_, model), made in makers.items() if made is None}),
    }


def _column(rows: Sequence[Judgement], at: int) -> Floats:
    return np.array([row.scores[at] for row in rows if row.scores is not None], dtype=float)


def _tasks(rows: Sequence[Judgement]) -> Ints:
    _, place = np.unique([row.task_id.hex for row in rows], return_inverse=True)
    return place.astype(np.int64)
