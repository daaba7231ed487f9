"""What a judge said against what was so, as a drawing: on the diagonal he is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from leaderboards.presenters.figures import known

Json = Mapping[str, Any]
TOP, BOTTOM, HEIGHT = 10, 230, 268  # pixels down
LEFT, RIGHT = 13.0, 97.0  # per cent across
SMALLEST, LARGEST = 3.0, 8.0  # radius of a point by how many patches it stands for
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """`y1` and `y2` are the interval's ends, None without one."""

    x: str
    y: int
    y1: int | None
    y2: int | None
    radius: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: str
    y: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    height: int
    top: int
    bottom: int
    left: str
    right: str
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]


def calibration(found: Json) -> Calibration:
    """Of bins with their mean score and the share of their patches that passed."""
    bins = found["bins"]
    most = max((each["n"] for each in bins), default=1)
    return Calibration(
        height=HEIGHT,
        top=TOP,
        bottom=BOTTOM,
        left=f"{LEFT}%",
        right=f"{RIGHT}%",
        ticks=tuple(Tick(x=_across(at), y=_down(at), label=f"{at:g}") for at in TICKS),
        points=tuple(_point(each, most=most) for each in bins),
    )


def _point(each: Json, *, most: int) -> Point:
    passed = each["passed"]
    ci = passed.get("ci", passed)
    low, high = known(ci, "low"), known(ci, "high")
    bounded = low is not None and high is not None
    return Point(
        x=_across(each["mean_score"]),
        y=_down(passed["estimate"]),
        y1=_down(high) if bounded else None,
        y2=_down(low) if bounded else None,
        radius=f"{SMALLEST + (LARGEST - SMALLEST) * sqrt(each['n'] / most):.1f}",
    )


def _across(share: float) -> str:
    return f"{LEFT + (RIGHT - LEFT) * share:.2f}%"


def _down(share: float) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * share)
