"""The attempt as it is shown outside: the same keys in the API, the export and attempts.jsonl."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from django.core.exceptions import ObjectDoesNotExist

from evaluation.queries import Score, scores_of
from experiments.models import Attempt, Run, Validation
from experiments.states import TERMINAL, WorkState
from leaderboards.formats import moment, money
from leaderboards.validations import counted_and_posted, result_of

Json = dict[str, Any]

# Small enough that a batch of the largest answers still fits into memory.
BATCH = 100
USAGE_KEYS = (
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "valid",
)
CHECK_KEYS = ("kind", "status", "score", "detail")
HEAVY = (
    "arm__parameters",
    "arm__connection_settings",
    "task__prompt",
    "task__files",
    "task__reference_patch",
    "task__validation",
    "task__answer",
    "task__metadata",
)
# They end a line for some readers, though not for JSON.
LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The validation that counts, and all that were posted from outside."""

    counts: Validation | None
    posted: Sequence[Validation]


def attempts_in_order(run: Run) -> Iterator[Attempt]:
    """Only the ids are read; `attempt_resources` fetches the rest batch by batch."""
    rows = Attempt.objects.filter(run=run).order_by("arm__key", "task__key", "repeat")
    return iter(rows.only("pk"))


def attempt_resources(attempts: Iterable[Attempt]) -> Iterator[Json]:
    """One resource for each attempt, in order, in a constant number of queries per batch.

    Every key is always there and what is absent is null. Of the given rows only the id is
    used, so `.only("pk")` is enough. An attempt that is gone by now is left out.
    """
    ids = (attempt.pk for attempt in attempts)
    while batch := list(islice(ids, BATCH)):
        rows = Attempt.objects.select_related("arm", "task", "artifact").defer(*HEAVY)
        found = rows.in_bulk(batch)
        counted, posted = counted_and_posted(Validation.objects.filter(attempt_id__in=batch))
        scores = scores_of(batch)
        for pk in batch:
            if pk in found:
                checked = Checked(counts=counted.get(pk), posted=posted.get(pk, ()))
                yield _resource(found[pk], checked, scores.get(pk))


def write_attempts(run: Run, stream: TextIO) -> None:
    """All attempts of the run as JSON Lines, by arm, task and repeat, in constant memory."""
    for resource in attempt_resources(attempts_in_order(run)):
        stream.write(json_line(resource))


def json_line(resource: Json) -> str:
    return json.dumps(resource, ensure_ascii=False, allow_nan=False).translate(LINE_ENDS) + "\n"


def _resource(attempt: Attempt, checked: Checked, score: Score | None) -> Json:
    if attempt.state != WorkState.SUCCEEDED:
        score = None
    return {
        "id": str(attempt.pk),
        "run": str(attempt.run_id),
        "arm": attempt.arm.key,
        "provider": attempt.arm.provider,
        "model": attempt.arm.model,
        "model_served": attempt.model_served or None,
        "task": attempt.task.key,
        "repeat": attempt.repeat,
        "state": attempt.state,
        **_ending(attempt),
        "provider_calls": attempt.provider_calls,
        "finish_reason": attempt.finish_reason or None,
        "native_finish_reason": attempt.native_finish_reason or None,
        "output_text": attempt.output_text,
        "usage": _usage(attempt),
        "cost_usd": money(attempt.cost_usd),
        "cost_source": attempt.cost_source,
        "latency_ms": attempt.latency_ms,
        "queued_at": moment(attempt.queued_at),
        "started_at": moment(attempt.started_at),
        "responded_at": moment(attempt.responded_at),
        "validated_at": moment(checked.counts.finished_at) if checked.counts else None,
        "evaluated_at": moment(score.evaluated_at) if score else None,
        "artifact": _artifact(attempt),
        "validation": _validation(checked),
        "evaluation": _evaluation(score),
    }


def _ending(attempt: Attempt) -> Json:
    """Why it did not succeed. An attempt that waits for another call has not ended yet."""
    if attempt.state not in TERMINAL:
        return {"error_code": None, "error_detail": None, "retryable": None}
    return {
        "error_code": attempt.error_code or None,
        "error_detail": attempt.error_detail or None,
        "retryable": attempt.retryable,
    }


def _usage(attempt: Attempt) -> Json | None:
    return {key: attempt.usage.get(key) for key in USAGE_KEYS} if attempt.usage else None


def _artifact(attempt: Attempt) -> Json | None:
    try:
        artifact = attempt.artifact
    except ObjectDoesNotExist:
        return None
    return {
        "format": artifact.format,
        "diff": artifact.diff,
        "diff_sha256": artifact.diff_sha256 or None,
        "files": artifact.files,
        "applies": artifact.applies,
        "warnings": artifact.warnings,
    }


def _validation(checked: Checked) -> Json | None:
    validation, result = checked.counts, result_of(checked.counts)
    if validation is None or result.status is None:
        return None
    return {
        "status": result.status,
        "score": result.score,
        "source": validation.source,
        "checks": [{key: check.get(key) for key in CHECK_KEYS} for check in validation.checks],
        "posted": [_posted(row) for row in checked.posted],
    }


def _posted(row: Validation) -> Json:
    details = next((check.get("detail") for check in row.checks), None)
    return {
        "source": row.source,
        "status": row.status,
        "score": row.score,
        "details": details or None,
        "url": row.url or None,
        "posted_at": moment(row.finished_at),
    }


def _evaluation(score: Score | None) -> Json | None:
    if score is None:
        return None
    return {
        "state": score.state,
        "quality": score.quality,
        "risk": score.risk,
        "confidence": score.confidence,
        "error_code": score.error_code if score.state in TERMINAL else None,
    }
