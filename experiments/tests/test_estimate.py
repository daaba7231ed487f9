"""What a run will cost, told before it starts."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.estimate import EXPECTED_OUTPUT_TOKENS, estimate, estimate_of
from experiments.estimate_view import estimate_line, estimate_view
from experiments.models import Experiment
from experiments.prompts import render_task_prompt
from experiments.sizes import Sizes, shortest_task, sizes_of
from experiments.tests.money import priced
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from experiments.work.stage import PlannedCalls
from organizations.tests.http import assert_queries_do_not_grow
from providers.own_prices import EMPTY
from providers.worst_case import TOKENS_AROUND_A_MESSAGE, UNBOUNDED_OUTPUT_TOKENS

NOWHERE = "http://127.0.0.1:9/v1"
MILLION = 1_000_000


@pytest.fixture
def owner():
    return allowed_organization(NOWHERE)


def planned(**changes):
    fields = {"arm": "a", "provider": "openai", "model": "gpt-4.1", "around": 0}
    return PlannedCalls(
        **fields | {"max_output_tokens": 10, "shows": frozenset({"prompt"})} | changes
    )


@pytest.mark.django_db
def test_arms_are_priced_for_every_task_and_repeat(owner):
    priced(owner)
    limited = arm(0, parameters={"max_output_tokens": 100})
    tasks = [{"key": each, "prompt": "x" * 40} for each in "abc"]
    experiment = saved_experiment(
        owner, tasks=tasks, arms=[limited, arm(1)], repeats=2, prompt_template="{{ prompt }}"
    )
    first, second = estimate_of(experiment).models
    assert first.calls == second.calls == 6
    around = len("{{ prompt }}") + 40
    reads = Decimal(around // 4 + TOKENS_AROUND_A_MESSAGE)
    assert first.expected_usd == 6 * (reads + 2 * 100) / MILLION
    assert second.expected_usd == 6 * (reads + 2 * EXPECTED_OUTPUT_TOKENS) / MILLION
    most = Decimal(around + TOKENS_AROUND_A_MESSAGE)
    assert first.worst_usd == 6 * (most + 2 * 100) / MILLION
    assert second.worst_usd == 6 * (most + 2 * UNBOUNDED_OUTPUT_TOKENS) / MILLION


@pytest.mark.django_db
def test_an_arm_without_a_price_is_named_and_counts_as_unknown(owner):
    priced(owner, "model-0")
    found = estimate_of(saved_experiment(owner, tasks=2, arms=2))
    assert found.unpriced == ("arm-1",)
    assert found.expected_usd == found.models[0].expected_usd
    assert found.models[1].expected_usd is None
    assert "no price is known for arm-1" in estimate_line(found)


@pytest.mark.django_db
def test_nothing_is_said_of_money_where_no_price_is_known(owner):
    found = estimate_of(saved_experiment(owner, tasks=1, arms=1))
    assert (found.expected_usd, found.worst_usd) == (None, None)
    assert estimate_line(found) == "Estimate: no price is known for arm-0."


@pytest.mark.django_db
def test_a_budget_below_the_worst_case_is_pointed_out(owner):
    priced(owner)
    experiment = saved_experiment(owner, tasks=100, arms=1, budget_usd="0.5")
    assert estimate_view(experiment).over_budget
    experiment.budget_usd = Decimal(50)
    assert not estimate_view(experiment).over_budget


@pytest.mark.django_db
def test_the_database_measures_at_least_the_bytes_that_are_sent(owner):
    tasks = [
        {"key": "a", "prompt": "größer 😀", "files": {"ä.py": "x = 'é'\n" * 3}},
        {"key": "b", "prompt": "small"},
    ]
    experiment = saved_experiment(owner, tasks=tasks)
    found = sizes_of(experiment.task_set)
    rows = list(experiment.task_set.tasks.all())
    assert found.n_tasks == 2
    assert found.prompts == sum(len(row.prompt.encode()) for row in rows)
    assert found.files >= sum(len(text.encode()) for row in rows for text in row.files.values())
    assert shortest_task(experiment.task_set).key == "b"
    sent = sum(len(render_task_prompt(row, template="{{ files }}").encode()) for row in rows)
    assert found.files >= sent - 20


@pytest.mark.django_db
def test_more_tasks_and_arms_are_no_more_queries(owner):
    grown = iter((2, 12))
    assert_queries_do_not_grow(
        lambda: estimate_of(Experiment.objects.get()),
        ten_more=lambda: saved_experiment(owner, tasks=(n := next(grown)), arms=n),
    )


sizes = st.integers(0, 10**8)


@given(
    prompts=sizes, files=sizes, limit=st.none() | st.integers(1, 100_000), tasks=st.integers(0, 9)
)
def test_the_expected_cost_is_never_above_the_worst(prompts, files, limit, tasks):
    judge = planned(arm=None, shows=frozenset({"prompt", "patch"}), max_output_tokens=limit)
    found = estimate(
        [planned(max_output_tokens=limit, shows=frozenset({"prompt", "files"})), judge],
        sizes=Sizes(n_tasks=tasks, prompts=prompts, files=files),
        repeats=3,
        own=EMPTY,
        at=timezone.now(),
    )
    assert found.unpriced == ()
    assert found.calls == 6 * tasks
    for each in found.models:
        assert 0 <= each.expected_usd <= each.worst_usd
