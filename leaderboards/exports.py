"""A run's attempts as files: JSON Lines, or a table for spreadsheets. Both are streamed."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from operator import itemgetter
from typing import Any

import orjson

from experiments.models import Run
from leaderboards.resources import USAGE_KEYS, json_line, run_lines

CHUNK = 64_000  # bytes, about
QUOTE, QUOTED = '"', '""'
# A spreadsheet reads a cell that begins so as a formula.
FORMULA_STARTS = frozenset("=+-@\t\r")
NESTED: Mapping[str, tuple[str, ...]] = {
    "usage": USAGE_KEYS,
    "artifact": ("format", "applies", "diff_sha256", "files", "warnings", "diff"),
    "validation": ("status", "score", "source", "checks", "posted"),
    "evaluation": ("state", "quality", "risk", "confidence", "error_code"),
}
PICKED = {column: itemgetter(*keys) for column, keys in NESTED.items()}
EMPTY = {column: [None] * len(keys) for column, keys in NESTED.items()}
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
    """RFC 4180 with a header. Booleans are true and false, lists are JSON, null is empty."""
    yield csv_line(HEADER)
    yield from run_lines(run, line_of=_row)


def csv_line(values: Iterable[Any]) -> bytes:
    return f"{','.join(map(_cell, values))}\r\n".encode()


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    text = value if isinstance(value, str) else _text(value)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def _cell(value: Any) -> str:
    """In quotes where it takes them. The `csv` module looks at each character by itself, which
    would take longer than all the rest of a row."""
    if value is None:
        return ""
    text = safe_cell(value)
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return f'"{text.replace(QUOTE, QUOTED)}"'
    return text


def _row(resource: Mapping[str, Any]) -> bytes:
    return csv_line(_values(resource))


def _values(resource: Mapping[str, Any]) -> Iterator[Any]:
    """In the order of the header."""
    for column in COLUMNS:
        value = resource[column]
        if column not in NESTED:
            yield value
        elif value:
            yield from PICKED[column](value)
        else:
            yield from EMPTY[column]


def _text(value: Any) -> str:
    if value is None:
        return ""
    number = type(value) in (int, float)  # a bool is neither
    return repr(value) if number and isfinite(value) else orjson.dumps(value).decode()
