"""The entries of a board: every arm's figures, ranked as far as the paired tests allow."""

from collections.abc import Sequence

from leaderboards.statistics.boards import (
    Board,
    BoardData,
    Json,
    Measured,
    Missing,
    interval_json,
    number,
)
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.flags import LOW_N, entry_flags

# Estimates this close, relative to the larger, share a rank.
SAME = 1e-9


def entries(board: Board, data: BoardData, *, facts: RunFacts, pairs: Sequence[Json]) -> list[Json]:
    """The board's ENTRY of every arm, by rank then key; unranked ones later, empty ones last."""
    ranked = ranks([arm.estimate.value for arm in data.arms], board=board)
    made = [
        _entry(board, data, arm, facts=facts, rank=ranked[arm], pairs=_pairs_of(key, pairs))
        for arm, key in enumerate(facts.arms)
    ]
    return sorted(made, key=_place)


def ranks(estimates: Sequence[float | None], *, board: Board) -> list[int | None]:
    """1 + the number of better estimates; those within rounding of each other share a rank."""
    known = [value for value in estimates if value is not None]
    return [
        None
        if value is None
        else 1 + sum(_better(other, value, higher=board.higher_is_better) for other in known)
        for value in estimates
    ]


def _better(a: float, b: float, *, higher: bool) -> bool:
    if abs(a - b) <= SAME * max(abs(a), abs(b)):
        return False
    return (a > b) == higher


def _pairs_of(key: str, pairs: Sequence[Json]) -> list[Json]:
    return [pair for pair in pairs if key in (pair["a"], pair["b"])]


def _entry(
    board: Board,
    data: BoardData,
    arm: int,
    *,
    facts: RunFacts,
    rank: int | None,
    pairs: Sequence[Json],
) -> Json:
    measured, key = data.arms[arm], facts.arms[arm]
    rows = facts.rows_of(arm)
    n_tasks = int(data.cells.known[arm].sum())
    return {
        "arm": key,
        **_estimate(measured),
        "n_tasks": n_tasks,
        "n_attempts": rows.stop - rows.start,
        "n_scored": measured.n_scored,
        "n_eff": number(measured.estimate.n_eff),
        "df": n_tasks - 1 if n_tasks else None,
        **_standing(key, rank, pairs, n_ranked=data.n_estimates, withheld=n_tasks < LOW_N),
        "missing": _missing(measured.missing),
        "censoring": {"n": measured.n_censored, "cap_ms": number(measured.cap_ms)},
        "flags": entry_flags(
            board,
            measured,
            n_tasks=n_tasks,
            run_tasks=len(facts.tasks),
            pairs=pairs,
            n_pairs=data.n_pairs,
        ),
        **measured.columns,
    }


def _estimate(measured: Measured) -> Json:
    return {
        "estimate": number(measured.estimate.value),
        "std_error": number(measured.estimate.std_error),
        "ci": interval_json(measured.estimate.ci),
    }


def _standing(
    key: str, rank: int | None, pairs: Sequence[Json], *, n_ranked: int, withheld: bool
) -> Json:
    """Where the arm stands. The rank interval is what the significant pairs leave open."""
    beaten_by = sum(pair["loser"] == key for pair in pairs)
    beats = sum(pair["winner"] == key for pair in pairs)
    show = rank is not None and not withheld
    return {
        "rank": rank if show else None,
        "rank_interval": [1 + beaten_by, n_ranked - beats] if show else None,
        "indistinguishable_from": [
            pair["b"] if pair["a"] == key else pair["a"]
            for pair in pairs
            if pair["verdict"] == "indistinguishable"
        ],
    }


def _missing(missing: Missing) -> Json:
    return {
        "model_error": missing.model_error,
        "timeout": missing.timeout,
        "infra_error": missing.infra_error,
        "unscored": missing.unscored,
        "policy": missing.policy,
        "score_completed_only": missing.score_completed_only,
        "missing_bounds": None if missing.bounds is None else list(missing.bounds),
    }


def _place(entry: Json) -> tuple[bool, bool, int, str]:
    return entry["estimate"] is None, entry["rank"] is None, entry["rank"] or 0, entry["arm"]
