"""Two arms at a time, and Holm's correction over all of them."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from statistics import fmean, median

from scipy import stats

from leaderboards.tests.textbook.flags import lack, needed, size_flags
from leaderboards.tests.textbook.intervals import Z, ci_of, standard_error, t_ci
from leaderboards.tests.textbook.rows import HIGHER, Cells, Json, cells_of, value_of

SampledP = Callable[[str, str, str, Sequence[float]], float]  # board, a, b, differences


def pairs_of(board: str, arms: dict[str, Sequence[Json]], *, sampled_p: SampledP) -> list[Json]:
    """The PAIRs of a board; `sampled_p` gives the p-value of a test by random flips."""
    cells = {
        arm: cells_of(rows, lambda row: value_of(row, board)) for arm, rows in sorted(arms.items())
    }
    pairs = [
        {"a": a, "b": b}
        | _compared(board, cells[a], cells[b], p_of=lambda d, a=a, b=b: sampled_p(board, a, b, d))
        | _overlap(arms[a], arms[b])
        for a, b in combinations(sorted(arms), 2)
    ]
    _correct(pairs)
    estimated = sum(map(bool, cells.values()))
    for pair in pairs:
        union = pair.pop("either")
        pair["coverage"] = pair["n_tasks"] / union
        pair |= _verdict(pair, higher=HIGHER[board])
        pair["flags"] = [
            *size_flags(pair["n_tasks"]),
            *needed(pair["wins"] + pair["losses"], arms=estimated),
            *lack(pair["n_tasks"], union),
        ]
    return pairs


def _compared(board: str, a: Cells, b: Cells, *, p_of: Callable[[list[float]], float]) -> Json:
    inner = median if board == "latency" else fmean
    values = [(inner(a[task]), inner(b[task])) for task in a if task in b]
    logs = [math.log(x / y) for x, y in values if x > 0 < y]
    defined = len(logs) == len(values)
    gaps = [x - y for x, y in values]
    signs = Counter(_sign(gap) for gap in (logs if board == "latency" and defined else gaps))
    wins, losses = (signs[1], signs[-1]) if HIGHER[board] else (signs[-1], signs[1])
    found = {
        **{"n_tasks": len(values), "wins": wins, "ties": signs[0], "losses": losses},
        "win_rate": (wins + signs[0] / 2) / len(values) if values else None,
        **dict.fromkeys(("margin", "std_error", "ci", "mde_80", "test", "p_value")),
    }
    if board in ("latency", "cost"):
        found["ratio"] = _ratio(logs) if values and defined else None
    if not values:
        return found
    if board == "latency":
        found |= {"test": "paired_t_log"}
        return found | (_margin(logs, board) | {"p_value": _t_test(logs)} if defined else {})
    repeats = {len(each[task]) for task in a if task in b for each in (a, b)}
    return found | _margin(gaps, board) | _flip_test(gaps, repeats, p_of=p_of)


def _sign(gap: float) -> int:
    return 0 if abs(gap) <= 1e-9 else (1 if gap > 0 else -1)


def _margin(gaps: Sequence[float], board: str) -> Json:
    error = standard_error(gaps)
    ci = t_ci(gaps)
    if board in ("quality", "evaluator") and len(gaps) < 30:
        ci = _agresti_min(gaps)
    power = Z + float(stats.norm.ppf(0.8))
    return {
        "margin": fmean(gaps),
        "std_error": error,
        "ci": ci,
        "mde_80": None if error is None else power * error,
    }


def _agresti_min(gaps: Sequence[float]) -> Json | None:
    if len(gaps) < 2:
        return None
    n, total, squares = len(gaps) + 2, sum(gaps), sum(gap**2 for gap in gaps)
    half = Z * math.sqrt((squares + 1 - total**2 / n) / n**2)
    return ci_of(max(total / n - half, -1.0), min(total / n + half, 1.0), "agresti_min")


def _ratio(logs: Sequence[float]) -> Json:
    ci = t_ci(logs, "t_log")
    return {
        "estimate": math.exp(fmean(logs)),
        "ci": ci and ci | {"low": math.exp(ci["low"]), "high": math.exp(ci["high"])},
    }


def _t_test(gaps: Sequence[float]) -> float | None:
    if len(gaps) < 2:
        return None
    if max(gaps) - min(gaps) <= 1e-12 * max(map(abs, gaps)):
        return 1.0 if abs(fmean(gaps)) <= 1e-12 else 0.0
    return float(stats.ttest_1samp(gaps, 0).pvalue)


def _flip_test(
    gaps: Sequence[float], repeats: set[int], *, p_of: Callable[[list[float]], float]
) -> Json:
    if len(gaps) > 500:
        return {"test": "paired_t", "p_value": _t_test(gaps)}
    k = min(repeats) if len(repeats) == 1 else None
    if k and all(abs(gap * k - round(gap * k)) <= 1e-9 * k for gap in gaps):
        return {"test": "exact_sign_flip", "p_value": exact_p([round(gap * k) for gap in gaps])}
    return {"test": "sign_flip", "p_value": p_of(gaps)}


def exact_p(steps: Sequence[int]) -> float:
    """Over all 2^T choices of signs, counted by their sums."""
    sums = Counter({0: 1})
    for step in steps:
        flipped: Counter[int] = Counter()
        for total, ways in sums.items():
            flipped[total + step] += ways
            flipped[total - step] += ways
        sums = flipped
    extreme = sum(ways for total, ways in sums.items() if abs(total) >= abs(sum(steps)))
    return float(Fraction(extreme, 2 ** len(steps)))


def _overlap(a: Sequence[Json], b: Sequence[Json]) -> Json:
    mine, theirs = ({row["task"] for row in rows} for rows in (a, b))
    return {
        "tasks_only_a": sorted(mine - theirs),
        "tasks_only_b": sorted(theirs - mine),
        "either": len(mine | theirs),
    }


def _correct(pairs: list[Json]) -> None:
    tested = sorted((p for p in pairs if p["p_value"] is not None), key=lambda p: p["p_value"])
    for pair in pairs:
        pair |= {"p_adjusted": None, "correction": "holm", "family_size": len(tested)}
    for place, pair in enumerate(tested):
        so_far = [p["p_value"] * (len(tested) - at) for at, p in enumerate(tested[: place + 1])]
        pair["p_adjusted"] = min(1.0, max(so_far))


def _verdict(pair: Json, *, higher: bool) -> Json:
    undecided = {"winner": None, "loser": None}
    if not pair["n_tasks"]:
        return undecided | {"verdict": "no_data"}
    if pair["p_adjusted"] is None or pair["p_adjusted"] > 0.05:
        return undecided | {"verdict": "indistinguishable"}
    a, b = pair["a"], pair["b"]
    if (pair["margin"] > 0) == higher:
        return {"winner": a, "loser": b, "verdict": "a_better"}
    return {"winner": b, "loser": a, "verdict": "b_better"}
