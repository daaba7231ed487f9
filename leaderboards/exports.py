"""A run's attempts as files: JSON Lines, or a table for spreadsheets. Both are streamed."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from experiments.models import Run
from leaderboards.resources import ENCODER, USAGE_KEYS, json_line, run_resources

CHUNK = 64_000  # characters, about
# A spreadsheet reads a cell that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NESTED: Mapping[str, tuple[str, ...]] = {
    "usage": USAGE_KEYS,
    "artifact": ("format", "applies", "diff_sha256", "files", "warnings", "diff"),
    "validation": ("status", "score", "source", "checks", "posted"),
    "evaluation": ("state", "quality", "risk", "confidence", "error_code"),
}
EMPTY = {column: [""] * len(keys) for column, keys in NESTED.items()}
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
    write = csv.writer(Passing()).writerow  # returns what it is given to write
    yield write(HEADER)
    for resource in run_resources(run):
        yield write(_cells(resource))


class Passing:
    """A file that keeps nothing: what is written to it is handed back."""

    def write(self, text: str) -> str:
        return text


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(resource: Mapping[str, Any]) -> list[str]:
    cells: list[str] = []
    for column in COLUMNS:
        value = resource[column]
        if column not in NESTED:
            cells.append(safe_cell(value))
        elif value:
            cells += [safe_cell(value[key]) for key in NESTED[column]]
        else:
            cells += EMPTY[column]
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    number = type(value) in (int, float)  # a bool is neither
    return repr(value) if number and isfinite(value) else ENCODER.encode(value)
