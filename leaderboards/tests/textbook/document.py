"""`leaderboards`, `pairwise` and `flags` of a summary."""

from collections import defaultdict
from collections.abc import Sequence

from leaderboards.tests.textbook.entries import entry_of
from leaderboards.tests.textbook.flags import entry_flags, lack, size_flags
from leaderboards.tests.textbook.intervals import Draws
from leaderboards.tests.textbook.pairs import SampledP, pairs_of
from leaderboards.tests.textbook.rows import HIGHER, Json

UNITS = {"quality": "fraction", "latency": "ms", "cost": "USD/task", "evaluator": "fraction"}


def document_of(rows: Sequence[Json], *, draws: Draws, sampled_p: SampledP) -> Json:
    """Of one run's lines, of which there must be one."""
    arms: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        arms[row["arm"]].append(row)
    tasks = {row["task"] for row in rows}
    pairs = {board: pairs_of(board, arms, sampled_p=sampled_p) for board in UNITS}
    cells = sum(len({row["task"] for row in own}) for own in arms.values())
    return {
        "leaderboards": {
            board: {
                "metric": board,
                "unit": unit,
                "higher_is_better": HIGHER[board],
                "entries": _entries(board, arms, pairs[board], n_tasks=len(tasks), draws=draws),
            }
            for board, unit in UNITS.items()
        },
        "pairwise": pairs,
        "flags": [*size_flags(len(tasks)), *lack(cells, len(arms) * len(tasks))],
    }


def _entries(
    board: str,
    arms: dict[str, list[Json]],
    pairs: Sequence[Json],
    *,
    n_tasks: int,
    draws: Draws,
) -> list[Json]:
    k = max(row["repeat"] for rows in arms.values() for row in rows)
    found = {arm: entry_of(board, rows, k=k, draws=draws) for arm, rows in arms.items()}
    estimates = {a: e["estimate"] for a, e in found.items() if e["estimate"] is not None}
    for arm, entry in found.items():
        own = [pair for pair in pairs if arm in (pair["a"], pair["b"])]
        entry |= {"arm": arm, **_standing(arm, estimates, own, higher=HIGHER[board])}
        if entry["n_tasks"] < 30:
            entry |= {"rank": None, "rank_interval": None}
        entry["flags"] = entry_flags(
            board,
            entry,
            run_tasks=n_tasks,
            differing=max((pair["wins"] + pair["losses"] for pair in own), default=0),
            arms=len(estimates),
        )
    return sorted(
        found.values(),
        key=lambda e: (e["estimate"] is None, e["rank"] is None, e["rank"] or 0, e["arm"]),
    )


def _standing(
    arm: str, estimates: dict[str, float], pairs: Sequence[Json], *, higher: bool
) -> Json:
    open_ = [pair for pair in pairs if pair["verdict"] == "indistinguishable"]
    others = [pair["b"] if pair["a"] == arm else pair["a"] for pair in open_]
    standing = {"rank": None, "rank_interval": None, "indistinguishable_from": sorted(others)}
    if arm not in estimates:
        return standing
    mine = estimates[arm]
    better = [
        each
        for each in estimates.values()
        if abs(each - mine) > 1e-9 * max(abs(each), abs(mine)) and (each > mine) == higher
    ]
    beaten_by = sum(pair["loser"] == arm for pair in pairs)
    beats = sum(pair["winner"] == arm for pair in pairs)
    return standing | {
        "rank": 1 + len(better),
        "rank_interval": [1 + beaten_by, len(estimates) - beats],
    }
