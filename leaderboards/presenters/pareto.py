"""Quality against cost and against latency: what is gained where more is paid, or waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters.figures import known
from leaderboards.presenters.styles import STYLES, Style, interval_text
from leaderboards.scatter import Arm, Point, Scatter, Span, scatter

Json = Mapping[str, Any]
AGAINST = ("cost", "latency")
NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoRow:
    """An arm as text. `number` is what stands for it in the drawing, None where its name does."""

    number: int | None
    arm: str
    up: str
    up_interval: str | None
    across: str
    across_interval: str | None
    on_line: bool
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoView:
    """`chart` is None where no arm has both figures; `left_out` have one of them at most."""

    up: Style
    across: Style
    chart: Scatter | None
    rows: tuple[ParetoRow, ...]
    left_out: tuple[str, ...]


def pareto_views(summary: Json) -> tuple[ParetoView, ...]:
    return tuple(_view(summary["leaderboards"], STYLES[name]) for name in AGAINST)


def _view(boards: Json, across: Style) -> ParetoView:
    up = STYLES["quality"]
    entries = {entry["arm"]: entry for entry in boards["quality"]["entries"]}
    beside = {entry["arm"]: entry for entry in boards[across.name]["entries"]}
    shown = [key for key in entries if _known(entries[key]) and _known(beside[key])]
    left_out = tuple(key for key in entries if key not in shown)
    if not shown:
        return ParetoView(up=up, across=across, chart=None, rows=(), left_out=left_out)
    arms = [_arm(key, up=entries[key], across=beside[key]) for key in shown]
    chart = scatter(arms, write_across=across.value, write_up=up.value)
    rows = tuple(
        _row(point, up=entries[point.label], across=beside[point.label], by=across, chart=chart)
        for point in chart.points
    )
    return ParetoView(up=up, across=across, chart=chart, rows=rows, left_out=left_out)


def _known(entry: Json) -> bool:
    return entry["estimate"] is not None


def _arm(key: str, *, up: Json, across: Json) -> Arm:
    return Arm(label=key, up=_span(up), across=_span(across))


def _span(entry: Json) -> Span:
    return Span(entry["estimate"], known(entry["ci"], "low"), known(entry["ci"], "high"))


def _row(point: Point, *, up: Json, across: Json, by: Style, chart: Scatter) -> ParetoRow:
    quality = STYLES["quality"]
    return ParetoRow(
        number=point.number if chart.numbered else None,
        arm=point.label,
        up=quality.value(up["estimate"]),
        up_interval=interval_text(up["ci"], quality.value),
        across=by.value(across["estimate"]),
        across_interval=interval_text(across["ci"], by.value),
        on_line=point.on_line,
        behind=_listed(_names(point.behind, chart)),
    )


def _names(arms: Sequence[str], chart: Scatter) -> list[str]:
    """As the drawing calls them."""
    numbers = {point.label: f"No. {point.number}" for point in chart.points}
    return [numbers[arm] if chart.numbered else arm for arm in arms]


def _listed(names: Sequence[str]) -> str:
    """Two of them, and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
