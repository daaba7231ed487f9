"""Two boards against each other as geometry: points, the Pareto line, labels. Pure.

Across, smaller is better (cost, latency); upwards, larger is (quality). Positions are percentages
of the plot; labels keep a distance of a few pixels from their point, whatever its width. An arm is
on the line where no other is at least as good on both boards and better on one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from leaderboards.charts import (
    LEFT,
    RIGHT,
    Axis,
    Mark,
    Scale,
    Tick,
    drawn_ticks,
    scale_for,
    ticks_of,
    tidy,
)
from leaderboards.labels import Placed, Spot, place_labels

BARS_UP_TO = 8  # arms: beyond, their bars hide the points
ROUND = 0.1  # the scale upwards begins and ends at a multiple of this


class Span(NamedTuple):
    """A figure with its interval."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    label: str
    across: Span
    up: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """`number` is its place from left to right. `behind` are the arms on the line that are at
    least as good on both boards; `on_line` without any."""

    label: str
    number: int
    x: str
    y: str
    name: Placed
    bars: tuple[Line, ...]
    behind: tuple[str, ...]

    @property
    def on_line(self) -> bool:
        return not self.behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """`numbered`: the names have no room, so that a number stands for each."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    logarithmic: bool
    points: tuple[Point, ...]
    steps: tuple[Line, ...]
    numbered: bool
    barred: bool


def scatter(
    arms: Sequence[Arm],
    *,
    write_across: Callable[[float], str],
    write_up: Callable[[float], str],
) -> Scatter:
    """Of at least one arm, drawn from left to right."""
    arms = sorted(arms, key=lambda arm: (arm.across.value, -arm.up.value, arm.label))
    barred = len(arms) <= BARS_UP_TO
    across = scale_for([_mark(arm.across, barred) for arm in arms], axis=Axis.ZERO)
    up = _upwards([arm.up for arm in arms], barred=barred)
    spots = [
        Spot(x=_percent(across, arm.across.value), y=100 - _percent(up, arm.up.value))
        for arm in arms
    ]
    names, numbered = place_labels(spots, names=[arm.label for arm in arms])
    front = frontier(arms)
    return Scatter(
        across=drawn_ticks(across, write=write_across),
        up=tuple(Tick(x=_down(up, at), label=tidy(write_up(at))) for at in ticks_of(up)),
        logarithmic=across.logarithmic,
        points=tuple(
            Point(
                label=arm.label,
                number=number,
                x=across.place(arm.across.value),
                y=_down(up, arm.up.value),
                name=name,
                bars=_bars(arm, across, up) if barred else (),
                behind=tuple(other.label for other in front if _beats(other, arm)),
            )
            for number, (arm, name) in enumerate(zip(arms, names, strict=True), start=1)
        ),
        steps=tuple(_steps(front, across, up)),
        numbered=numbered,
        barred=barred,
    )


def frontier(arms: Sequence[Arm]) -> list[Arm]:
    """Those that no other beats, in their order."""
    return [arm for arm in arms if not any(_beats(other, arm) for other in arms)]


def _beats(a: Arm, b: Arm) -> bool:
    no_worse = a.across.value <= b.across.value and a.up.value >= b.up.value
    return no_worse and (a.across.value, a.up.value) != (b.across.value, b.up.value)


def _mark(span: Span, barred: bool) -> Mark:
    low, high = (span.low, span.high) if barred else (None, None)
    return Mark(label="", estimate=span.value, low=low, high=high)


def _upwards(spans: Sequence[Span], *, barred: bool) -> Scale:
    """From round value to round value around all of them, at most from 0 to 1."""
    lows = [span.low if barred and span.low is not None else span.value for span in spans]
    highs = [span.high if barred and span.high is not None else span.value for span in spans]
    low = max(floor((min(lows) - ROUND / 4) / ROUND) * ROUND, 0.0)
    high = min(ceil((max(highs) + ROUND / 4) / ROUND) * ROUND, 1.0)
    return Scale(low=low, high=high, logarithmic=False)


def _steps(front: Sequence[Arm], across: Scale, up: Scale) -> list[Line]:
    """From the bottom up to the first arm, then across and up from one to the next, and on."""
    corners: list[tuple[str, str]] = []
    y = "100%"
    for arm in front:
        x = across.place(arm.across.value)
        corners += [(x, y), (x, y := _down(up, arm.up.value))]
    corners.append((f"{RIGHT}%", y))
    return [
        Line(x1=x1, y1=y1, x2=x2, y2=y2)
        for (x1, y1), (x2, y2) in pairwise(corners)
        if (x1, y1) != (x2, y2)
    ]


def _bars(arm: Arm, across: Scale, up: Scale) -> tuple[Line, ...]:
    x, y = across.place(arm.across.value), _down(up, arm.up.value)
    found = []
    if arm.across.low is not None and arm.across.high is not None:
        ends = across.place(arm.across.low), across.place(arm.across.high)
        found.append(Line(x1=ends[0], y1=y, x2=ends[1], y2=y))
    if arm.up.low is not None and arm.up.high is not None:
        ends = _down(up, arm.up.low), _down(up, arm.up.high)
        found.append(Line(x1=x, y1=ends[0], x2=x, y2=ends[1]))
    return tuple(found)


def _percent(scale: Scale, value: float) -> float:
    return LEFT + (RIGHT - LEFT) * scale.share(value)


def _down(scale: Scale, value: float) -> str:
    return f"{100 - _percent(scale, value):.2f}%"
