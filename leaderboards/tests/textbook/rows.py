"""What lines of results.jsonl mean: reasons, scores, and the values that tasks have."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import fmean
from typing import Any

Json = dict[str, Any]
Cells = dict[str, list[float]]
BOARDS = ("quality", "latency", "cost", "evaluator")
HIGHER = {"quality": True, "latency": False, "cost": False, "evaluator": True}
OF_THE_MODEL = {
    *("content_filtered", "context_length_exceeded", "empty_response", "invalid_response"),
    *("payload_too_large", "response_too_large"),
}


def reason_of(row: Json) -> str | None:
    """Why an attempt failed; None for one that succeeded."""
    if row["state"] == "succeeded":
        return None
    code = row.get("error_code")
    if code == "timeout":
        return "timeout"
    return "model_error" if code is None or code in OF_THE_MODEL else "infra_error"


def quality_of(row: Json) -> tuple[float | None, str | None]:
    """The quality of an attempt, and the reason that it is missing or 0."""
    if reason := reason_of(row):
        return 0.0, reason
    validation = row.get("validation") or {"status": None, "score": None}
    if validation["score"] is not None:
        return validation["score"], None
    by_status = {"passed": (1.0, None), "failed": (0.0, None), "error": (0.0, "infra_error")}
    return by_status.get(validation["status"], (None, "unscored"))


def value_of(row: Json, board: str) -> float | None:
    """What an attempt brings to a board."""
    if board == "quality":
        return quality_of(row)[0]
    if board == "latency":
        return row.get("latency_ms") if reason_of(row) in (None, "timeout") else None
    if board == "cost":
        return None if row.get("cost_usd") is None else float(row["cost_usd"])
    return (row.get("evaluation") or {"quality": None})["quality"]


def cells_of(rows: Iterable[Json], value: Callable[[Json], float | None]) -> Cells:
    found: Cells = defaultdict(list)
    for row in rows:
        if (known := value(row)) is not None:
            found[row["task"]].append(known)
    return dict(sorted(found.items()))


def over_tasks(cells: Cells) -> float | None:
    return fmean(fmean(values) for values in cells.values()) if cells else None
