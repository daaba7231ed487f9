"""Preflight and money: no run starts whose budgets could not pay for a single call."""

from decimal import Decimal

import pytest
from django.utils import timezone

from experiments.actions import start_run
from experiments.definitions import check_experiment, definition_of
from experiments.models import Experiment, ProviderCall, Run
from experiments.preflight import RunRefused, draft_run, problems_of
from experiments.spec import ExperimentBody
from experiments.tests.factories import RunFactory
from experiments.tests.money import PROVIDER, monthly, priced
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from organizations.tests.http import assert_queries_do_not_grow
from providers.models import PolicyDenial, Spending

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/v1"
# At two dollars for a million tokens of output a call of these may cost 0.02, and a little.
ARMS = [arm(0, parameters={"max_output_tokens": 10_000}), arm(1, model="other")]


@pytest.fixture
def owner():
    return allowed_organization(NOWHERE)


def problems(experiment):
    with pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    assert not Run.objects.exists()
    return [(problem.arm, problem.code) for problem in refused.value.problems]


def test_without_a_budget_nobody_asks_for_prices(owner):
    start_run(saved_experiment(owner, tasks=1, arms=ARMS), actor=None)


def test_under_a_budget_of_the_run_every_model_needs_a_price(owner):
    priced(owner, "model-*")
    experiment = saved_experiment(owner, tasks=1, arms=ARMS, budget_usd="5")
    assert problems(experiment) == [("arm-1", "price_unknown")]
    assert not PolicyDenial.objects.exists()


def test_under_a_monthly_budget_every_model_of_that_provider_needs_a_price(owner):
    priced(owner, "other")
    monthly(owner, "5")
    experiment = saved_experiment(owner, tasks=1, arms=ARMS)
    assert problems(experiment) == [("arm-0", "price_unknown")]


def test_a_budget_that_cannot_pay_one_call_at_its_worst_is_refused_for_that_arm(owner):
    """Without a limit of its own the other arm may answer with 32,768 tokens: 0.066."""
    priced(owner)
    assert problems(saved_experiment(owner, tasks=1, arms=ARMS, budget_usd="0.03")) == [
        ("arm-1", "budget_exceeded")
    ]
    start_run(saved_experiment(owner, tasks=1, arms=ARMS, budget_usd="0.07"), actor=None)


def test_what_is_left_of_the_month_counts_and_the_denial_is_kept(owner):
    priced(owner)
    monthly(owner, "10", spent="9.96")
    assert problems(saved_experiment(owner, tasks=1, arms=ARMS)) == [("arm-1", "budget_exceeded")]
    denial = PolicyDenial.objects.get()
    assert (denial.code, denial.provider, denial.model, denial.arm_key, denial.at) == (
        "budget_exceeded",
        PROVIDER,
        "other",
        "arm-1",
        "start",
    )


def test_a_month_without_a_row_begins_with_what_the_ledger_has(owner):
    priced(owner)
    monthly(owner, "10")
    run = RunFactory(experiment__organization=owner, experiment__name="earlier", finished=True)
    ProviderCall.objects.create(
        **{"run": run, "organization": owner, "provider": PROVIDER, "stage": "attempts"},
        **{"work_id": run.pk, "number": 1, "started_at": timezone.now()},
        cost_usd=Decimal("9.99"),
        outcome="succeeded",
    )
    with pytest.raises(RunRefused):
        start_run(saved_experiment(owner, tasks=1, arms=ARMS), actor=None)
    assert not Spending.objects.exists()


def test_the_shortest_task_decides_since_one_call_is_enough_to_begin(owner):
    priced(owner, output_usd=0, input_usd=1_000)
    tasks = [{"key": "long", "prompt": "x" * 9_000}, {"key": "short", "prompt": "x"}]
    experiment = saved_experiment(owner, tasks=tasks, arms=1, budget_usd="1")
    assert problems_of(draft_run(experiment)) == []


def test_money_is_no_matter_of_the_definition_and_is_told_beside_it(owner):
    experiment = saved_experiment(owner, tasks=1, arms=1, budget_usd="5")
    body = ExperimentBody.model_validate(definition_of(experiment))
    assert check_experiment(owner, body, experiment=experiment) == experiment.task_set
    standing = problems_of(draft_run(experiment, starting=False))
    assert [problem.code for problem in standing] == ["price_unknown"]


def test_more_arms_are_no_more_queries(owner):
    priced(owner)
    monthly(owner, "100")
    grown = iter((2, 12))
    assert_queries_do_not_grow(
        lambda: problems_of(draft_run(Experiment.objects.get(), starting=False)),
        ten_more=lambda: saved_experiment(owner, tasks=2, arms=next(grown), budget_usd="5"),
    )
