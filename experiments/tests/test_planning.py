"""Planning covers every cell once, and a run that stops half way has seen all arms alike."""

from collections import Counter
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.actions import start_run
from experiments.models import Attempt, RunArm
from experiments.planning import plan
from experiments.states import WorkState
from experiments.tests.runs import allowed_organization, saved_experiment

KEYS = st.lists(st.text(min_size=1), unique=True, max_size=6)


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(0, 4))
def test_every_cell_is_planned_once(arms, tasks, repeats):
    planned = list(plan(arms, tasks, repeats=repeats))
    assert Counter(planned) == Counter(product(arms, tasks, range(1, repeats + 1)))


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(1, 4), stop=st.integers(0, 100))
def test_arms_never_differ_by_more_than_one_attempt_on_the_way(arms, tasks, repeats, stop):
    seen = Counter(arm for arm, _, _ in islice(plan(arms, tasks, repeats=repeats), stop))
    counts = [seen[arm] for arm in arms]
    assert max(counts, default=0) - min(counts, default=0) <= 1


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(1, 4))
def test_no_task_is_repeated_before_every_task_was_seen(arms, tasks, repeats):
    numbers = [repeat for _, _, repeat in plan(arms, tasks, repeats=repeats)]
    assert numbers == sorted(numbers)


@pytest.mark.django_db
def test_attempts_are_stored_in_the_order_of_the_plan():
    owner = allowed_organization("http://127.0.0.1:9/v1")
    experiment = saved_experiment(owner, tasks=7, arms=3, repeats=2)
    run = start_run(experiment, actor=None)
    arms = list(RunArm.objects.filter(run=run).order_by("key"))
    tasks = list(run.task_set.tasks.order_by("key"))
    attempts = Attempt.objects.filter(run=run).order_by("available_at", "id")
    cells = [(attempt.arm_id, attempt.task_id, attempt.repeat) for attempt in attempts]
    assert cells == [
        (arm.pk, task.pk, repeat) for arm, task, repeat in plan(arms, tasks, repeats=2)
    ]
    assert {attempt.state for attempt in attempts} == {WorkState.PENDING}
