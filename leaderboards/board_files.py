"""A board as a file: exactly the rows that its page shows, in the order in which it shows them.

Figures are as in the summary, not rounded; what is not known is null in JSON and empty in CSV.
"""

from collections.abc import Mapping
from typing import Any

from leaderboards.presenters.boards import shown_entries
from leaderboards.presenters.columns import COLUMNS
from leaderboards.presenters.figures import known

Json = Mapping[str, Any]
MISSING = ("model_error", "timeout", "infra_error", "unscored")


def board_about(summary: Json, board: str, *, asked: str) -> dict[str, Any]:
    """What the rows are of: run, board, unit, order, digest and methods."""
    found, run = summary["leaderboards"][board], summary["run"]
    return {
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
