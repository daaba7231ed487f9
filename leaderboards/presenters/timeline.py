"""When what happened to an attempt: its moments, and its stages as bars on one line of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from experiments.models import Attempt, ProviderCall, Validation
from experiments.states import ENGINE_SOURCE, CallOutcome, WorkState
from leaderboards.charts import Scale, ticks_of
from leaderboards.presenters import figures

ROW, BAR, TOP, AXIS_HEIGHT = 30, 12, 6, 24
LEFT, RIGHT = 22.0, 84.0  # where the line of time begins and ends, per cent
LEAST = 0.6  # per cent: what took next to no time is seen, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    name: str
    at: datetime | None
    since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of work: `kind` is call, check or judge."""

    label: str
    kind: str
    start: datetime
    end: datetime
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    kind: str
    failed: bool
    y: int
    top: int
    x: str
    width: str
    took: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    height: int
    bottom: int
    bar: int
    left: str
    right: str
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


def moments(
    attempt: Attempt, *, validations: Iterable[Validation], evaluated_at: datetime | None
) -> tuple[Moment, ...]:
    """The five moments of an attempt; those that did not come are None."""
    validated = [v.finished_at for v in validations if v.source == ENGINE_SOURCE]
    found = {
        "Queued": attempt.queued_at,
        "Started": attempt.started_at,
        "Responded": attempt.responded_at,
        "Validated": validated[0] if validated else None,
        "Evaluated": evaluated_at,
    }
    return tuple(
        Moment(
            name=name,
            at=at,
            since=figures.duration(at - attempt.queued_at) if at and name != "Queued" else None,
        )
        for name, at in found.items()
    )


def spans_of(
    calls: Iterable[ProviderCall],
    *,
    validations: Iterable[Validation],
    judging: tuple[datetime | None, datetime | None],
) -> list[Span]:
    """What was done, in order, as far as it has ended. `judging` is its start and its end."""
    found = [
        _span(f"Call {each.number}", "call", each, failed=each.outcome != CallOutcome.SUCCEEDED)
        for each in calls
    ]
    found += [
        _span("Validation", "check", each, failed=each.state == WorkState.FAILED)
        for each in validations
        if each.source == ENGINE_SOURCE
    ]
    found.append(_between("Evaluation", "judge", *judging, failed=False))
    return [span for span in found if span]


def chart(spans: Sequence[Span]) -> Chart | None:
    """One row per span on a line of time from the first start to the last end; None for nothing
    that took any time."""
    if not spans:
        return None
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    whole = _ms(end - start)
    if whole <= 0:
        return None
    bottom = TOP + ROW * len(spans)
    scale = Scale(low=0.0, high=whole, logarithmic=False)
    return Chart(
        height=bottom + AXIS_HEIGHT,
        bottom=bottom,
        bar=BAR,
        left=f"{LEFT}%",
        right=f"{RIGHT}%",
        ticks=tuple(
            Tick(x=f"{_place(at / whole):.2f}%", label=_short(at)) for at in ticks_of(scale)
        ),
        bars=tuple(_bar(span, row=row, start=start, whole=whole) for row, span in enumerate(spans)),
    )


def _span(label: str, kind: str, row: ProviderCall | Validation, *, failed: bool) -> Span | None:
    return _between(label, kind, row.started_at, row.finished_at, failed=failed)


def _between(
    label: str, kind: str, start: datetime | None, end: datetime | None, *, failed: bool
) -> Span | None:
    if start is None or end is None:
        return None
    return Span(label=label, kind=kind, start=start, end=max(start, end), failed=failed)


def _bar(span: Span, *, row: int, start: datetime, whole: float) -> Bar:
    began, took = _ms(span.start - start), _ms(span.end - span.start)
    width = max((RIGHT - LEFT) * took / whole, LEAST)
    y = TOP + ROW * row + ROW // 2
    failed = ", failed" if span.failed else ""
    return Bar(
        label=span.label,
        kind=span.kind,
        failed=span.failed,
        y=y,
        top=y - BAR // 2,
        x=f"{min(_place(began / whole), RIGHT - width):.2f}%",
        width=f"{width:.2f}%",
        took=figures.milliseconds(took),
        text=f"from {figures.milliseconds(began)} on for {figures.milliseconds(took)}{failed}",
    )


def _place(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _short(milliseconds: float) -> str:
    """A round value, as a scale writes it: 0, 500 ms, 2 s, 3 min."""
    if milliseconds < 1_000:
        return f"{milliseconds:g} ms" if milliseconds else "0"
    if milliseconds < 120_000:
        return f"{milliseconds / 1_000:g} s"
    return f"{milliseconds / 60_000:.3g} min"


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1_000
