"""One arm on each board, but where it stands."""

import math
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, median

from leaderboards.tests.textbook.intervals import (
    Draws,
    bca,
    percentile,
    score,
    standard_error,
    t_ci,
)
from leaderboards.tests.textbook.rows import (
    Cells,
    Json,
    cells_of,
    over_tasks,
    quality_of,
    reason_of,
    value_of,
)


def entry_of(board: str, rows: Sequence[Json], *, k: int, draws: Draws) -> Json:
    """Of one arm's rows, all of an ENTRY but where it stands. `k`: the run's largest repeat."""
    cells = cells_of(rows, lambda row: value_of(row, board))
    n_scored = sum(map(len, cells.values()))
    made = {"quality": _quality, "latency": _latency, "cost": _cost, "evaluator": _evaluator}
    entry = {
        "n_tasks": len(cells),
        "n_attempts": len(rows),
        "n_scored": n_scored,
        "df": len(cells) - 1 if cells else None,
        "censoring": {"n": 0, "cap_ms": None},
        **dict.fromkeys(("estimate", "std_error", "ci", "n_eff")),
    }
    return entry | made[board](rows, cells, k=k, draws=draws)


def _quality(rows: Sequence[Json], cells: Cells, *, k: int, draws: Draws) -> Json:
    reasons = [quality_of(row)[1] for row in rows]

    def at(stand_in: float | None) -> float | None:
        """Infrastructure failures as `stand_in`, and what is unscored as well if it is a number."""
        return over_tasks(
            cells_of(
                rows,
                lambda row: (
                    stand_in
                    if quality_of(row)[1] in ("infra_error", "unscored")
                    else quality_of(row)[0]
                ),
            )
        )

    full = [values for values in cells.values() if len(values) >= k]
    solved = [(len(values), values.count(1.0)) for values in full]
    ways = [math.comb(n, k) for n, _ in solved]
    missed = [math.comb(n - c, k) / way for (n, c), way in zip(solved, ways, strict=True)]
    through = [math.comb(c, k) / way for (_, c), way in zip(solved, ways, strict=True)]
    return score(cells) | {
        "missing": {
            **{name: reasons.count(name) for name in ("model_error", "timeout", "infra_error")},
            "unscored": reasons.count("unscored"),
            "policy": "count_as_failure",
            "score_completed_only": at(None),
            "missing_bounds": [at(0.0), at(1.0)],
        },
        "pass_at_k": 1 - fmean(missed) if full else None,
        "all_k_pass": fmean(through) if full else None,
    }


def _evaluator(rows: Sequence[Json], cells: Cells, *, k: int, draws: Draws) -> Json:
    def at(stand_in: float) -> float | None:
        return over_tasks(
            cells_of(
                rows, lambda r: stand_in if not r.get("evaluation") else value_of(r, "evaluator")
            )
        )

    completed = [row for row in rows if reason_of(row) != "infra_error"]
    judged = [row["evaluation"] | {"task": row["task"]} for row in rows if row.get("evaluation")]
    return score(cells) | {
        "missing": {
            **dict.fromkeys(("model_error", "timeout", "infra_error"), 0),
            "unscored": len(rows) - len(judged),
            "policy": "leave_out",
            "score_completed_only": over_tasks(
                cells_of(completed, lambda r: value_of(r, "evaluator"))
            ),
            "missing_bounds": [at(0.0), at(1.0)],
        },
        "risk": over_tasks(cells_of(judged, lambda each: each["risk"])),
        "confidence_calibration": _calibration(rows),
    }


