"""The attempt as it is shown outside: the same keys in the API, the export and attempts.jsonl."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO
from uuid import UUID

from django.db.models import Func, IntegerField, QuerySet

from evaluation.queries import Score, scores_of
from experiments.models import Attempt, Run, Validation
from experiments.states import TERMINAL, WorkState
from leaderboards.formats import moment, money
from leaderboards.validations import counted_and_posted, result_of

Json = dict[str, Any]

# Read at once: as many rows as that, and as few that their answers have so many bytes together.
BATCH = 1_000
BATCH_BYTES = 4_000_000
USAGE_KEYS = (
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "valid",
)
CHECK_KEYS = ("kind", "status", "score", "detail")
# Of an attempt, its arm, its task and its artifact. An instance of each for every row would take
# longer than all the rest.
COLUMNS = (
    *("id", "run_id", "arm__key", "arm__provider", "arm__model", "model_served", "task__key"),
    *("repeat", "state", "error_code", "error_detail", "retryable", "provider_calls"),
    *("finish_reason", "native_finish_reason", "output_text", "usage", "cost_usd", "cost_source"),
    *("latency_ms", "queued_at", "started_at", "responded_at"),
    *("artifact__format", "artifact__diff", "artifact__diff_sha256", "artifact__files"),
    *("artifact__applies", "artifact__warnings"),
)
VALIDATION_COLUMNS = ("attempt_id", "source", "state", "status", "score", "checks", "url")
# They end a line for some readers, though not for JSON.
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
LINE_ENDS = {chr(code): f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The validation that counts, and all that were posted from outside."""

    counts: Validation | None
    posted: Sequence[Validation]


class OctetLength(Func):
    """How long a text is, which PostgreSQL tells without reading it."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="LENGTH", **context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Attempts of one arm on tasks that follow one another: a bound on both sides takes the
    database less than a list of ids."""

    arm: UUID
    first: str
    last: str

    def rows(self) -> QuerySet[Attempt]:
        within = {"task__key__gte": self.first, "task__key__lte": self.last}
        rows: QuerySet[Attempt] = Attempt.objects.filter(arm=self.arm, **within)
        return rows


def attempt_resources(attempts: Iterable[Attempt]) -> Iterator[Json]:
    """One resource for each attempt, in order, in a constant number of queries.

    Every key is always there and what is absent is null. Of the given rows only the id is
    used, so `.only("pk")` is enough. An attempt that is gone by now is left out.
    """
    ids = [attempt.pk for attempt in attempts]
    found = {made["id"]: made for made in _resources(Attempt.objects.filter(pk__in=ids))}
    return (found[str(pk)] for pk in ids if str(pk) in found)


def run_resources(run: Run) -> Iterator[Json]:
    """Of all attempts of the run, by arm, task and repeat, in constant memory."""
    for span in _spans(run):
        yield from _resources(span.rows().order_by("task__key", "repeat"))


def write_attempts(run: Run, stream: TextIO) -> None:
    """All attempts of the run as JSON Lines, by arm, task and repeat, in constant memory."""
    for resource in run_resources(run):
        stream.write(json_line(resource))


def _spans(run: Run) -> Iterator[Span]:
    """By arm and task, each of about BATCH attempts, or of about BATCH_BYTES."""
    rows = Attempt.objects.filter(run=run).order_by("arm__key", "task__key")
    sizes = rows.annotate(size=OctetLength("output_text")).values_list(
        "arm_id", "task__key", "size"
    )
    span, n, n_bytes = None, 0, 0
    for arm, task, size in sizes.iterator():
        full = n >= BATCH or n_bytes + (size or 0) > BATCH_BYTES
        if span and (span.arm != arm or (full and span.last != task)):
            yield span
            span = None
        if span is None:
            span, n, n_bytes = Span(arm=arm, first=task, last=task), 0, 0
        elif span.last != task:
            span = replace(span, last=task)
        n, n_bytes = n + 1, n_bytes + (size or 0)
    if span:
        yield span


def _resources(attempts: QuerySet[Attempt]) -> Iterator[Json]:
    ids = attempts.order_by().values("pk")
    validations: Any = Validation.objects.filter(attempt_id__in=ids)
    counted, posted = counted_and_posted(
        validations.values_list(*VALIDATION_COLUMNS, "finished_at", named=True)
    )
    scores = scores_of(ids)
    for row in attempts.values_list(*COLUMNS, named=True):
        checked = Checked(counts=counted.get(row.id), posted=posted.get(row.id, ()))
        yield _resource(row, checked, scores.get(row.id))


def json_line(resource: Json) -> str:
    line = ENCODER.encode(resource)
    if not line.isascii():
        for end, escaped in LINE_ENDS.items():
            line = line.replace(end, escaped)
    return f"{line}\n"


def _resource(attempt: Any, checked: Checked, score: Score | None) -> Json:
    if attempt.state != WorkState.SUCCEEDED:
        score = None
    return {
        "id": str(attempt.id),
        "run": str(attempt.run_id),
        "arm": attempt.arm__key,
        "provider": attempt.arm__provider,
        "model": attempt.arm__model,
        "model_served": attempt.model_served or None,
        "task": attempt.task__key,
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


def _ending(attempt: Any) -> Json:
    """Why it did not succeed. An attempt that waits for another call has not ended yet."""
    if attempt.state not in TERMINAL:
        return {"error_code": None, "error_detail": None, "retryable": None}
    return {
        "error_code": attempt.error_code or None,
        "error_detail": attempt.error_detail or None,
        "retryable": attempt.retryable,
    }


def _usage(attempt: Any) -> Json | None:
    return {key: attempt.usage.get(key) for key in USAGE_KEYS} if attempt.usage else None


def _artifact(attempt: Any) -> Json | None:
    if attempt.artifact__format is None:
        return None
    return {
        "format": attempt.artifact__format,
        "diff": attempt.artifact__diff,
        "diff_sha256": attempt.artifact__diff_sha256 or None,
        "files": attempt.artifact__files,
        "applies": attempt.artifact__applies,
        "warnings": attempt.artifact__warnings,
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
