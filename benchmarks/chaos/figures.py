"""What a scenario found, beside what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("promise", "figure", "seen", "limit", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    name: str
    seen: str
    limit: str
    held: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.seen}, promised {self.limit}"


Figures = list[Figure]


def exactly(name: str, seen: object, wanted: object) -> Figure:
    return Figure(name=name, seen=_shown(seen), limit=f"= {_shown(wanted)}", held=seen == wanted)


def at_most(name: str, seen: float, limit: float, unit: str = "") -> Figure:
    return Figure(
        name=name,
        seen=_shown(seen) + unit,
        limit=f"<= {_shown(limit)}{unit}",
        held=seen <= limit,
    )


def at_least(name: str, seen: float, limit: float, unit: str = "") -> Figure:
    return Figure(
        name=name,
        seen=_shown(seen) + unit,
        limit=f">= {_shown(limit)}{unit}",
        held=seen >= limit,
    )


def below(name: str, seen: float, limit: float) -> Figure:
    return Figure(name=name, seen=_shown(seen), limit=f"< {_shown(limit)}", held=seen < limit)


def broken(name: str, words: str) -> Figure:
    """The scenario did not come to its end."""
    return Figure(name=name, seen=words, limit="an end", held=False)


def render(rows: Sequence[tuple[str, Figure]]) -> str:
    """A table: promise | figure | seen | limit | held."""
    cells = [HEADINGS, *(_cells(promise, figure) for promise, figure in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return "\n".join(_line(row, widths) for row in cells)


def _cells(promise: str, figure: Figure) -> tuple[str, ...]:
    return promise, figure.name, figure.seen, figure.limit, "yes" if figure.held else "NO"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " | ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _shown(value: object) -> str:
    return f"{value:,.3g}" if isinstance(value, float) else str(value)
