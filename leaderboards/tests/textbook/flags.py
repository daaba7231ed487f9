"""The flags, each by its own rule."""

from collections.abc import Iterator
from fractions import Fraction

from leaderboards.tests.textbook.rows import Json

INFO = ("few_clusters", "clt_unreliable", "quantile_ci_unbounded")
DIFFERING = {2: 6, 3: 7, 4: 8, 5: 9, 10: 11}  # arms: tasks that must differ, as published


def flag(code: str, observed: float, threshold: float) -> Json:
    severity = "info" if code in INFO else "warn"
    return {"code": code, "severity": severity, "observed": observed, "threshold": threshold}


def size_flags(n_tasks: int) -> Iterator[Json]:
    if n_tasks < 2:
        yield flag("no_interval", n_tasks, 2)
    if n_tasks < 30:
        yield flag("low_n", n_tasks, 30)
    if n_tasks - 1 < 8:
        yield flag("few_df", max(n_tasks - 1, 0), 8)
    if n_tasks < 40:
        yield flag("few_clusters", n_tasks, 40)
    if n_tasks < 300:
        yield flag("clt_unreliable", n_tasks, 300)


def lack(present: int, of: int) -> Iterator[Json]:
    if Fraction(present, of) < Fraction(95, 100):
        yield flag("incomplete", present / of, 0.95)


def needed(differing: int, *, arms: int) -> Iterator[Json]:
    if arms > 1 and differing < DIFFERING[arms]:
        yield flag("cannot_reach_significance", differing, DIFFERING[arms])


def entry_flags(
    board: str, entry: Json, *, run_tasks: int, differing: int, arms: int
) -> list[Json]:
    """`differing`: the most tasks on which it differs from another; `arms` with an estimate."""
    n_tasks, ci = entry["n_tasks"], entry["ci"]
    found = [*size_flags(n_tasks), *lack(n_tasks, run_tasks), *needed(differing, arms=arms)]
    if board in ("quality", "evaluator") and ci and ci["high"] - ci["low"] >= 0.30:
        found.append(flag("wide_interval", ci["high"] - ci["low"], 0.30))
    if board == "latency":
        open_ = [name for name, n in (("p50", 6), ("p90", 36), ("p99", 368)) if n_tasks < n]
        if open_:
            found.append(flag("quantile_ci_unbounded", n_tasks, 368) | {"percentiles": open_})
        if entry["censoring"]["n"]:
            found.append(flag("censored", entry["censoring"]["n"], 0))
    return found
