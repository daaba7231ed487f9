"""A board as a file: exactly the rows that its page shows, in the order in which it shows them.

Figures are as in the summary, not rounded; what is not known is null in JSON and empty in CSV.
"""

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from leaderboards.exports import safe_cell
from leaderboards.presenters.boards import shown_entries
from leaderboards.presenters.columns import COLUMNS
from leaderboards.presenters.figures import known

Json = Mapping[str, Any]
MISSING = ("model_error", "timeout", "infra_error", "unscored")


def board_csv(summary: Json, board: str, *, asked: str, simulated: frozenset[str]) -> str:
    """RFC 4180 with a header. The codes of the flags are separated by spaces."""
    rows = board_rows(summary, board, asked=asked, simulated=simulated)
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(rows[0] if rows else ())
    for row in rows:
        codes = " ".join(flag["code"] for flag in row["flags"])
        writer.writerow([safe_cell(value) for value in (row | {"flags": codes}).values()])
    return buffer.getvalue()


def board_json(summary: Json, board: str, *, asked: str, simulated: frozenset[str]) -> str:
    """The rows with what they are of: run, board, unit, direction, digest and methods."""
    found, run = summary["leaderboards"][board], summary["run"]
    document = {
        "run": run["id"],
        "experiment": run["experiment"],
        "imported": run["imported"],
        "board": board,
        "unit": found["unit"],
        "order": str(shown_entries(summary, board, asked=asked)[0]),
        "flags": [*summary["flags"], *found.get("flags", ())],
        "methods": summary["methods"],
        "input_digest": summary["input_digest"],
        "computed_at": summary["computed_at"],
        "rows": board_rows(summary, board, asked=asked, simulated=simulated),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


# The end of an address → its type and who writes it.
FILES: Mapping[str, tuple[str, Callable[..., str]]] = {
    "csv": ("text/csv; charset=utf-8; header=present", board_csv),
    "json": ("application/json", board_json),
}


def board_rows(
    summary: Json, board: str, *, asked: str, simulated: frozenset[str]
) -> list[dict[str, Any]]:
    columns = COLUMNS[board](summary["run"]["repeats"])
    _, entries = shown_entries(summary, board, asked=asked)
    n_tasks, arms = summary["run"]["task_set"]["n_tasks"], _arms(summary)
    return [
        {
            "arm": entry["arm"],
            **arms.get(entry["arm"], {"provider": None, "model": None}),
            "simulated": entry["arm"] in simulated,
            **_standing(entry),
            "n_tasks": entry["n_tasks"],
            "coverage": entry["n_tasks"] / n_tasks if n_tasks else None,
            "n_attempts": entry["n_attempts"],
            "n_scored": entry["n_scored"],
            **{reason: entry["missing"][reason] for reason in MISSING},
            **{column.name: column.value(entry) for column in columns},
            "flags": entry["flags"],
        }
        for entry in entries
    ]


def _standing(entry: Json) -> dict[str, Any]:
    best, worst = entry["rank_interval"] or (None, None)
    return {
        "rank_from": best,
        "rank_to": worst,
        "estimate": entry["estimate"],
        "ci_low": known(entry["ci"], "low"),
        "ci_high": known(entry["ci"], "high"),
    }


def _arms(summary: Json) -> dict[str, dict[str, Any]]:
    return {
        arm["key"]: {"provider": arm["provider"], "model": arm["model"]} for arm in summary["arms"]
    }