def _calibration(rows: Sequence[Json]) -> Json | None:
    said = []
    for row in rows:
        validation = row.get("validation") or {"status": None, "score": None}
        score = validation["score"]
        if score is None:
            score = {"passed": 1.0, "failed": 0.0}.get(validation["status"])
        if row.get("evaluation") and score is not None:
            right = (row["evaluation"]["quality"] >= 0.5) == (score >= 0.5)
            said.append((row["evaluation"]["confidence"], float(right)))
    if not said:
        return None
    bins = defaultdict(list)
    for c, right in said:
        bins[min(math.floor(c * 10), 9)].append((c, right))
    gaps = [abs(fmean(c for c, _ in each) - fmean(o for _, o in each)) for each in bins.values()]
    sizes = [len(each) / len(said) for each in bins.values()]
    return {
        "brier": fmean((c - right) ** 2 for c, right in said),
        "ece": sum(size * gap for size, gap in zip(sizes, gaps, strict=True)),
        "n": len(said),
    }


def _latency(rows: Sequence[Json], cells: Cells, *, k: int, draws: Draws) -> Json:
    reasons = [reason_of(row) for row in rows]
    timed = [row for row in rows if value_of(row, "latency") is not None]
    waited = sorted((row["latency_ms"], reason_of(row) == "timeout", row["task"]) for row in timed)
    caps = {value for value, censored, _ in waited if censored}
    one_cap = len(caps) == 1 and waited[-1][0] <= max(caps)
    answered = sum(not censored for _, censored, _ in waited)
    timeouts = reasons.count("timeout")
    medians = [median(values) for values in cells.values()]
    found = {
        "missing": {
            **{name: reasons.count(name) for name in ("model_error", "timeout", "infra_error")},
            "unscored": reasons.count(None) - answered,
            **{"policy": "censor_timeouts", "score_completed_only": None, "missing_bounds": None},
        },
        "censoring": {"n": len(timed) - answered, "cap_ms": max(caps) if one_cap else None},
        "timeout_rate": timeouts / (answered + timeouts) if answered + timeouts else None,
        **{f"p{q}_ms": percentile(waited, q, ordered=one_cap or not caps) for q in (50, 90, 99)},
    }
    return found | (_geometric(medians) if medians else {})


def _geometric(medians: Sequence[float]) -> Json:
    if min(medians) == 0:
        return {"estimate": 0.0, "n_eff": len(medians)}
    logs = [math.log(value) for value in medians]
    estimate, error = math.exp(fmean(logs)), standard_error(logs)
    ci = t_ci(logs, "t_log")
    return {
        "estimate": estimate,
        "std_error": None if error is None else estimate * error,
        "ci": ci and ci | {"low": math.exp(ci["low"]), "high": math.exp(ci["high"])},
        "n_eff": len(medians),
    }


def _cost(rows: Sequence[Json], cells: Cells, *, k: int, draws: Draws) -> Json:
    known = sorted(
        (cost, False, row["task"]) for row in rows if (cost := value_of(row, "cost")) is not None
    )
    means = {task: fmean(values) for task, values in cells.items()}
    found = {
        "missing": {
            **dict.fromkeys(("model_error", "timeout", "infra_error"), 0),
            "unscored": len(rows) - len(known),
            **{"policy": "leave_out", "score_completed_only": None, "missing_bounds": None},
        },
        "usd_per_solved": _per_solved(means, cells_of(rows, lambda row: value_of(row, "quality"))),
        "total_usd": math.fsum(cost for cost, _, _ in known) if known else None,
        "p50_usd": percentile(known, 50, ordered=True),
    }
    if not means:
        return found
    costs = list(means.values())
    return found | {
        "estimate": fmean(costs),
        "std_error": standard_error(costs),
        "ci": bca(costs, draws=draws) if len(costs) < 50 else t_ci(costs),
        "n_eff": len(costs),
    }


def _per_solved(costs: dict[str, float], quality: Cells) -> Json | None:
    both = [(costs[task], fmean(quality[task])) for task in costs if task in quality]
    solved = sum(y for _, y in both)
    if solved == 0:
        return None
    ratio = sum(c for c, _ in both) / solved
    error = standard_error([c - ratio * y for c, y in both])
    return {
        "estimate": ratio,
        "std_error": None if error is None else error / (solved / len(both)),
    }
