"""An experiment of a given size against an endpoint that is never called."""

from evaluation.actions import apply_spec
from evaluation.spec import parse_spec
from experiments.models import Experiment
from experiments.taskfile import TaskLine

ARMS = 10
MOST_TASKS = 5_000
PROVIDER, CONNECTION = "openai_compatible", "nowhere"


def store_experiment(
    *,
    attempts: int,
    judged: bool = False,
    arms: int = ARMS,
    most_tasks: int = MOST_TASKS,
    repeats: int | None = None,
) -> Experiment:
    """The tasks repeat where there are more cells than tasks, or as often as told. Raises
    ValueError where that does not come out even."""
    cells, rest = divmod(attempts, arms)
    repeats = repeats or -(-cells // most_tasks)
    if rest or cells % repeats:
        raise ValueError(f"{attempts} attempts are not {arms} arms times whole repeats")
    tasks = [
        TaskLine(
            key=f"task-{number:05}",
            prompt=f"Task {number}: make it work.",
            files={"module.py": "value = 1\n" * 40},
            answer={"kind": "patch"},
        )
        for number in range(cells // repeats)
    ]
    raw = _spec(name=f"size-{attempts}", arms=arms, repeats=repeats, judged=judged)
    return apply_spec(parse_spec(raw, place="benchmark"), tasks=tasks, actor=None)


def _spec(*, name: str, arms: int, repeats: int, judged: bool) -> dict[str, object]:
    listed = [
        {"key": f"arm-{n}", "provider": PROVIDER, "connection": CONNECTION, "model": f"model-{n}"}
        for n in range(arms)
    ]
    return {
        "version": 1,
        "organization": "benchmark",
        "providers": {PROVIDER: {"enabled": True, "allowed_models": ["*"]}},
        "connections": [
            {
                "name": CONNECTION,
                "provider": PROVIDER,
                "settings": {"base_url": "https://llm.example.org/v1"},
            }
        ],
        "experiment": {"name": name, "repeats": repeats, "arms": listed, "tasks": "tasks.jsonl"},
        "evaluator": _judge() if judged else None,
    }


def _judge() -> dict[str, object]:
    return {
        "name": "strict",
        "provider": PROVIDER,
        "connection": CONNECTION,
        "model": "judge-1",
        "rubric": {"version": "1", "text": "Correct, small, readable."},
        "prompt_template": {"version": "1", "text": "{{ task }} {{ patch }} {{ rubric }}"},
    }
