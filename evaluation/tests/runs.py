"""Runs that a judge scores, through the same actions that people use."""

import json
from typing import Any

from evaluation.models import Evaluation
from evaluation.profiles import save_profile
from evaluation.spec import EvaluatorSpec
from experiments.actions import start_run
from experiments.models import Run
from experiments.tests.draining import worked
from experiments.tests.processes import completion, provider
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


def said(text, **changes):
    return 200, completion(text, **changes), {}


def stopped(reason, text=""):
    message = {"role": "assistant", "content": text}
    return 200, completion(choices=[{"message": message, "finish_reason": reason}]), {}


def judging(*scripts, answer=PATCH):
    """Answers the arm with a patch, and the judge of task N as the Nth script says."""
    left = [list(script) for script in scripts]

    def respond(body):
        if body["model"] != JUDGE:
            return said(answer)
        prompt = body["messages"][0]["content"]
        script = next(s for n, s in enumerate(left) if prompt.startswith(f"Do {n}."))
        return script.pop(0) if len(script) > 1 else script[0]

    return respond


def judged(*scripts, answer=PATCH, **changes):
    """The evaluations of one task for each script, in order; and the fake provider."""
    with provider(judging(*scripts, answer=answer)) as fake:
        run = judged_run(fake.base_url, tasks=len(scripts), **changes)
        worked(run)
    rows = Evaluation.objects.filter(run=run).order_by("attempt__task__key")
    assert Run.objects.get(pk=run.pk).state == "completed"
    return list(rows), fake
