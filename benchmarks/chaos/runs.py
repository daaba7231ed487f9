"""Runs as people define and start them, and what the database says of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.chaos.patience import Stuck, patiently, until
from evaluation.actions import apply_spec
from evaluation.spec import parse_spec
from experiments.actions import start_run
from experiments.models import Attempt, Experiment, ProviderCall, Run
from experiments.states import UNFINISHED, CallOutcome, RunState, WorkState
from experiments.taskfile import TaskLine

KIND = "openai_compatible"
JUDGE = "judge-1"
TASKS_AT_MOST = 2_000  # more attempts than that repeat them
FILES = {"x.py": "a = 1\n"}
PATCH = "```diff\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n```\n"


def arm(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "key": f"arm-{number}",
        "provider": KIND,
        "connection": "local",
        "model": f"model-{number}",
        **changes,
    }


def judge(**changes: Any) -> dict[str, Any]:
    return {
        "name": "strict",
        "provider": KIND,
        "connection": "local",
        "model": JUDGE,
        "rubric": {"version": "1", "text": "Correct first."},
        "prompt_template": {"version": "1", "text": "{{ task }}|{{ patch }}|{{ rubric }}"},
        **changes,
    }


def prompts(count: int, **changes: Any) -> list[TaskLine]:
    """Tasks that are asked as `Do N.`"""
    return [
        TaskLine(key=f"task-{number:05}", prompt=f"Do {number}.", **changes)
        for number in range(count)
    ]


def define(
    organization: str,
    endpoints: Mapping[str, str],
    *,
    size: int = 1,
    tasks: Sequence[TaskLine] = (),
    arms: Sequence[Mapping[str, Any]] = (),
    limits: Mapping[str, Any] | None = None,
    evaluator: Mapping[str, Any] | None = None,
    references: Mapping[str, str] | None = None,
    **experiment: Any,
) -> Experiment:
    """One arm unless there are others; `endpoints` are connections by name, with their address.
    Raises Invalid, RunRefused."""
    repeats = _repeats(size)
    lines = list(tasks) or prompts(size // repeats)
    raw = {
        "version": 1,
        "organization": organization,
        "providers": {KIND: {"enabled": True, "allowed_models": ["*"], **(limits or {})}},
        "connections": _connections(endpoints, references=references or {}),
        "experiment": {
            "name": organization,
            "repeats": repeats,
            "max_concurrency": 32,
            "prompt_template": "{{ prompt }}",
            "arms": list(arms) or [arm()],
            "tasks": "tasks.jsonl",
            **experiment,
        },
        "evaluator": evaluator,
    }
    return apply_spec(parse_spec(raw, place="chaos"), tasks=lines, actor=None)


def _connections(
    endpoints: Mapping[str, str], *, references: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "provider": KIND,
            "settings": {"base_url": url},
            "credential_reference": references.get(name),
        }
        for name, url in endpoints.items()
    ]


def start(
    organization: str,
    base_url: str,
    *,
    then: Callable[[Run], None] = lambda run: None,
    **changes: Any,
) -> Run:
    """Define it on the one connection `local`, and start it."""
    experiment = define(organization, {"local": base_url}, **changes)
    return start_run(experiment, actor=None, then=then)


def _repeats(size: int) -> int:
    """As few as make so many attempts out of as many tasks as there may be."""
    least = -(-size // TASKS_AT_MOST)
    return next(repeats for repeats in range(least, size + 1) if size % repeats == 0)


def states(run: Run) -> Counter[str]:
    rows = Attempt.objects.filter(run=run)
    return Counter(patiently(lambda: list(rows.values_list("state", flat=True))))


def done(run: Run) -> int:
    """How many attempts are over."""
    rows = Attempt.objects.filter(run=run).exclude(state__in=UNFINISHED)
    return patiently(rows.count)


def error_codes(run: Run) -> Counter[str]:
    rows = Attempt.objects.filter(run=run, state=WorkState.FAILED)
    return Counter(patiently(lambda: list(rows.values_list("error_code", flat=True))))


def calls(run: Run, **where: Any) -> int:
    return patiently(ProviderCall.objects.filter(run=run, **where).count)


def sent_calls(run: Run) -> int:
    """Rows of the ledger, but for those that say that nothing was sent."""
    rows = ProviderCall.objects.filter(run=run).exclude(outcome=CallOutcome.NOT_SENT)
    return patiently(rows.count)


def doubled_results(run: Run) -> int:
    """Results beyond one for each attempt."""
    rows = ProviderCall.objects.filter(run=run, stage="attempts", outcome=CallOutcome.SUCCEEDED)
    return patiently(lambda: rows.count() - rows.values("work_id").distinct().count())


def summaries(run: Run) -> int:
    return patiently(run.summaries.count)


def is_over(run: Run) -> bool:
    return not Run.objects.filter(pk=run.pk, state=RunState.RUNNING).exists()


def await_done(run: Run, count: int, *, seconds: float) -> float:
    """Raises Stuck."""
    return until(lambda: done(run) >= count, seconds=seconds, what=f"{count} attempts are over")


def await_end(*runs: Run, seconds: float) -> float:
    """Raises Stuck."""

    def over() -> bool:
        return all(is_over(run) for run in runs)

    try:
        return until(over, seconds=seconds, what="the run ends")
    except Stuck as stuck:
        raise Stuck(f"{stuck}; {', '.join(map(_standing, runs))}") from None
    finally:
        for run in runs:
            patiently(run.refresh_from_db)


def _standing(run: Run) -> str:
    """What an unfinished run is made of."""
    open_rows = Attempt.objects.filter(run=run, state__in=UNFINISHED)
    waiting = open_rows.values_list("state", "error_code", "interruptions")
    return f"{dict(states(run))}, open: {dict(Counter(waiting))}"
