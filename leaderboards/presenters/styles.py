"""How each of the four boards speaks: its words, its unit, its scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.charts import Axis
from leaderboards.presenters import figures
from leaderboards.presenters.figures import known

Json = Mapping[str, Any]
HIGHER, LOWER = "higher is better", "lower is better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one board speaks. `figure` is what its estimate is, in two words; `value` and `margin`
    write a figure and a difference of two."""

    name: str
    title: str
    arrow: str
    direction: str
    unit: str
    figure: str
    about: str
    no_data: str
    axis: Axis
    value: Callable[[float], str]
    margin: Callable[[float], str]

    @property
    def best_first(self) -> str:
        """What to ask for so that the best estimate stands at the top."""
        return "estimate" if self.direction == LOWER else "-estimate"


STYLES = {
    style.name: style
    for style in (
        Style(
            name="quality",
            title="Quality",
            arrow="↑",
            direction=HIGHER,
            unit="of a task's attempts pass",
            figure="share passed",
            about="Mean share of each task's attempts that passed validation. Failed attempts "
            "count as 0; the figure without infrastructure failures stands beside it.",
            no_data="No attempt was validated. Give the tasks a validation to fill this board.",
            axis=Axis.FRACTION,
            value=figures.percent,
            margin=figures.points,
        ),
        Style(
            name="latency",
            title="Latency",
            arrow="↓",
            direction=LOWER,
            unit="to the whole answer",
            figure="geometric mean",
            about="Geometric mean of the tasks' median times to the whole answer. A timeout counts "
            "as at least as long as was waited; other failures are left out.",
            no_data="No attempt has a latency: none succeeded or timed out.",
            axis=Axis.LOG,
            value=figures.milliseconds,
            margin=figures.times_of_log,
        ),
        Style(
            name="cost",
            title="Cost",
            arrow="↓",
            direction=LOWER,
            unit="per task",
            figure="mean per task",
            about="Mean US dollars per attempt, task by task. Attempts of unknown cost are left "
            "out: an unknown cost is never 0.",
            no_data="No attempt has a known cost: the provider reports none and no price is "
            "listed for the models.",
            axis=Axis.ZERO,
            value=figures.usd,
            margin=figures.usd_difference,
        ),
        Style(
            name="evaluator",
            title="Evaluator",
            arrow="↑",
            direction=HIGHER,
            unit="mean score, 0 to 1",
            figure="mean score",
            about="Mean quality score that the evaluator profile gave to the patches it saw. It is "
            "a judge's opinion and stands apart from the validated quality.",
            no_data="Nothing was judged. Give the experiment an evaluator profile to fill this "
            "board.",
            axis=Axis.FRACTION,
            value=figures.score,
            margin=figures.score_difference,
        ),
    )
}


def interval_text(ci: Json | None, write: Callable[[float], str]) -> str | None:
    low, high = known(ci, "low"), known(ci, "high")
    if low is None or high is None:
        return None
    return figures.interval(write(low), write(high))
