"""The recorded answers: which one a model gave on which task, and its text. Pure."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from providers.codes import ErrorCode, FinishReason
from providers.demo import patches
from providers.demo.catalogue import DemoTask

REPEATS = 3
CORRECT = frozenset({"reference", "alternative"})

_ELIDED = "# ... existing code ..."
_KEPT_WHEN_CUT = 0.6
_OPENINGS = (
    "Here is the change.",
    "I changed {paths}; everything else stays as it is.",
    "The problem is in {paths}. This should do what you describe:",
    "I went through the points one by one. The result:",
    "Done, without touching the public names.",
)
_CLOSINGS = ("", "", "I have not run it.", "The existing callers need no change.", "")
_PROSE = """\
About "{title}": the cause is in {paths}, where the special cases are treated like the ordinary one.
I would first write a test for each of your points, then change the function step by step, the
smallest case first. Shall I go ahead?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One row of answers.csv.

    `answer`: reference, alternative, wrong, malformed, prose_only or none. `format`: unified,
    search_replace, whole_file, fenced, or '' without a patch. `error_code` is None for an answer;
    `latency_ms` is None for a time-out, which lasts as long as the caller waits.
    """

    model: str
    task: str
    repeat: int
    answer: str
    format: str
    finish_reason: FinishReason
    latency_ms: float | None
    input_tokens: int
    output_tokens: int
    error_code: ErrorCode | None


@cache
def recorded() -> Mapping[tuple[str, str, int], Recorded]:
    """All rows by (model, task, repeat)."""
    with Path(__file__).with_name("answers.csv").open(encoding="utf-8", newline="") as table:
        rows = [_row(raw) for raw in csv.DictReader(table)]
    return {(row.model, row.task, row.repeat): row for row in rows}


def find_answer(model: str, task: str, *, repeat: int) -> Recorded:
    """The row of a repeat; beyond the third they start again. Raises KeyError."""
    return recorded()[model, task, (repeat - 1) % REPEATS + 1]


def compose(row: Recorded, task: DemoTask) -> str:
    """The text as the model would have written it; '' where it wrote nothing."""
    if row.answer == "none":
        return ""
    paths = " and ".join(f"`{path}`" for path in sorted(_shown(row, task)))
    if row.answer == "prose_only":
        return _PROSE.format(paths=paths, title=task.title)
    body = _BODIES[row.format](row, task)
    number = (len(task.key) + len(row.model) + 2 * row.repeat) % len(_OPENINGS)
    parts = [_OPENINGS[number].format(paths=paths), body, _CLOSINGS[number]]
    text = "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
    if row.finish_reason is FinishReason.LENGTH:
        return text[: int(len(text) * _KEPT_WHEN_CUT)]
    return text


def _shown(row: Recorded, task: DemoTask) -> Mapping[str, str]:
    """The changed files that the answer is made from."""
    return task.variants.get(row.answer) or task.variants["reference"]


def _unified(row: Recorded, task: DemoTask) -> str:
    diff = patches.git_diff(task.files, _shown(row, task))
    if row.answer == "malformed":
        diff = "".join(_elided_in_diff(line) for line in diff.splitlines(keepends=True))
    return patches.fenced(diff, "diff")


def _search_replace(row: Recorded, task: DemoTask) -> str:
    text = patches.search_replace(task.files, _shown(row, task))
    if row.answer == "malformed":
        text = text.replace("<<<<<<< SEARCH\n", f"<<<<<<< SEARCH\n    {_ELIDED}\n")
    return text


def _whole_file(row: Recorded, task: DemoTask) -> str:
    return patches.whole_files(_shown(row, task))


def _fenced(row: Recorded, task: DemoTask) -> str:
    (text,) = _shown(row, task).values()
    return patches.fenced(text)


def _elided_in_diff(line: str) -> str:
    """Old lines replaced by a placeholder, as by a model that quotes a file from memory."""
    if line.startswith(("--- ", "+++ ")) or line[0] not in " -":
        return line
    return f"{line[0]}    {_ELIDED}\n"


_BODIES: Mapping[str, Callable[[Recorded, DemoTask], str]] = {
    "unified": _unified,
    "search_replace": _search_replace,
    "whole_file": _whole_file,
    "fenced": _fenced,
}


def _row(raw: Mapping[str, str]) -> Recorded:
    return Recorded(
        model=raw["model"],
        task=raw["task"],
        repeat=int(raw["repeat"]),
        answer=raw["answer"],
        format=raw["format"],
        finish_reason=FinishReason(raw["finish_reason"]),
        latency_ms=float(raw["latency_ms"]) if raw["latency_ms"] else None,
        input_tokens=int(raw["input_tokens"]),
        output_tokens=int(raw["output_tokens"]),
        error_code=ErrorCode(raw["error_code"]) if raw["error_code"] else None,
    )
