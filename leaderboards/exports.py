"""A run's attempts as files: JSON Lines, or a table for spreadsheets. Both are streamed."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from experiments.models import Run
from leaderboards.resources import USAGE_KEYS, json_line, run_resources

CHUNK = 64_000  # characters, about
# A spreadsheet reads a cell that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
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


def in_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Each piece of a streamed answer costs the server as much as some lines cost us."""
    kept: list[str] = []
    room = CHUNK
    for line in lines:
        kept.append(line)
        room -= len(line)
        if room <= 0:
            yield "".join(kept).encode()
            kept, room = [], CHUNK
    if kept:
        yield "".join(kept).encode()


def jsonl_lines(run: Run) -> Iterator[str]:
    return map(json_line, run_resources(run))


def csv_lines(run: Run) -> Iterator[str]:
    """RFC 4180 with a header. Booleans are true and false, lists are JSON, null is empty."""
    yield _line(HEADER)
    for resource in run_resources(run):
        yield _line(_cells(resource))


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(resource: Mapping[str, Any]) -> Iterator[Any]:
    for column in COLUMNS:
        value = resource[column]
        if column not in NESTED:
            yield value
        else:
            yield from ((value or {}).get(key) for key in NESTED[column])


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(cells: Any) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()
