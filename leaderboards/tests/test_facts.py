"""What SQL reads and NumPy classifies is what the rules say row by row."""

import random
from dataclasses import fields
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from django.utils import timezone

from evaluation.models import Evaluation
from experiments.models import Attempt, Run, RunArm, Validation
from experiments.states import ENGINE_SOURCE, ValidationStatus, WorkState
from experiments.tests.factories import RunArmFactory, RunFactory, TaskFactory
from leaderboards import facts as module
from leaderboards.facts import facts_digest, facts_of
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.outcomes import Outcome, outcome_of
from leaderboards.tests.row_by_row import facts_row_by_row
from providers.codes import ErrorCode

pytestmark = pytest.mark.django_db

CHECKS = ([], [{"kind": "applies"}], [{"kind": "applies"}, {"kind": "external"}])
CODES = ("", "no_code_of_ours", *ErrorCode)
SCORES = (None, 0.0, 0.5, 1.0)
SOURCES = (ENGINE_SOURCE, "ci", "lint", "import")
COSTS = (None, "0", "0.1", "0.000000000001", "3.3", "123456789.123456", "999999999999.999999999999")
LATENCIES = (None, 0.0, 0.1, 120.5, 1e15)


class Made:
    """A run of all that there can be, drawn with a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.run = RunFactory(finished=True, repeats=3)
        keys = ["b", "B", "ä", "z\U0001f600", "10", "9"]
        self.tasks = [
            TaskFactory(task_set=self.run.task_set, key=key, validation=checks)
            for key, checks in zip(keys, CHECKS * 2, strict=True)
        ]
        self.arms = [RunArmFactory(run=self.run, key=key) for key in ("y", "Y", "é")]
        Attempt.objects.bulk_create(self.attempts())
        rows = list(Attempt.objects.filter(run=self.run))
        self.random.shuffle(rows)
        Validation.objects.bulk_create(v for row in rows for v in self.validations(row))
        Evaluation.objects.bulk_create(e for row in rows for e in self.evaluations(row))

    def attempts(self):
        cells = list(product(self.arms, self.tasks, (1, 2, 3)))
        self.random.shuffle(cells)
        for arm, task, repeat in cells[len(cells) // 5 :]:
            state = self.random.choice([WorkState.SUCCEEDED] * 3 + [*WorkState])
            cost = self.random.choice(COSTS)
            yield Attempt(
                run=self.run,
                arm=arm,
                task=task,
                repeat=repeat,
                state=state,
                error_code=self.random.choice(CODES) if state == WorkState.FAILED else "",
                latency_ms=self.random.choice(LATENCIES),
                cost_usd=cost and Decimal(cost),
                cost_source="none" if cost is None else "table",
                **self.claimed(state),
            )

    def validations(self, attempt):
        for source in self.random.sample(SOURCES, self.random.randint(0, 4)):
            ours = source == ENGINE_SOURCE
            state = self.random.choice([*WorkState]) if ours else WorkState.SUCCEEDED
            done = state == WorkState.SUCCEEDED
            statuses = [*ValidationStatus, *([None] if ours else [])]
            yield Validation(
                run=self.run,
                attempt=attempt,
                source=source,
                state=state,
                error_code="internal_error" if state == WorkState.FAILED else "",
                status=self.random.choice(statuses) if done else None,
                score=self.random.choice(SCORES),
                **self.claimed(state),
            )

    def evaluations(self, attempt):
        state = self.random.choice([WorkState.SUCCEEDED] * 3 + [*WorkState])
        done = state == WorkState.SUCCEEDED
        yield Evaluation(
            run=self.run,
            attempt=attempt,
            state=state,
            error_code="verdict_invalid" if state == WorkState.FAILED else "",
            **{name: self.random.random() if done else None for name in ("quality", "risk")},
            confidence=0.75 if done else None,
            **self.claimed(state),
        )

    def claimed(self, state):
        if state != WorkState.RUNNING:
            return {}
        return {"lease_expires_at": timezone.now(), "claim_token": self.run.pk}


def assert_same(found: RunFacts, expected: RunFacts) -> None:
    for field in fields(RunFacts):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        np.testing.assert_array_equal(one, other, err_msg=field.name)
        if isinstance(other, np.ndarray):
            assert one.dtype == other.dtype, field.name


@pytest.mark.parametrize("seed", range(8))
def test_what_is_read_in_columns_is_what_the_rules_say_row_by_row(seed):
    run = Made(seed).run
    found, expected = facts_of(run), facts_row_by_row(run)
    assert_same(found, expected)
    assert facts_digest(found) == facts_digest(expected)

    assert {Outcome.SUCCEEDED, Outcome.INFRA_ERROR, Outcome.UNSCORED} <= set(found.quality_outcome)


def test_every_code_is_what_the_rule_says():
    run = RunFactory(finished=True, repeats=len(CODES))
    arm, task = RunArmFactory(run=run), TaskFactory(task_set=run.task_set)
    Attempt.objects.bulk_create(
        Attempt(run=run, arm=arm, task=task, repeat=repeat, state="failed", error_code=code)
        for repeat, code in enumerate(CODES, start=1)
    )
    expected = [outcome_of(succeeded=False, error_code=code) for code in CODES]
    assert facts_of(run).outcome.tolist() == expected


def test_many_chunks_are_as_good_as_one(monkeypatch):
    run = Made(1).run
    whole = facts_of(run)
    monkeypatch.setattr(module, "ENOUGH", 1)
    monkeypatch.setattr("experiments.columns.AT_A_TIME", 7)
    assert_same(facts_of(run), whole)


def test_other_runs_of_the_same_tasks_are_left_alone():
    made = Made(2)
    before = facts_of(made.run)
    other = Run.objects.get(pk=made.run.pk)
    other.pk = None
    other.save()
    arm = RunArmFactory(run=other, key="y")
    Attempt.objects.create(run=other, arm=arm, task=made.tasks[0], repeat=1)
    assert_same(facts_of(made.run), before)
    assert facts_of(other).n_attempts == 1


def test_a_run_without_a_judge_has_unknown_scores():
    run = Made(3).run
    Evaluation.objects.all().delete()
    found = facts_of(run)
    assert_same(found, facts_row_by_row(run))
    assert np.isnan(found.judge_quality).all()


def test_a_replay_of_the_run_judges_nothing_here():
    run = Made(4).run
    before = facts_of(run)
    replay = RunFactory(experiment=run.experiment, task_set=run.task_set, repeats=0)
    scored = Evaluation.objects.filter(run=run, state=WorkState.SUCCEEDED)
    for each in scored:
        each.pk, each.run, each.quality = None, replay, 0.125
        each.profile_id = None
    Evaluation.objects.filter(run=run).exclude(state=WorkState.SUCCEEDED).delete()
    assert_same(facts_of(run), before)


def test_an_arm_without_attempts_and_a_task_without_are_not_in_it():
    made = Made(5)
    idle, untried = made.arms[1], made.tasks[3]
    Attempt.objects.filter(arm=idle).delete()
    Attempt.objects.filter(task=untried).delete()
    found = facts_of(made.run)
    assert idle.key not in found.arms
    assert untried.key not in found.tasks
    assert_same(found, facts_row_by_row(made.run))


@pytest.mark.parametrize("arms", [0, 1])
def test_a_run_without_attempts_is_empty(arms):
    run = RunFactory(finished=True)
    RunArm.objects.filter(run=run).delete()
    for _ in range(arms):
        RunArmFactory(run=run)
    assert_same(facts_of(run), RunFacts.from_rows([]))


def test_no_row_is_read_of_attempts_one_by_one(django_assert_max_num_queries):
    run = Made(6).run
    with django_assert_max_num_queries(16):
        facts_of(run)
