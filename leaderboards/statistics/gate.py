"""Whether a candidate may take a baseline's place: non-inferiority, read off a published pair.

The confidence interval decides (Piaggio et al. 2012, CONSORT for non-inferiority trials): the
candidate passes where even the worse end of how much worse it may be lies within the margin, fails
where even the better end lies beyond it, and is undecided otherwise.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import expm1, isfinite
from typing import Any

from leaderboards.statistics.boards import Board, Scale
from leaderboards.statistics.intervals import LARGEST_LOG
from leaderboards.statistics.pairing import TIE
from leaderboards.statistics.summary import BOARDS

Json = Mapping[str, Any]
UNITS = {Scale.SCORE: "fraction", Scale.LOG: "of the baseline's", Scale.USD: "USD/task"}


class GateVerdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """Candidate minus baseline in `unit`: a fraction, USD a task or, for latency, the share of the
    baseline's time by which the candidate takes longer (0.1: 10 % longer). `low` and `high` are
    the pair's own 95 % interval, None where there is none; `margin` is in the same unit."""

    verdict: GateVerdict
    board: str
    baseline: str
    candidate: str
    unit: str
    higher_is_better: bool
    difference: float | None
    low: float | None
    high: float | None
    margin: float
    n_tasks: int
    flags: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def gate(pair: Json, *, board: str, baseline: str, candidate: str, margin: float) -> Gated:
    """The verdict on a PAIR of a summary, which may name the two in either order.

    `margin` is how much worse is still good enough, 0 or more. Raises ValueError otherwise."""
    if not (isfinite(margin) and margin >= 0):
        raise ValueError("a margin of 0 or more is expected")
    found = BOARDS[board]
    sign = 1.0 if pair["a"] == candidate else -1.0
    difference = _in_unit(pair["margin"], sign=sign, board=found)
    low, high = _interval(pair["ci"], sign=sign, board=found)
    return Gated(
        verdict=_verdict(low, high, margin=margin, higher_is_better=found.higher_is_better),
        board=board,
        baseline=baseline,
        candidate=candidate,
        unit=UNITS[found.scale],
        higher_is_better=found.higher_is_better,
        difference=difference,
        low=low,
        high=high,
        margin=margin,
        n_tasks=pair["n_tasks"],
        flags=tuple(flag["code"] for flag in pair["flags"]),
    )


def _verdict(
    low: float | None, high: float | None, *, margin: float, higher_is_better: bool
) -> GateVerdict:
    if low is None or high is None:
        return GateVerdict.INCONCLUSIVE
    # What is worse by just the margin passes, whatever the last digits of a float say of it.
    least, most = (-high, -low) if higher_is_better else (low, high)  # worse by so much
    limit = margin + TIE * max(margin, 1.0)
    if most <= limit:
        return GateVerdict.PASS
    return GateVerdict.FAIL if least > limit else GateVerdict.INCONCLUSIVE


def _interval(ci: Json | None, *, sign: float, board: Board) -> tuple[float | None, float | None]:
    if ci is None:
        return None, None
    low, high = (_in_unit(ci[end], sign=sign, board=board) for end in ("low", "high"))
    if low is None or high is None:
        return None, None
    return (low, high) if sign > 0 else (high, low)


def _in_unit(value: float | None, *, sign: float, board: Board) -> float | None:
    """Times are compared on the log scale: a share is what people mean by a margin of theirs. None
    for one that no float holds."""
    if value is None:
        return None
    if board.scale is Scale.LOG:
        return expm1(sign * value) if sign * value < LARGEST_LOG else None
    return sign * value + 0.0
