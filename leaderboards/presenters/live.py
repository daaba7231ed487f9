"""A run on its way: what is done, what is left, about how long that takes, what failed last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from experiments.latest import LatestFailure, Pace
from experiments.models import Run
from experiments.queries import ArmStage, Counts, RunProgress
from leaderboards.presenters import figures

ENOUGH = 3  # rows that ended lately: with fewer there is no pace


class Segment(NamedTuple):
    """Of a bar: its kind, where it begins and how wide it is, in percent."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageBar:
    """`words` say in text what the segments show."""

    name: str
    done: int
    expected: int
    segments: tuple[Segment, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmBars:
    arm: str
    simulated: bool
    stages: tuple[StageBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFailures:
    stage: str
    failures: tuple[LatestFailure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView:
    """`share` of all that is to be done is done. `left` is None where no pace is known."""

    attempts: Counts
    share: str
    stages: tuple[StageBar, ...]
    arms: tuple[ArmBars, ...]
    left: str | None
    elapsed: str
    failures: tuple[StageFailures, ...]


def live_view(
    run: Run,
    progress: RunProgress,
    *,
    pace: Pace,
    failures: Sequence[LatestFailure],
    now: datetime,
) -> LiveView:
    done = sum(stage.counts.done for stage in progress.stages)
    expected = sum(stage.expected for stage in progress.stages)
    moving = run.paused_at is None and run.cancel_requested_at is None
    left = seconds_left(progress.stages, ended=pace.ended, within=pace.seconds) if moving else None
    return LiveView(
        attempts=progress.attempts,
        share=share_text(done, expected),
        stages=tuple(_bar(stage) for stage in progress.stages),
        arms=tuple(
            ArmBars(arm=arm.arm, simulated=arm.simulated, stages=tuple(map(_bar, arm.stages)))
            for arm in progress.arms
        ),
        left=figures.written(left, figures.roughly),
        elapsed=figures.roughly(((run.finished_at or now) - run.started_at).total_seconds()),
        failures=tuple(
            StageFailures(stage=stage, failures=tuple(found))
            for stage, found in groupby(failures, key=lambda each: each.stage)
        ),
    )


def seconds_left(
    stages: Sequence[ArmStage], *, ended: Mapping[str, int], within: float
) -> float | None:
    """As long as the slowest stage needs at its pace; None where one that has work has none."""
    longest = 0.0
    for stage in stages:
        open_ = stage.expected - stage.counts.done
        if not open_:
            continue
        if ended.get(stage.name, 0) < ENOUGH:
            return None
        longest = max(longest, open_ * within / ended[stage.name])
    return longest or None


def share_text(done: int, expected: int) -> str:
    """100% only where nothing is left."""
    if done >= expected:
        return "100%" if expected else "0%"
    return f"{done * 100 // expected}%"


def _bar(stage: ArmStage) -> StageBar:
    counts = stage.counts
    queued = max(stage.expected - counts.done - counts.running, 0)
    parts = (
        ("ok", counts.succeeded, "ok"),
        ("failed", counts.failed, "failed"),
        ("cancelled", counts.cancelled, "cancelled"),
        ("running", counts.running, "running"),
        ("queued", queued, "queued"),
    )
    segments, x = [], 0.0
    for kind, n, _ in parts[:-1]:
        width = 100 * n / stage.expected if stage.expected else 0.0
        if n:
            segments.append(Segment(kind, f"{x:.2f}%", f"{width:.2f}%"))
        x += width
    return StageBar(
        name=stage.name,
        done=counts.done,
        expected=stage.expected,
        segments=tuple(segments),
        words=tuple(f"{figures.count(n)} {word}" for _, n, word in parts if n),
    )
