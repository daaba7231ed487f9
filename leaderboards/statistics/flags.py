"""Warnings about what a figure rests on. Each stands where its own rule holds, whatever others say.

Sources of the thresholds: NCHS Data Presentation Standards for Proportions (2017) for `low_n`,
`few_df` and `wide_interval`; Cameron and Miller (2015) for `few_clusters`; Bowyer et al. (2025)
for `clt_unreliable`; order statistics for `quantile_ci_unbounded`; Miller (2024) for
`underpowered`.
"""

from collections.abc import Iterator, Sequence

from leaderboards.statistics.boards import Board, Json, Measured, Scale
from leaderboards.statistics.significance import ALPHA

MIN_TASKS = 2
LOW_N = 30
MIN_DF = 8
MIN_CLUSTERS = 40
CLT_TASKS = 300
WIDE = 0.30
COMPLETE = 0.95
# Below so many tasks the order statistics cannot enclose the percentile.
BOUNDED_FROM = {"p50": 6, "p90": 36, "p99": 368}
INFORMATIVE = frozenset({"few_clusters", "clt_unreliable", "quantile_ci_unbounded"})


def flag(code: str, *, observed: float | None, threshold: float | None) -> Json:
    severity = "info" if code in INFORMATIVE else "warn"
    return {"code": code, "severity": severity, "observed": observed, "threshold": threshold}


def entry_flags(
    board: Board,
    arm: Measured,
    *,
    n_tasks: int,
    run_tasks: int,
    pairs: Sequence[Json],
    n_pairs: int,
) -> list[Json]:
    """Flags of one arm on one board. `pairs` are its own, `n_pairs` counts the board's family."""
    flags = list(size_flags(n_tasks))
    flags += _power_flags(pairs, n_pairs=n_pairs)
    flags += _width_flags(board, arm)
    flags += _quantile_flags(board, n_tasks)
    flags += _censored_flags(arm)
    flags += share_flags(n_tasks, run_tasks)
    return flags


def pair_flags(pair: Json, *, n_pairs: int, margin_of_interest: float | None) -> list[Json]:
    """Flags of one pair; its share of tasks is its coverage."""
    flags = list(size_flags(pair["n_tasks"]))
    flags += _reach_flags(pair["wins"] + pair["losses"], n_pairs=n_pairs)
    detectable = pair["mde_80"]
    if None not in (detectable, margin_of_interest) and detectable > margin_of_interest:
        flags.append(flag("underpowered", observed=detectable, threshold=margin_of_interest))
    coverage = pair["coverage"]
    if coverage is not None and coverage < COMPLETE:
        flags.append(flag("incomplete", observed=coverage, threshold=COMPLETE))
    return flags


def size_flags(n_tasks: int) -> Iterator[Json]:
    """What few tasks alone put at risk. n_eff is never below the number of tasks."""
    df = max(n_tasks - 1, 0)
    rules = [
        ("no_interval", n_tasks, MIN_TASKS),
        ("low_n", n_tasks, LOW_N),
        ("few_df", df, MIN_DF),
        ("few_clusters", n_tasks, MIN_CLUSTERS),
        ("clt_unreliable", n_tasks, CLT_TASKS),
    ]
    for code, observed, threshold in rules:
        if observed < threshold:
            yield flag(code, observed=observed, threshold=threshold)


def share_flags(present: int, total: int) -> Iterator[Json]:
    if present < COMPLETE * total:
        yield flag("incomplete", observed=present / total, threshold=COMPLETE)


def differences_needed(n_pairs: int) -> int:
    """Fewest differing tasks with which one of `n_pairs` pairs can reach significance.

    If all of n tasks favour the same arm, the exact p is 2·2⁻ⁿ: it must reach 5% / pairs.
    """
    needed = 0
    while n_pairs and 2.0 * 2.0**-needed > ALPHA / n_pairs:
        needed += 1
    return needed


def _power_flags(pairs: Sequence[Json], *, n_pairs: int) -> Iterator[Json]:
    """An arm has a flag of pairs when its best pair has it."""
    differing = max((pair["wins"] + pair["losses"] for pair in pairs), default=0)
    yield from _reach_flags(differing, n_pairs=n_pairs)
    underpowered = [
        item for pair in pairs for item in pair["flags"] if item["code"] == "underpowered"
    ]
    powered = sum(pair["mde_80"] is not None for pair in pairs)
    if underpowered and len(underpowered) == powered:
        yield min(underpowered, key=lambda item: item["observed"])


def _reach_flags(differing: int, *, n_pairs: int) -> Iterator[Json]:
    needed = differences_needed(n_pairs)
    if differing < needed:
        yield flag("cannot_reach_significance", observed=differing, threshold=needed)


def _width_flags(board: Board, arm: Measured) -> Iterator[Json]:
    ci = arm.estimate.ci
    if board.scale is Scale.SCORE and ci is not None and ci.high - ci.low >= WIDE:
        yield flag("wide_interval", observed=ci.high - ci.low, threshold=WIDE)


def _quantile_flags(board: Board, n_tasks: int) -> Iterator[Json]:
    """One flag for all percentiles of an arm; `percentiles` names those it is about."""
    unbounded = [name for name, least in BOUNDED_FROM.items() if n_tasks < least]
    if board.scale is Scale.LOG and unbounded:
        threshold = BOUNDED_FROM[unbounded[-1]]
        item = flag("quantile_ci_unbounded", observed=n_tasks, threshold=threshold)
        yield item | {"percentiles": unbounded}


def _censored_flags(arm: Measured) -> Iterator[Json]:
    if arm.n_censored:
        yield flag("censored", observed=arm.n_censored, threshold=0)
