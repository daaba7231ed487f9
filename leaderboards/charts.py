"""Scales, and forest plots as geometry: a template draws it as inline SVG. Pure.

Positions across are percentages of the plot's width, so that the drawing stretches and its text
does not. Every arm has a row of its own, with its name and its figure beside as text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, log10

LEFT, RIGHT = 1.0, 99.0  # where the scale begins and ends, per cent
# A whisker this many times beyond the estimates is cut, with an arrow: few tasks can make an
# interval that would leave no room for anything else.
REACH = 4.0
TICKS = 6
SMALLEST = 1e-12  # in any unit: less is drawn as 0, which has no logarithm
CROWDED = 10  # times the smallest: from here on a scale from 0 would press it against the edge


class Axis(Enum):
    """The scale: from 0 to 1, from 0 up as long as that shows every arm, or logarithmic."""

    FRACTION = "fraction"
    ZERO = "zero"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One arm. `text` and `interval` are its figures as people read them."""

    label: str
    estimate: float | None
    low: float | None
    high: float | None
    text: str | None = None
    interval: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMark:
    """A row: `x` is None without an estimate, `x1` without an interval. `cut` ends go on."""

    label: str
    text: str | None
    interval: str | None
    x: str | None
    x1: str | None
    x2: str | None
    cut_low: bool
    cut_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """`unbounded`: some estimate has no interval, and is drawn hollow."""

    logarithmic: bool
    unbounded: bool
    ticks: tuple[Tick, ...]
    marks: tuple[DrawnMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    low: float
    high: float
    logarithmic: bool

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high end, kept in between."""
        low, high, value = (self._warped(each) for each in (self.low, self.high, value))
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def place(self, value: float) -> str:
        return f"{LEFT + (RIGHT - LEFT) * self.share(value):.2f}%"

    def _warped(self, value: float) -> float:
        return log10(max(value, SMALLEST)) if self.logarithmic else value


def forest(marks: Sequence[Mark], *, axis: Axis, write: Callable[[float], str]) -> Forest:
    """Lay out one row per mark, in the order given, over a scale that holds all of them."""
    scale = scale_for(marks, axis=axis)
    return Forest(
        logarithmic=scale.logarithmic,
        unbounded=any(mark.estimate is not None and mark.low is None for mark in marks),
        ticks=drawn_ticks(scale, write=write),
        marks=tuple(_drawn(mark, scale) for mark in marks),
    )


def drawn_ticks(scale: Scale, *, write: Callable[[float], str]) -> tuple[Tick, ...]:
    return tuple(Tick(x=scale.place(at), label=tidy(write(at))) for at in ticks_of(scale))


def scale_for(marks: Sequence[Mark], *, axis: Axis) -> Scale:
    estimates = [mark.estimate for mark in marks if mark.estimate is not None]
    if axis is Axis.FRACTION or not estimates:
        return Scale(low=0.0, high=1.0, logarithmic=False)
    most = max(estimates)
    highs = [min(mark.high, most * REACH) for mark in marks if mark.high is not None]
    top = max([most, *highs])
    if min(estimates) <= SMALLEST or (axis is Axis.ZERO and most < min(estimates) * CROWDED):
        return Scale(low=0.0, high=(top if top > SMALLEST else 1.0) * 1.04, logarithmic=False)
    least = min(estimates)
    lows = [max(mark.low, least / REACH) for mark in marks if mark.low is not None]
    return Scale(low=min([least, *lows]) / 1.15, high=top * 1.15, logarithmic=True)


def ticks_of(scale: Scale) -> list[float]:
    """Round values within the scale, about half a dozen."""
    if scale.logarithmic and len(ticks := _log_ticks(scale)) > 1:
        return ticks
    step = _round_step((scale.high - scale.low) / (TICKS - 1))
    return [step * n for n in range(ceil(scale.low / step), floor(scale.high / step + 1e-9) + 1)]


def _log_ticks(scale: Scale) -> list[float]:
    """The densest choice of digits in every decade that leaves room for its labels."""
    for digits in (range(1, 10), (1, 2, 5), (1, 3), (1,)):
        ticks = list(_decades(scale, digits))
        if len(ticks) <= TICKS:
            return ticks
    return ticks[:: ceil(len(ticks) / TICKS)]


def _decades(scale: Scale, digits: Sequence[int]) -> Iterator[float]:
    for exponent in range(floor(log10(scale.low)), ceil(log10(scale.high)) + 1):
        for digit in digits:
            value = digit * 10.0**exponent
            if scale.low <= value <= scale.high:
                yield value


def _round_step(step: float) -> float:
    power = 10.0 ** floor(log10(step))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= step * 0.8)


def tidy(label: str) -> str:
    """A round value without the zeros that a figure needs: 1 s, 20%, $0.02."""
    return re.sub(r"\.0+(?=\D|$)|(\.\d*?[1-9])0+(?=\D|$)", r"\1", label)


def _drawn(mark: Mark, scale: Scale) -> DrawnMark:
    bounded = mark.low is not None and mark.high is not None
    low, high = mark.low or 0.0, mark.high or 0.0
    return DrawnMark(
        label=mark.label,
        text=mark.text,
        interval=mark.interval,
        x=None if mark.estimate is None else scale.place(mark.estimate),
        x1=scale.place(low) if bounded else None,
        x2=scale.place(high) if bounded else None,
        cut_low=bounded and low < scale.low,
        cut_high=bounded and high > scale.high,
    )
