"""The gate over a published summary: which pair is meant, and what stands in its way."""

import json
from collections.abc import Sequence
from typing import Any

from leaderboards.pairs import published_summary
from leaderboards.replaying import run_named
from leaderboards.statistics.gate import Gated, GateVerdict, gate
from leaderboards.statistics.summary import BOARDS
from organizations.errors import Invalid


def gated(run_id: str, *, board: str, baseline: str, candidate: str, margin: float) -> Gated:
    """Raises Invalid where there is nothing to decide, or SummaryNotPublished."""
    summary = json.loads(published_summary(run_named(run_id)).content)
    if board not in BOARDS:
        raise Invalid("board_unknown", f"--board: one of {', '.join(BOARDS)} is expected")
    _check_arms(summary, baseline=baseline, candidate=candidate)
    pair = _pair(summary["pairwise"][board], arms={baseline, candidate})
    if pair is None or not pair["n_tasks"]:
        sentence = f"{baseline} and {candidate} have no task with data in common on {board}."
        raise Invalid("no_data", sentence)
    try:
        return gate(pair, board=board, baseline=baseline, candidate=candidate, margin=margin)
    except ValueError as fault:
        raise Invalid("margin_invalid", f"--margin: {fault}") from None


def told(found: Gated) -> str:
    """The verdict in one line, with all that it rests on."""
    flags = f"; flags: {', '.join(found.flags)}" if found.flags else ""
    s = "" if found.n_tasks == 1 else "s"
    return (
        f"{found.verdict}: {found.board} of {found.candidate} against {found.baseline}:"
        f" {_figure(found.difference)} ({_interval(found)}) {_unit(found)},"
        f" on {found.n_tasks} task{s}; margin {found.margin:g}{flags}"
    )


def exit_code(verdict: GateVerdict) -> int:
    return {GateVerdict.PASS: 0, GateVerdict.FAIL: 1, GateVerdict.INCONCLUSIVE: 5}[verdict]


def _check_arms(summary: dict[str, Any], *, baseline: str, candidate: str) -> None:
    known = [arm["key"] for arm in summary["arms"]]
    for option, key in (("--baseline", baseline), ("--candidate", candidate)):
        if key not in known:
            sentence = f"{option}: the run has no arm {key!r}; it has {_listed(known)}."
            raise Invalid("arm_unknown", sentence)
    if baseline == candidate:
        raise Invalid("same_arm", "--candidate: another arm than --baseline is expected.")


def _listed(keys: Sequence[str], *, most: int = 20) -> str:
    more = f" and {len(keys) - most} more" if len(keys) > most else ""
    return ", ".join(keys[:most]) + more


def _pair(pairs: Sequence[dict[str, Any]], *, arms: set[str]) -> dict[str, Any] | None:
    return next((pair for pair in pairs if {pair["a"], pair["b"]} == arms), None)


def _figure(value: float | None) -> str:
    return "not known" if value is None else f"{value:+.4g}"


def _interval(found: Gated) -> str:
    if found.low is None:
        return "no interval"
    return f"95 % interval {_figure(found.low)} to {_figure(found.high)}"


def _unit(found: Gated) -> str:
    direction = "higher" if found.higher_is_better else "lower"
    return f"{found.unit}, {direction} is better"
