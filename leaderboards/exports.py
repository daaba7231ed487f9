"""A run's attempts as files: JSON Lines, or a table for spreadsheets. Both are streamed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from experiments.models import Run
from leaderboards.csv_cells import line_writer
from leaderboards.resources import USAGE_KEYS, json_line, run_lines

CHUNK = 64_000  # bytes, about
NESTED: Mapping[str, tuple[str, ...]] = {
    "usage": USAGE_KEYS,
    "artifact": ("format", "applies", "diff_sha256", "files", "warnings", "diff"),
    "validation": ("status", "score", "source", "checks", "posted"),
    "evaluation": ("state", "quality", "risk", "confidence", "error_code"),
}
COLUMNS = (
    *("id", "run", "arm", "provider", "model", "model_served", "task", "repeat", "state"),
    *("error_code", "error_detail", "retryable", "provider_calls"),
    *("finish_reason", "native_finish_reason"),
    *("usage", "cost_usd", "cost_source", "latency_ms"),
    *("queued_at", "started_at", "responded_at", "validated_at", "evaluated_at"),
    *("validation", "evaluation", "artifact", "output_text"),
)
HEADER = tuple(
    f"{column}.{key}" if key else column for column in COLUMNS for key in NESTED.get(column, ("",))
)
LONG = {  # texts that are written for people, and lists
    *("validation.checks", "validation.posted"),
    *("artifact.files", "artifact.warnings", "artifact.diff", "output_text"),
}
DOUBLED = {"output_text", "artifact.diff"}  # their quotes, by `run_lines`
csv_line = line_writer(HEADER, long=LONG, doubled=DOUBLED)
Values = tuple[Any, ...]


class Part(NamedTuple):
    """Cells of a row that come from one mapping: of the resource, or of what is nested in it."""

    column: str | None
    pick: Callable[[Mapping[str, Any]], Values]
    absent: Values


def _part(column: str | None, keys: Sequence[str]) -> Part:
    one = itemgetter(keys[0])
    pick = itemgetter(*keys) if len(keys) > 1 else lambda row: (one(row),)
    return Part(column=column, pick=pick, absent=(None,) * len(keys))


def _parts() -> Iterator[Part]:
    """What follows one another in the resource itself is picked at once."""
    for is_nested, columns in groupby(COLUMNS, key=NESTED.__contains__):
        if is_nested:
            yield from (_part(column, NESTED[column]) for column in columns)
        else:
            yield _part(None, tuple(columns))


PARTS = tuple(_parts())


def in_chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece of a streamed answer costs the server as much as some lines cost us."""
    kept: list[bytes] = []
    room = CHUNK
    for line in lines:
        kept.append(line)
        room -= len(line)
        if room <= 0:
            yield b"".join(kept)
            kept, room = [], CHUNK
    if kept:
        yield b"".join(kept)


def jsonl_lines(run: Run) -> Iterator[bytes]:
    return run_lines(run, line_of=json_line)


def csv_lines(run: Run) -> Iterator[bytes]:
    """With a header."""
    yield csv_line(HEADER)
    yield from run_lines(run, line_of=_row, doubled=True)


def _row(resource: Mapping[str, Any]) -> bytes:
    return csv_line(_values(resource))


def _values(resource: Mapping[str, Any]) -> list[Any]:
    """In the order of the header."""
    values: list[Any] = []
    for column, pick, absent in PARTS:
        found = resource if column is None else resource[column]
        values += pick(found) if found else absent
    return values
