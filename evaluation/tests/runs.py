"""Runs that a judge scores, through the same actions that people use."""

import json
from typing import Any

from evaluation.profiles import save_profile
from evaluation.spec import EvaluatorSpec
from experiments.actions import start_run
from experiments.models import Run
from experiments.tests.runs import allowed_organization, saved_experiment

JUDGE = "judge-1"
PATCH = "```diff\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n```\n"
FILES = {"x.py": "a = 1\n"}


def judge(**changes: Any) -> EvaluatorSpec:
    return EvaluatorSpec.model_validate(
        {
            "name": "strict",
            "provider": "openai_compatible",
            "connection": "local",
            "model": JUDGE,
            "parameters": {"temperature": 0},
            "rubric": {"version": "1", "text": "Correct first."},
            "prompt_template": {"version": "1", "text": "{{ task }}|{{ patch }}|{{ rubric }}"},
            **changes,
        }
    )


def verdict(**changes: Any) -> dict[str, Any]:
    return {"quality": 0.75, "risk": 0.25, "confidence": 0.5, "rationale": "Fine.", **changes}


def verdict_text(**changes: Any) -> str:
    return json.dumps(verdict(**changes))


def patch_tasks(count: int) -> list[dict[str, Any]]:
    """Tasks whose prompts start with `Do N.` and that PATCH answers."""
    return [
        {"key": f"task-{number:04}", "prompt": f"Do {number}.", "files": FILES}
        for number in range(count)
    ]


def judged_run(base_url: str, *, tasks: int = 1, judged_by: Any = None, **changes: Any) -> Run:
    owner = allowed_organization(base_url)
    profile = save_profile(owner, judged_by or judge(), actor=None)
    experiment = saved_experiment(
        owner,
        tasks=patch_tasks(tasks),
        evaluator=f"{profile.name}:{profile.version}",
        **changes,
    )
    return start_run(experiment, actor=None)
