"""Replays through the same action that people use."""

from collections.abc import Callable
from typing import Any

from evaluation.models import Replay
from evaluation.profiles import save_profile
from evaluation.replay import start_replay
from evaluation.tests.runs import JUDGE, PATCH, judge, said, verdict_text
from experiments.models import Run
from experiments.tests.draining import worked

NEW_JUDGE = "judge-2"
Says = Callable[[int], dict[str, Any]]


def judges(
    *, old: Says = lambda n: {"quality": 0.75}, new: Says = lambda n: {"quality": 0.25}
) -> Callable[[dict[str, Any]], Any]:
    """Answers arms with a patch; what changes in the verdict of each judge on `Do N.`, as told."""

    def respond(body: dict[str, Any]) -> Any:
        says = {JUDGE: old, NEW_JUDGE: new}.get(body["model"])
        if says is None:
            return said(PATCH)
        number = int(body["messages"][0]["content"].split(".", 1)[0].removeprefix("Do "))
        return said(verdict_text(**says(number)))

    return respond


def second_judge(run: Run, **changes: Any) -> str:
    """Another version of the run's profile; its reference."""
    spec = judge(**{"model": NEW_JUDGE, **changes})
    profile = save_profile(run.experiment.organization, spec, actor=None)
    return f"{profile.name}:{profile.version}"


def replayed(
    run: Run, *, reference: str | None = None, actor: Any = None, reason: str = ""
) -> Replay:
    """Started and worked to its end."""
    replay = start_replay(run, reference=reference or second_judge(run), actor=actor, reason=reason)
    worked(replay.work)
    return replay
