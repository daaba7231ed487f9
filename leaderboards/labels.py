"""Where the labels of points go, so that none covers another or a point. Pure.

A drawing stretches and its text does not, so each place is tried at the narrowest and the widest
that the plot gets. Where the names have no room, a number stands for each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

WIDTHS = (270.0, 560.0)  # pixels, of the plot on a telephone and on a desk
HEIGHT = 280.0
LETTER, LINE = 7.0, 13.0  # of the text, in pixels and rather too large
DOT = 7.0  # half of a point with its rim
LONGEST, MOST = 20, 12  # of a name, and of names


class Spot(NamedTuple):
    """Of a point: percentages from the left and from the top."""

    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Box") -> float:
        """The area that both have."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """`dx` and `dy` in pixels from the point to the text's base line; `anchor` as SVG says it."""

    text: str
    dx: int
    dy: int
    anchor: str


# From the best on: beside, above, below, aslant, then further away.
PLACES = (
    *((10, 4, "start"), (-10, 4, "end"), (0, -10, "middle"), (0, 20, "middle")),
    *((8, -8, "start"), (8, 17, "start"), (-8, -8, "end"), (-8, 17, "end")),
    *((18, 4, "start"), (-18, 4, "end"), (0, -22, "middle"), (0, 32, "middle")),
    *((16, -20, "start"), (16, 28, "start"), (-16, -20, "end"), (-16, 28, "end")),
)


def place_labels(spots: Sequence[Spot], *, names: Sequence[str]) -> tuple[list[Placed], bool]:
    """One for each spot, and whether they are numbers, from 1, instead of the names."""
    if len(names) <= MOST and max(map(len, names)) <= LONGEST:
        placed, free = _placed(spots, names)
        if free:
            return placed, False
    placed, _ = _placed(spots, [str(number) for number in range(1, len(names) + 1)])
    return placed, True


def _placed(spots: Sequence[Spot], texts: Sequence[str]) -> tuple[list[Placed], bool]:
    """In order, each where it covers the least of what is there; whether all cover nothing."""
    taken = [[dot_of(spot, width) for spot in spots] for width in WIDTHS]
    found, free = [], True
    for spot, text in zip(spots, texts, strict=True):
        best, covered = _best_place(spot, text, taken)
        found.append(best)
        free = free and not covered
        for width, boxes in zip(WIDTHS, taken, strict=True):
            boxes.append(box_of(spot, best, width))
    return found, free


def _best_place(spot: Spot, text: str, taken: Sequence[Sequence[Box]]) -> tuple[Placed, float]:
    """The first that covers nothing, else the one that covers least; and how much."""
    least = inf
    for dx, dy, anchor in PLACES:
        tried = Placed(text=text, dx=dx, dy=dy, anchor=anchor)
        covered = _covered(spot, tried, taken)
        if covered < least:
            best, least = tried, covered
        if not covered:
            break
    return best, least


def _covered(spot: Spot, label: Placed, taken: Sequence[Iterable[Box]]) -> float:
    total = 0.0
    for width, boxes in zip(WIDTHS, taken, strict=True):
        mine = box_of(spot, label, width)
        total += sum(mine.covers(other) for other in boxes) + _outside(mine, width)
    return total


def _outside(box: Box, width: float) -> float:
    area = (box.right - box.left) * (box.bottom - box.top)
    return area - box.covers(Box(0.0, 0.0, width, HEIGHT))


def dot_of(spot: Spot, width: float) -> Box:
    x, y = spot.x / 100 * width, spot.y / 100 * HEIGHT
    return Box(x - DOT, y - DOT, x + DOT, y + DOT)


def box_of(spot: Spot, label: Placed, width: float) -> Box:
    x, y = spot.x / 100 * width + label.dx, spot.y / 100 * HEIGHT + label.dy
    wide = len(label.text) * LETTER
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return Box(left, y - LINE + 2, left + wide, y + 3)
