"""Validations that hang hold up their own attempts' judgement and nothing else."""

import subprocess
import uuid

import pytest

from evaluation.models import Evaluation
from evaluation.profiles import save_profile
from evaluation.tests.runs import JUDGE, PATCH, judge, patch_tasks, said, verdict_text
from experiments.actions import start_run
from experiments.checks import Unavailable, find_sandbox
from experiments.models import Attempt, Run, Validation
from experiments.run_controls import cancel_run
from experiments.states import RunState, WorkState
from experiments.tests.processes import provider, wait_until, worker
from experiments.tests.runs import allowed_organization, saved_experiment

FOUND = find_sandbox()
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sandbox,
    pytest.mark.skipif(isinstance(FOUND, Unavailable), reason=getattr(FOUND, "reason", "")),
]
MORE_THAN_THREADS = 9


def answer(body):
    return said(verdict_text() if body["model"] == JUDGE else PATCH)


def hanging(mark):
    command = ["sh", "-c", f"sleep 300; : {mark}"]
    return [{"kind": "tests", "command": command, "timeout_seconds": 300}]


def tasks(count, *, mark):
    """The first is the one that hangs."""
    return [
        task | {"validation": hanging(mark) if number == 0 else [{"kind": "applies"}]}
        for number, task in enumerate(patch_tasks(count))
    ]


def n(model, **where):
    return model.objects.filter(state=WorkState.SUCCEEDED, **where).count()


def test_validations_that_hang_hold_up_neither_attempts_nor_judgements_of_others():
    mark = f"mark-{uuid.uuid4().hex}"
    with provider(answer) as fake, worker(BAKEOFF_VALIDATION_SLOTS="2") as one:
        owner = allowed_organization(fake.base_url)
        profile = save_profile(owner, judge(), actor=None)
        judged = saved_experiment(
            owner, name="judged", tasks=tasks(6, mark=mark), evaluator=f"{profile.name}:1"
        )
        first = start_run(judged, actor=None)
        wait_until(lambda: n(Evaluation, run=first) == 5, log=one.log)
        assert (n(Attempt, run=first), n(Validation, run=first)) == (6, 5)
        assert not Evaluation.objects.filter(attempt__task__key="task-0000").exists()

        alone = saved_experiment(owner, name="alone", tasks=tasks(1, mark=mark))
        others = [start_run(alone, actor=None) for _ in range(MORE_THAN_THREADS)]
        wait_until(lambda: n(Attempt) == 6 + MORE_THAN_THREADS, log=one.log)
        last = start_run(alone, actor=None)  # behind all that hangs
        wait_until(lambda: n(Attempt, run=last) == 1, seconds=40, log=one.log)
        assert n(Validation) == 5
        assert {run.state for run in Run.objects.all()} == {RunState.RUNNING}

        for run in (first, *others, last):
            cancel_run(run)
        wait_until(lambda: not Run.objects.filter(state=RunState.RUNNING).exists(), log=one.log)
    seen = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert mark not in seen.stdout
