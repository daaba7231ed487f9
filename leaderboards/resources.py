"""The attempt as it is shown outside: the same keys in the API, the export and attempts.jsonl."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from sys import maxsize
from typing import Any, BinaryIO

import orjson
from django.db.models import QuerySet

from experiments.models import Attempt, Run, Validation
from experiments.states import TERMINAL, WorkState
from leaderboards.attempt_rows import (
    Arm,
    Listed,
    Span,
    arms_of,
    as_row,
    engine_of,
    rows_of,
    spans_of,
    streamed,
    validations_of,
)
from leaderboards.formats import money
from leaderboards.validations import awaiting, counted_of, is_posted_to, posted_among, result_of

Json = dict[str, Any]
USAGE_KEYS = (
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "valid",
)
LAST = maxsize  # the place of a task that came meanwhile
OFTEN_SAID = 500  # bytes of checks
CHECK_KEYS = ("kind", "status", "score", "detail")
# They end a line for some readers, though not for JSON.
LINE_ENDS = {chr(code).encode(): f"\\u{code:04x}".encode() for code in (0x85, 0x2028, 0x2029)}


def attempt_resources(attempts: Iterable[Attempt]) -> Iterator[Json]:
    """One resource for each attempt, in order, in a constant number of queries.

    Every key is always there and what is absent is null. Of the given rows only the id is
    used, so `.only("pk")` is enough. An attempt that is gone by now is left out.
    """
    ids = [attempt.pk for attempt in attempts]
    listed = Listed(ids=ids)
    made = _resources(listed, rows_of(listed), validations_of(listed))
    found = {resource["id"]: resource for resource in made}
    return (found[str(pk)] for pk in ids if str(pk) in found)


def run_lines(
    run: Run, *, line_of: Callable[[Json], bytes], doubled: bool = False
) -> Iterator[bytes]:
    """Of all attempts of the run, by arm, task and repeat, in constant memory. Those of a span are
    made before the first goes out: the database does not wait for whoever reads them. `doubled`:
    the quotes of answers and patches are, as a table wants them."""
    posted_to = is_posted_to(run)
    for span in spans_of(run):
        validations = validations_of(span) if posted_to else Validation.objects.none()
        made = _resources(span, streamed(rows_of(span, doubled=doubled)), validations)
        yield from _in_order(made, span.places(), line_of)


def _in_order(
    resources: Iterable[Json], places: Mapping[str, int], line_of: Callable[[Json], bytes]
) -> Iterator[bytes]:
    lines = [(places.get(each["task"], LAST), each["repeat"], line_of(each)) for each in resources]
    lines.sort(reverse=True)
    while lines:
        yield lines.pop()[-1]  # whatever has gone out is not kept


def write_attempts(run: Run, stream: BinaryIO) -> None:
    """All attempts of the run as JSON Lines, by arm, task and repeat, in constant memory."""
    stream.writelines(run_lines(run, line_of=json_line))


def _resources(
    some: Span | Listed, rows: Iterable[Any], validations: QuerySet[Validation]
) -> Iterator[Json]:
    """Of `rows_of` the same. The validations are those of the same attempts; none will do where
    nothing was posted."""
    arms = arms_of(some)
    posted = {str(pk): found for pk, found in posted_among(validations).items()}
    awaited = set(map(str, awaiting(validations))) if posted else set()
    for row in map(as_row, rows):
        from_outside = posted.get(row.uuid, ())
        found = [*engine_of(row), *from_outside]
        counts = counted_of(found, awaited=row.uuid in awaited) if found else None
        yield _resource(row, arms[row.arm_uuid], counts=counts, posted=from_outside)


def json_line(resource: Json) -> bytes:
    line: bytes = orjson.dumps(resource, option=orjson.OPT_APPEND_NEWLINE)
    if not line.isascii():
        for end, escaped in LINE_ENDS.items():
            line = line.replace(end, escaped)
    return line


def _resource(attempt: Any, arm: Arm, *, counts: Any | None, posted: Sequence[Any]) -> Json:
    judged = attempt.state == WorkState.SUCCEEDED and attempt.judgement__state is not None
    return {
        "id": attempt.uuid,
        "run": arm.run,
        "arm": arm.key,
        "provider": arm.provider,
        "model": arm.model,
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
        "queued_at": attempt.queued,
        "started_at": attempt.started,
        "responded_at": attempt.responded,
        "validated_at": counts.at if counts else None,
        "evaluated_at": attempt.evaluated if judged else None,
        "artifact": _artifact(attempt),
        "validation": _validation(counts, posted),
        "evaluation": _evaluation(attempt) if judged else None,
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
    usage = orjson.loads(attempt.used or "null")
    return {key: usage.get(key) for key in USAGE_KEYS} if usage else None


def _artifact(attempt: Any) -> Json | None:
    if attempt.artifact__format is None:
        return None
    return {
        "format": attempt.artifact__format,
        "diff": attempt.artifact__diff,
        "diff_sha256": attempt.artifact__diff_sha256 or None,
        "files": orjson.loads(attempt.files),
        "applies": attempt.artifact__applies,
        "warnings": orjson.loads(attempt.warnings),
    }


def _validation(validation: Any | None, posted: Sequence[Any]) -> Json | None:
    result = result_of(validation)
    if validation is None or result.status is None:
        return None
    return {
        "status": result.status,
        "score": result.score,
        "source": validation.source,
        "checks": _checks(validation.said),
        "posted": [_posted(row) for row in posted],
    }


def _checks(said: str) -> list[Json]:
    return _read_once(said) if len(said) < OFTEN_SAID else _read(said)


def _read(said: str) -> list[Json]:
    return [{key: check.get(key) for key in CHECK_KEYS} for check in orjson.loads(said)]


# Nearly all attempts end in one of a few ways, which nobody changes.
_read_once = lru_cache(maxsize=256)(_read)


def _posted(row: Any) -> Json:
    details = next((check.get("detail") for check in orjson.loads(row.said)), None)
    return {
        "source": row.source,
        "status": row.status,
        "score": row.score,
        "details": details or None,
        "url": row.url or None,
        "posted_at": row.at,
    }


def _evaluation(attempt: Any) -> Json:
    return {
        "state": attempt.judgement__state,
        "quality": attempt.judgement__quality,
        "risk": attempt.judgement__risk,
        "confidence": attempt.judgement__confidence,
        "error_code": attempt.judgement__error_code or None
        if attempt.judgement__state in TERMINAL
        else None,
    }
